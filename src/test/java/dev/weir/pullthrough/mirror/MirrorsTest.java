package dev.weir.pullthrough.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.pullthrough.mirror.Mirrors.Brought;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.memory.MemoryStore;
import dev.weir.streams.StreamId;
import dev.weir.streams.StreamKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MirrorsTest {
  private static final StreamName APP = new StreamName("demo", "app");
  private static final StreamName OTHER = new StreamName("shared", "other");
  private static final Digest LAYER = digest("layer");
  private static final Digest CONFIG = digest("config");

  private final Store store = new MemoryStore();
  private Instant now = Instant.parse("2026-03-01T10:00:00Z");
  private Mirrors mirrors = new Mirrors(store, () -> now);

  @BeforeEach
  void streams() {
    write(APP);
    write(OTHER);
  }

  @AfterEach
  void close() {
    mirrors.close();
    store.close();
  }

  private static Digest digest(String text) {
    return Digest.of(text.getBytes(UTF_8));
  }

  private void write(StreamName stream) {
    write(stream, "first");
  }

  private void write(StreamName stream, String uid) {
    var _ =
        store.commit(
            Transaction.builder()
                .put(
                    StreamKeys.stream(stream),
                    "{\"metadata\":{\"uid\":\"%s\"}}".formatted(uid).getBytes(UTF_8))
                .build());
  }

  private static StreamId is(StreamName stream) {
    return new StreamId(stream, "first");
  }

  private void again() {
    mirrors.close();
    mirrors = new Mirrors(store, () -> now);
  }

  @Test
  void whatCameForAStreamIsItsOwnAlone() {
    mirrors.add(is(APP), LAYER, 7, "docker.io/library/busybox");
    assertThat(mirrors.has(APP, LAYER)).isTrue();
    assertThat(mirrors.has(OTHER, LAYER)).isFalse();
    assertThat(mirrors.has(APP, CONFIG)).isFalse();
  }

  @Test
  void itIsSoAfterAStart() {
    mirrors.add(is(APP), LAYER, 7, "docker.io/library/busybox");
    again();
    assertThat(mirrors.has(APP, LAYER)).isTrue();
    assertThat(mirrors.hostGave(LAYER, "docker.io", false)).isTrue();
    assertThat(mirrors.bytes()).isEqualTo(7);
  }

  @Test
  void aRegistryGaveWhatCameFromItForAnyStreamUnderWhateverName() {
    mirrors.add(is(APP), LAYER, 7, "index.docker.io/library/busybox");
    mirrors.add(is(OTHER), LAYER, 7, "quay.io:443/team/app");
    assertThat(mirrors.hostGave(LAYER, "docker.io", false)).isTrue();
    assertThat(mirrors.hostGave(LAYER, "registry-1.docker.io", false)).isTrue();
    assertThat(mirrors.hostGave(LAYER, "quay.io:443", false)).isTrue();
    assertThat(mirrors.hostGave(LAYER, "quay.io", false)).isFalse();
    assertThat(mirrors.hostGave(CONFIG, "docker.io", false)).isFalse();
  }

  @Test
  void allOfAPullIsOneWrite() {
    long before = store.revision();
    mirrors.add(
        is(APP),
        List.of(
            new Brought(LAYER, 7, "quay.io/team/app"), new Brought(CONFIG, 2, "quay.io/team/app")));
    assertThat(store.revision()).isEqualTo(before + 1);
    assertThat(mirrors.has(APP, CONFIG)).isTrue();
    mirrors.add(is(APP), CONFIG, 2, "quay.io/team/app");
    assertThat(store.revision()).as("nothing new").isEqualTo(before + 1);
  }

  @Test
  void aStreamThatIsGoneGetsNothing() {
    store.commit(Transaction.builder().delete(StreamKeys.stream(APP)).build());
    mirrors.add(is(APP), LAYER, 7, "quay.io/team/app");
    assertThat(mirrors.has(APP, LAYER)).isFalse();
  }

  @Test
  void whatCameForAStreamThatIsGoneIsNotForALaterOneOfItsName() {
    var _ = store.commit(Transaction.builder().delete(StreamKeys.stream(APP)).build());
    write(APP, "second");
    mirrors.add(is(APP), LAYER, 7, "quay.io/team/app");
    assertThat(mirrors.has(APP, LAYER)).isFalse();
    mirrors.add(new StreamId(APP, "second"), LAYER, 7, "quay.io/team/app");
    assertThat(mirrors.has(APP, LAYER)).isTrue();
  }

  @Test
  void manifestsOfAnImportTakeNothingOfTheMirror() {
    mirrors.imported(is(APP), Map.of(CONFIG, "quay.io/team/app"));
    assertThat(mirrors.has(APP, CONFIG)).isTrue();
    assertThat(mirrors.bytes()).isZero();
  }

  @Test
  void allManifestsOfAnImportAreOneWriteAndWakeNobody() {
    AtomicInteger grown = new AtomicInteger();
    mirrors.onGrowth(grown::incrementAndGet);
    long before = store.revision();
    mirrors.imported(is(APP), Map.of(CONFIG, "quay.io/team/app", LAYER, "quay.io/team/base"));
    assertThat(store.revision()).isEqualTo(before + 1);
    assertThat(mirrors.has(APP, CONFIG) && mirrors.has(APP, LAYER)).isTrue();
    assertThat(grown).hasValue(0);
  }

  @Test
  void aManifestThatAnImportBroughtToOneStreamAndAPullToAnotherIsCountedOnce() {
    mirrors.imported(is(APP), Map.of(CONFIG, "quay.io/team/app"));
    mirrors.add(is(OTHER), CONFIG, 7, "quay.io/team/app");
    assertThat(mirrors.bytes()).isEqualTo(7);
    mirrors.remove(List.of(new MirrorKey(APP, CONFIG)));
    assertThat(mirrors.bytes()).isEqualTo(7);
    assertThat(mirrors.newest().loose()).isEmpty();
    mirrors.remove(List.of(new MirrorKey(OTHER, CONFIG)));
    assertThat(mirrors.bytes()).isZero();
    assertThat(mirrors.newest().loose()).containsExactly(Map.entry(CONFIG, 7L));
  }

  @Test
  void aManifestThatAnImportBroughtTakesRoomOnceAPullDidToo() {
    mirrors.imported(is(APP), Map.of(CONFIG, "quay.io/team/app"));
    mirrors.add(is(APP), CONFIG, 7, "quay.io/team/app");
    assertThat(mirrors.bytes()).isEqualTo(7);
    mirrors.imported(is(APP), Map.of(CONFIG, "quay.io/team/app"));
    again();
    assertThat(mirrors.bytes()).isEqualTo(7);
    mirrors.remove(List.of(new MirrorKey(APP, CONFIG)));
    assertThat(mirrors.bytes()).isZero();
  }

  @Test
  void whatCameIsNewsToItsStream() {
    long before = mirrors.changes(APP);
    mirrors.add(is(OTHER), LAYER, 7, "quay.io/team/app");
    assertThat(mirrors.changes(APP)).isEqualTo(before);
    mirrors.add(is(APP), LAYER, 7, "quay.io/team/app");
    assertThat(mirrors.changes(APP)).isNotEqualTo(before);
  }

  @Test
  void bytesAreCountedOnceAndGoWithTheLastStream() {
    mirrors.add(is(APP), LAYER, 7, "quay.io/team/app");
    mirrors.add(is(OTHER), LAYER, 7, "quay.io/team/app");
    mirrors.add(is(OTHER), CONFIG, 2, "quay.io/team/app");
    assertThat(mirrors.bytes()).isEqualTo(9);
    mirrors.remove(List.of(new MirrorKey(OTHER, LAYER), new MirrorKey(OTHER, CONFIG)));
    assertThat(mirrors.bytes()).isEqualTo(7);
    assertThat(mirrors.newest().loose()).containsExactly(Map.entry(CONFIG, 2L));
    mirrors.add(is(APP), CONFIG, 2, "quay.io/team/app");
    assertThat(mirrors.newest().loose()).isEmpty();
  }

  @Test
  void theLastPullIsKnownAtOnceAndWrittenOnceAnHour() {
    mirrors.add(is(APP), LAYER, 7, "quay.io/team/app");
    now = now.plus(Duration.ofMinutes(59));
    mirrors.pulled(APP, LAYER);
    assertThat(mirrors.lastPull(APP, LAYER)).contains(now);
    long before = store.revision();
    assertThat(mirrors.writePulls()).isZero();
    assertThat(store.revision()).isEqualTo(before);

    now = now.plus(Duration.ofMinutes(1));
    mirrors.pulled(APP, LAYER);
    assertThat(mirrors.writePulls()).isEqualTo(1);
    assertThat(mirrors.writePulls()).as("written already").isZero();
    assertThat(store.revision()).isEqualTo(before + 1);
  }

  @Test
  void anOrderlyEndLosesNoPull() {
    mirrors.add(is(APP), LAYER, 7, "quay.io/team/app");
    now = now.plus(Duration.ofMinutes(5));
    mirrors.pulled(APP, LAYER);
    again();
    assertThat(mirrors.lastPull(APP, LAYER)).contains(now);
  }

  @Test
  void aPullThatIsWrittenBringsNothingBackThatWentMeanwhile() {
    mirrors.add(is(APP), LAYER, 7, "quay.io/team/app");
    now = now.plus(Duration.ofHours(2));
    mirrors.pulled(APP, LAYER);
    var _ = store.commit(Transaction.builder().deletePrefix(StreamKeys.mirrors(APP)).build());
    var _ = mirrors.writePulls();
    assertThat(store.range(RangeQuery.all(StreamKeys.MIRRORS)).entries()).isEmpty();
    assertThat(mirrors.has(APP, LAYER)).isFalse();
  }

  @Test
  void whatASecureRegistryGaveIsNotGivenAtTheWordOfOneThatNobodyMadeSureOf() throws Exception {
    mirrors.add(is(APP), LAYER, 7, "quay.io/team/app");
    mirrors.add(is(APP), List.of(new Brought(CONFIG, 2, "quay.io/team/app", true)));

    assertThat(mirrors.hostGave(LAYER, "quay.io", true)).isFalse();
    assertThat(mirrors.hostGave(LAYER, "quay.io", false)).isTrue();
    assertThat(mirrors.hostGave(CONFIG, "quay.io", true)).isTrue();
    assertThat(mirrors.hostGave(CONFIG, "quay.io", false)).isTrue();
  }
}
