package dev.weir.pullthrough.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.blob.Blob;
import dev.weir.blob.memory.MemoryBlobStore;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.memory.MemoryStore;
import dev.weir.streams.StreamId;
import dev.weir.streams.StreamKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MirrorBoundTest {
  private static final StreamName APP = new StreamName("demo", "app");
  private static final StreamName OTHER = new StreamName("shared", "other");

  private final Store store = new MemoryStore();
  private Instant now = Instant.parse("2026-03-01T10:00:00Z");
  private final MemoryBlobStore blobs = new MemoryBlobStore(() -> now);
  private Mirrors mirrors = new Mirrors(store, () -> now);
  private final Map<String, String> projects = new HashMap<>();
  private final Set<Digest> unseen = new HashSet<>();
  private Supplier<Set<Digest>> inUse = Set::of;
  private double disk = 0.5;

  @BeforeEach
  void streams() {
    for (StreamName stream : Set.of(APP, OTHER)) {
      var _ =
          store.commit(
              Transaction.builder().put(StreamKeys.stream(stream), "{}".getBytes(UTF_8)).build());
    }
  }

  @AfterEach
  void close() {
    mirrors.close();
    store.close();
  }

  private MirrorBound bound(long limit) {
    return new MirrorBound(
        mirrors,
        blobs,
        new MirrorBound.Sight(
            limit == 0 ? OptionalLong.empty() : OptionalLong.of(limit),
            () -> projects,
            (_, digest) -> !unseen.contains(digest),
            (_, _) -> false,
            () -> inUse.get(),
            () -> disk),
        () -> now,
        () -> now);
  }

  /** Something of ten bytes comes for a stream, a minute after what was before. */
  private Digest come(StreamName stream, String name) throws IOException {
    now = now.plus(Duration.ofMinutes(2));
    byte[] bytes = "%-10s".formatted(name).getBytes(UTF_8);
    Digest digest = Digest.of(bytes);
    blobs.put(digest, new ByteArrayInputStream(bytes));
    mirrors.add(new StreamId(stream, ""), digest, bytes.length, "quay.io/team/app");
    return digest;
  }

  private boolean isHere(Digest digest) {
    return blobs.size(digest).isPresent();
  }

  @Test
  void whatWasPulledLeastRecentlyGoesWithItsBytes() throws IOException {
    MirrorBound bound = bound(30);
    Digest a = come(APP, "a");
    Digest b = come(APP, "b");
    Digest c = come(APP, "c");
    now = now.plus(Duration.ofMinutes(2));
    mirrors.pulled(APP, a);
    bound.look();
    assertThat(bound.evicted()).isZero();

    Digest d = come(APP, "d");
    bound.look();

    assertThat(isHere(b)).isFalse();
    assertThat(mirrors.has(APP, b)).isFalse();
    assertThat(isHere(a)).isTrue();
    assertThat(isHere(c)).as("down to nine tenths of the bound").isFalse();
    assertThat(isHere(d)).isTrue();
    assertThat(bound.evicted()).isEqualTo(2);
    assertThat(bound.bytes()).isEqualTo(20);
    assertThat(bound.over()).isZero();
  }

  @Test
  void whatSomebodyReadsForHoursStaysUntilHeIsThrough() throws IOException {
    MirrorBound bound = bound(10);
    Digest slow = come(APP, "slow");
    try (Blob _ = mirrors.reading().counted(slow, blobs.open(slow).orElseThrow())) {
      now = now.plus(Duration.ofHours(3));
      Digest other = come(APP, "other");
      now = now.plus(Duration.ofMinutes(2));
      bound.look();
      assertThat(isHere(slow)).isTrue();
      assertThat(isHere(other)).isFalse();
    }

    Digest last = come(APP, "last");
    now = now.plus(Duration.ofMinutes(2));
    bound.look();
    assertThat(isHere(slow)).isFalse();
    assertThat(isHere(last)).as("down to nine tenths of the bound").isFalse();
  }

  @Test
  void whatSomebodyIsReadingStaysUntilHeIsThrough() throws IOException {
    MirrorBound bound = bound(10);
    Digest a = come(APP, "a");
    Digest b = come(APP, "b");
    mirrors.pulled(APP, a);
    bound.look();
    assertThat(isHere(a) && isHere(b)).isTrue();
    assertThat(bound.over()).isEqualTo(10);

    try (Blob open = blobs.open(a).orElseThrow()) {
      now = now.plus(Duration.ofMinutes(2));
      bound.look();
      assertThat(isHere(a)).isFalse();
      assertThat(Channels.newInputStream(open.channel()).readAllBytes())
          .as("who reads it goes on to")
          .hasSize(10);
    }
    assertThat(bound.over()).isZero();
  }

  @Test
  void whatAWorkloadUsesStaysAndWhileThatCannotBeToldAllThatOneMayUse() throws IOException {
    MirrorBound bound = bound(10);
    Digest a = come(APP, "a");
    Digest b = come(APP, "b");
    Digest shownByNobody = come(APP, "c");
    unseen.add(shownByNobody);
    now = now.plus(Duration.ofMinutes(2));
    inUse =
        () -> {
          throw new IllegalStateException("the cluster does not answer");
        };
    bound.look();
    assertThat(isHere(a) && isHere(b)).isTrue();
    assertThat(isHere(shownByNobody)).isFalse();
    assertThat(bound.over()).isEqualTo(10);

    inUse = () -> Set.of(a);
    bound.look();
    assertThat(isHere(b)).as("not looked at again without pause").isTrue();
    now = now.plus(Duration.ofSeconds(30));
    bound.look();
    assertThat(isHere(a)).isTrue();
    assertThat(isHere(b)).isFalse();
  }

  @Test
  void theBoundOfAProjectTakesItsOwnKeysAndNoBytesThatOthersHave() throws IOException {
    projects.put("demo", "15");
    projects.put("shared", "no size");
    MirrorBound bound = bound(0);
    Digest a = come(APP, "a");
    mirrors.add(new StreamId(OTHER, ""), a, 10, "quay.io/team/app");
    Digest b = come(APP, "b");
    now = now.plus(Duration.ofMinutes(2));
    bound.look();
    assertThat(mirrors.has(APP, a)).isFalse();
    assertThat(mirrors.has(OTHER, a)).isTrue();
    assertThat(isHere(a) && isHere(b)).isTrue();
  }

  @Test
  void whatWasOfAStreamThatIsGoneGoesWithoutABound() throws IOException {
    MirrorBound bound = bound(0);
    Digest a = come(APP, "a");
    var _ =
        store.commit(
            Transaction.builder()
                .delete(StreamKeys.stream(APP))
                .deletePrefix(StreamKeys.mirrors(APP))
                .build());
    assertThat(bound.bytes()).isEqualTo(10);
    bound.look();
    assertThat(isHere(a)).isFalse();
    assertThat(bound.bytes()).isZero();
  }

  @Test
  void whereNothingMayGoAllThatIsKeptIsNotLookedAtForEachThingThatComes() throws IOException {
    MirrorBound bound = bound(10);
    Digest a = come(APP, "a");
    Digest b = come(APP, "b");
    now = now.plus(Duration.ofMinutes(2));
    AtomicInteger asked = new AtomicInteger();
    inUse =
        () -> {
          asked.incrementAndGet();
          return Set.of(a, b);
        };
    for (int i = 0; i < 10; i++) {
      bound.look();
    }
    assertThat(asked).hasValue(1);
    assertThat(bound.over()).isEqualTo(10);
    now = now.plus(Duration.ofSeconds(30));
    bound.look();
    assertThat(asked).hasValue(2);
  }

  @Test
  void whatItsStreamDoesNotShowAnyMoreGoesWithoutABoundAfterAnHour() throws IOException {
    MirrorBound bound = bound(0);
    bound.look();
    Digest shown = come(APP, "shown");
    Digest gone = come(APP, "gone");
    Digest listed = Digest.of("listed".getBytes(UTF_8));
    mirrors.imported(new StreamId(APP, ""), Map.of(listed, "quay.io/team/app"));
    mirrors.add(new StreamId(OTHER, ""), shown, 10, "quay.io/team/app");
    unseen.addAll(Set.of(gone, listed));
    bound.look();
    assertThat(mirrors.has(APP, gone)).as("it may be shown in a moment").isTrue();

    now = now.plus(Duration.ofMinutes(61));
    Digest fresh = come(APP, "fresh");
    unseen.add(fresh);
    bound.look();

    assertThat(isHere(gone)).isFalse();
    assertThat(mirrors.has(APP, gone)).isFalse();
    assertThat(mirrors.has(APP, listed)).isFalse();
    assertThat(mirrors.has(APP, shown) && mirrors.has(OTHER, shown)).isTrue();
    assertThat(isHere(shown) && isHere(fresh)).isTrue();
    assertThat(bound.evicted()).as("no bound took it").isZero();
  }

  @Test
  void whatACrashLeftWithoutAKeyGoesAtTheNextStartAndWhatComesMeanwhileDoesNot()
      throws IOException {
    Digest kept = come(APP, "kept");
    Digest left = come(APP, "left");
    mirrors.remove(Set.of(new MirrorKey(APP, left)));
    mirrors.close();
    now = now.plus(Duration.ofMinutes(2));
    mirrors = new Mirrors(store, () -> now);
    MirrorBound bound = bound(0);
    byte[] bytes = "is coming".getBytes(UTF_8);
    now = now.plus(Duration.ofSeconds(1));
    blobs.put(Digest.of(bytes), new ByteArrayInputStream(bytes));

    bound.look();

    assertThat(isHere(kept)).isTrue();
    assertThat(isHere(left)).isFalse();
    assertThat(isHere(Digest.of(bytes))).isTrue();
  }
}
