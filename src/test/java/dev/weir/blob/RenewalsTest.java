package dev.weir.blob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reference.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RenewalsTest {
  private final AtomicLong seconds = new AtomicLong(100);
  private final Renewals renewals = new Renewals(() -> Instant.ofEpochSecond(seconds.get()), 3);

  private static Digest digest(String name) {
    return Digest.of(name.getBytes(StandardCharsets.UTF_8));
  }

  private void renew(String name, long second) {
    seconds.set(second);
    renewals.renew(digest(name));
  }

  private boolean isBefore(String name, long second) {
    return renewals.isBefore(digest(name), Instant.ofEpochSecond(second));
  }

  @Test
  void whatIsNotRememberedCameWhenTheStoreWasOpened() {
    assertThat(isBefore("a", 100)).isFalse();
    assertThat(isBefore("a", 101)).isTrue();
  }

  @Test
  void theLastRenewalCounts() {
    renew("a", 110);
    renew("a", 120);

    assertThat(isBefore("a", 120)).isFalse();
    assertThat(isBefore("a", 121)).isTrue();
  }

  @Test
  void moreThanFitsMakesBlobsYoungerAndNoneOlder() {
    renew("a", 110);
    renew("b", 120);
    renew("a", 130);
    renew("c", 140);
    renew("d", 150);

    assertThat(renewals.size()).isEqualTo(3);
    assertThat(isBefore("b", 120)).isFalse();
    assertThat(isBefore("never named", 120)).isFalse();
    assertThat(isBefore("never named", 121)).isTrue();
    assertThat(isBefore("a", 130)).isFalse();
  }

  @Test
  void whatIsForgottenIsStillNoOlderThanItWas() {
    renew("a", 110);
    renew("b", 120);
    renewals.forgetBefore(Instant.ofEpochSecond(120));

    assertThat(renewals.size()).isEqualTo(1);
    assertThat(isBefore("a", 110)).isFalse();
    assertThat(isBefore("a", 120)).isTrue();
    assertThat(isBefore("b", 120)).isFalse();
  }
}
