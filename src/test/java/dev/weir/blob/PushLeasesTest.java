package dev.weir.blob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PushLeasesTest {
  private static final StreamName APP = new StreamName("team", "app");
  private static final StreamName OTHER = new StreamName("team", "other");
  private static final Duration LENGTH = Duration.ofHours(24);

  private Instant now = Instant.parse("2026-03-01T10:00:00Z");
  private final PushLeases leases = new PushLeases(() -> now, LENGTH, 3, LeaseJournal.NONE, false);

  private static Digest digest(String name) {
    return Digest.of(name.getBytes(StandardCharsets.UTF_8));
  }

  private void later(Duration time) {
    now = now.plus(time);
  }

  @Test
  void whatNobodyWasToldOfIsNotLeased() {
    assertThat(leases.isOpen(digest("a"))).isFalse();
    assertThat(leases.isOpen(APP, digest("a"))).isFalse();
    assertThat(leases.until(digest("a"))).isEmpty();
  }

  @Test
  void aLeaseIsOfOneRepositoryAndHoldsTheDigestForAll() {
    leases.grant(APP, digest("a"));

    assertThat(leases.isOpen(APP, digest("a"))).isTrue();
    assertThat(leases.isOpen(OTHER, digest("a"))).isFalse();
    assertThat(leases.isOpen(digest("a"))).isTrue();
    assertThat(leases.isOpen(digest("b"))).isFalse();
  }

  @Test
  void aLeaseIsNeverShorterThanItsLengthAfterTheLastAnswerAndEnds() {
    leases.grant(APP, digest("a"));
    later(Duration.ofMinutes(10));
    leases.grant(APP, digest("a"));
    later(LENGTH.minusNanos(1));
    assertThat(leases.isOpen(digest("a"))).isTrue();

    later(LENGTH.dividedBy(32));

    assertThat(leases.isOpen(digest("a"))).isFalse();
    assertThat(leases.isOpen(APP, digest("a"))).isFalse();
  }

  @Test
  void aManifestThatTakesThemUpEndsTheLeasesOfItsRepositoryAlone() {
    leases.grant(APP, digest("a"));
    leases.grant(OTHER, digest("a"));
    leases.grant(APP, digest("b"));

    leases.takenUp(APP, List.of(digest("a"), digest("b"), digest("c")));

    assertThat(leases.isOpen(APP, digest("a"))).isFalse();
    assertThat(leases.isOpen(digest("a"))).isTrue();
    assertThat(leases.isOpen(digest("b"))).isFalse();
    leases.takenUp(OTHER, List.of(digest("a")));
    assertThat(leases.isOpen(digest("a"))).isFalse();
    assertThat(leases.size()).isZero();
  }

  @Test
  void aLeaseThatIsShortenedEndsAtTheLatestThen() {
    Duration grace = Duration.ofHours(1);
    leases.grant(APP, digest("a"));
    leases.grant(OTHER, digest("a"));
    leases.grant(OTHER, digest("b"));

    assertThat(leases.repositories(digest("a"))).containsExactlyInAnyOrder(APP, OTHER);
    leases.shorten(digest("a"), grace);

    assertThat(leases.until(digest("a"))).contains(now.plus(grace));
    assertThat(leases.until(digest("b")))
        .hasValueSatisfying(u -> assertThat(u).isAfter(now.plus(grace)));
    later(grace);
    assertThat(leases.isOpen(digest("a"))).isFalse();
    leases.grant(APP, digest("a"));
    assertThat(leases.isOpen(digest("a"))).isTrue();
  }

  @Test
  void whereThereIsNoRoomEverythingCountsAsLeasedAsLongAsTheForgottenOne() {
    leases.grant(APP, digest("a"));
    Instant first = leases.until(digest("a")).orElseThrow();
    later(Duration.ofHours(1));
    for (String name : List.of("b", "c", "d")) {
      leases.grant(APP, digest(name));
    }

    assertThat(leases.size()).isEqualTo(3);
    assertThat(leases.until(digest("a"))).contains(first);
    assertThat(leases.until(digest("stranger"))).contains(first);
    assertThat(leases.isOpen(OTHER, digest("a"))).isTrue();
    now = first;
    assertThat(leases.isOpen(digest("a"))).isFalse();
    assertThat(leases.isOpen(digest("d"))).isTrue();
  }

  @Test
  void whatIsTakenUpIsNotHeldInItsRepositoryByWhatWasForgotten() {
    for (String name : List.of("a", "b", "c")) {
      leases.grant(OTHER, digest(name));
    }
    leases.grant(APP, digest("d"));

    leases.takenUp(APP, List.of(digest("d")));

    assertThat(leases.isOpen(APP, digest("d"))).isFalse();
    assertThat(leases.isOpen(OTHER, digest("d"))).isTrue();
  }

  @Test
  void whatWasForgottenCanBeShortenedOfOneDigest() {
    for (String name : List.of("a", "b", "c", "d")) {
      leases.grant(APP, digest(name));
    }

    leases.shorten(digest("a"), Duration.ofMinutes(1));
    later(Duration.ofMinutes(2));

    assertThat(leases.isOpen(digest("a"))).isFalse();
    assertThat(leases.isOpen(digest("stranger"))).isTrue();
  }

  @Test
  void leasesThatEndedTakeNoRoom() {
    leases.grant(APP, digest("a"));
    later(LENGTH.multipliedBy(2));
    leases.grant(APP, digest("b"));

    assertThat(leases.size()).isEqualTo(1);
    assertThat(leases.isOpen(digest("a"))).isFalse();
  }

  private boolean isHeld(String name) {
    return leases.isOpen(digest(name)) && leases.isOpen(APP, digest(name));
  }

  @Test
  void theManifestOfAFasterPushEndsNothingForASlowerOneThatStillSendsBytes() {
    leases.uploading(APP, "slow");
    leases.grant(APP, digest("shared"));
    leases.takenUp(APP, List.of(digest("shared"))); // by the faster one
    assertThat(isHeld("shared")).isTrue();

    PushLeases.Sending sending = leases.sending(APP, "slow");
    later(Duration.ofHours(5));
    assertThat(isHeld("shared")).isTrue();

    sending.close();
    leases.grant(APP, digest("own"));
    leases.uploaded(APP, "slow", digest("own"));
    assertThat(isHeld("shared")).isTrue();

    leases.takenUp(APP, List.of(digest("shared"), digest("own")));
    assertThat(isHeld("shared")).isFalse();
    assertThat(isHeld("own")).isFalse();
  }

  @Test
  void whatIsTakenUpWaitsOnlyForPushesThatWereOnTheirWayThen() {
    leases.grant(APP, digest("first's"));
    leases.grant(APP, digest("shared"));
    leases.takenUp(APP, List.of(digest("shared")));
    leases.uploading(APP, "of a third one");

    leases.takenUp(APP, List.of(digest("first's")));

    assertThat(isHeld("shared")).isFalse();
    assertThat(isHeld("first's")).isTrue();
    leases.cancelled(APP, "of a third one");
    assertThat(isHeld("first's")).isFalse();
  }

  @Test
  void aPushThatWasGivenUpHoldsWhatOthersTookUpForAQuarterOfALease() {
    leases.uploading(APP, "given up");
    leases.grant(APP, digest("shared"));
    leases.takenUp(APP, List.of(digest("shared")));

    later(Duration.ofMinutes(359));
    assertThat(isHeld("shared")).isTrue();
    assertThat(leases.until(digest("shared")))
        .hasValueSatisfying(t -> assertThat(t).isBefore(now.plusSeconds(60)));
    later(Duration.ofMinutes(1));

    assertThat(isHeld("shared")).isFalse();
    assertThat(leases.until(digest("shared"))).isEmpty();
  }

  @Test
  void pushesOfOtherRepositoriesHoldNothingHere() {
    leases.uploading(OTHER, "elsewhere");
    leases.grant(APP, digest("shared"));
    leases.takenUp(APP, List.of(digest("shared")));

    assertThat(isHeld("shared")).isFalse();
  }

  @Test
  void whoeverIsToldAgainHasALeaseOfFullLength() {
    leases.uploading(APP, "slow");
    leases.grant(APP, digest("shared"));
    leases.takenUp(APP, List.of(digest("shared")));
    leases.grant(APP, digest("shared"));
    leases.cancelled(APP, "slow");

    later(Duration.ofHours(23));

    assertThat(isHeld("shared")).isTrue();
  }
}
