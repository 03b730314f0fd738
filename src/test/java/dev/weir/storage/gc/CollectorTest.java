package dev.weir.storage.gc;

import static dev.weir.storage.gc.Collected.APP;
import static dev.weir.storage.gc.Collected.GRACE;
import static dev.weir.storage.gc.Collected.OTHER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.objects.StoreContext;
import dev.weir.platform.host.OwnHost;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.store.ForwardingStore;
import dev.weir.store.RangeQuery;
import dev.weir.store.StoreException;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import dev.weir.streams.RepositoryLinks;
import dev.weir.streams.linked.DueLooks;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes, when, and what does not. */
class CollectorTest {
  private static final String PROJECT =
      "{'metadata':{'name':'demo','uid':'1'},'status':{'phase':'Active'}}".replace('\'', '"');

  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir private Path directory;

  private Collected gc;
  private Digest config;
  private Digest layer;
  private Digest image;

  @BeforeEach
  void open() {
    gc = new Collected(directory);
    config = gc.blob("config");
    layer = gc.blob("layer");
    image = gc.image(config, layer);
    gc.stream(APP, image);
    gc.link(APP, config, layer, image);
    boolean _ = gc.collector.round();
  }

  @AfterEach
  void close() {
    gc.close();
  }

  private boolean isWhole() {
    return gc.hasImage(image) && gc.has(image) && gc.has(config) && gc.has(layer);
  }

  private boolean isGone() {
    return !gc.hasImage(image) && !gc.has(image) && !gc.has(config) && !gc.has(layer);
  }

  @Test
  void whatIsHeldStays() {
    gc.pass(GRACE.multipliedBy(3));

    assertThat(isWhole()).isTrue();
    assertThat(gc.collector.status().pendingDigests()).isZero();
  }

  @Test
  void allOfAnImageGoesTogetherWhenTheGraceIsOver() {
    gc.removeStream(APP);

    gc.pass(GRACE);
    assertThat(isWhole()).isTrue();
    assertThat(gc.collector.status().pendingDigests()).isEqualTo(3);
    assertThat(gc.collector.pending(10))
        .extracting(Candidate::kind)
        .containsExactlyInAnyOrder("manifest", "blob", "blob");
    gc.pass(MINUTE.multipliedBy(2));

    assertThat(isGone()).isTrue();
    assertThat(gc.gone).containsExactlyInAnyOrder(image, config, layer);
    Status status = gc.collector.status();
    assertThat(status.freedBlobs()).isEqualTo(3);
    assertThat(status.freedImages()).isOne();
    assertThat(status.freedBytes()).isPositive();
    assertThat(status.pendingDigests()).isZero();
    assertThat(gc.isMarked(image)).isFalse();
  }

  @Test
  void aListGoesWithItsImagesInOneRound() {
    Digest index = gc.index(image);
    Digest outer = gc.index(index);
    gc.stream(APP, outer);
    gc.removeStream(APP);

    gc.passGrace();

    assertThat(isGone()).isTrue();
    assertThat(gc.has(index) || gc.has(outer) || gc.hasImage(index)).isFalse();
  }

  @Test
  void whatALinkBringsBackWins() {
    gc.removeStream(APP);
    gc.pass(GRACE);
    assertThat(gc.isMarked(layer)).isTrue();

    gc.link(OTHER, layer);
    gc.passGrace();

    assertThat(gc.has(layer)).isTrue();
    assertThat(gc.has(config)).isFalse();
    assertThat(gc.isMarked(layer)).isFalse();
  }

  @Test
  void anImageThatIsTaggedAgainKeepsAllThatItIsMadeOf() {
    gc.removeStream(APP);
    gc.pass(GRACE);

    gc.stream(OTHER, image);
    gc.passGrace();

    assertThat(isWhole()).isTrue();
    assertThat(gc.collector.mark(layer)).isEmpty();
    assertThat(gc.isMarked(layer)).isFalse();
  }

  /** What happens once between the second look and the transaction that removes. */
  private void whileRemoving(Runnable race) {
    AtomicInteger left = new AtomicInteger(1);
    gc.seen =
        store ->
            new ForwardingStore(store) {
              @Override
              public TransactionResult commit(Transaction transaction) {
                boolean removes =
                    transaction.operations().stream()
                        .anyMatch(o -> o.key().startsWith("/manifests/"));
                if (removes && left.getAndDecrement() == 1) {
                  race.run();
                }
                return super.commit(transaction);
              }
            };
    gc.collector.close();
    gc.collector = gc.collector();
    boolean _ = gc.collector.round();
  }

  @Test
  void whatIsMarkedAlreadyGoesAlthoughTheStoreTakesNoMoreMarks() {
    gc.removeStream(APP);
    gc.pass(MINUTE);
    assertThat(gc.isMarked(layer)).isTrue();
    Digest unmarked = gc.blob("that nobody ever needed");
    gc.seen =
        store ->
            new ForwardingStore(store) {
              @Override
              public TransactionResult commit(Transaction transaction) {
                if (transaction.operations().stream()
                    .anyMatch(o -> o.key().equals(DueLooks.DIGESTS + unmarked))) {
                  throw new StoreException("cannot write to the store: its disk is full");
                }
                return super.commit(transaction);
              }
            };
    gc.collector.close();
    gc.collector = gc.collector();

    gc.passGrace();
    assertThat(isGone()).isTrue();
    assertThat(gc.has(unmarked)).isTrue();
    assertThat(gc.collector.status().troubles())
        .containsExactly("cannot write to the store: its disk is full");

    gc.seen = UnaryOperator.identity();
    gc.collector.close();
    gc.collector = gc.collector();
    gc.passGrace();
    assertThat(gc.has(unmarked)).isFalse();
  }

  @Test
  void aPushBetweenTheSecondLookAndTheRemovalWins() {
    gc.removeStream(APP);
    whileRemoving(() -> gc.link(OTHER, layer, config));

    gc.passGrace();

    assertThat(gc.has(layer)).isTrue();
    assertThat(gc.has(config)).isTrue();
    assertThat(gc.hasImage(image)).isFalse();
  }

  @Test
  void aTagBetweenTheSecondLookAndTheRemovalWins() {
    gc.removeStream(APP);
    whileRemoving(() -> gc.stream(OTHER, image));

    gc.passGrace();

    assertThat(isWhole()).isTrue();
  }

  @Test
  void aTagThatComesTooLateIsRefusedAndNotLeftWithoutItsImage() {
    gc.removeStream(APP);
    gc.pass(GRACE);
    Transaction tag = gc.streamWith(OTHER, image).build();
    gc.passGrace();
    assertThat(isGone()).isTrue();

    assertThat(gc.store.commit(tag)).isInstanceOf(TransactionResult.ConditionFailed.class);
  }

  @Test
  void aLeaseOfAnyRepositoryHolds() {
    gc.leases.grant(OTHER, layer);
    gc.removeStream(APP);

    gc.passGrace();
    assertThat(gc.has(layer)).isTrue();
    assertThat(gc.has(config)).isFalse();
    assertThat(gc.isMarked(layer)).isFalse();
    gc.pass(Duration.ofHours(24));
    gc.passGrace();

    assertThat(gc.has(layer)).isFalse();
  }

  @Test
  void aLeaseThatComesAfterTheMarkHolds() {
    gc.removeStream(APP);
    gc.pass(MINUTE);
    gc.leases.grant(OTHER, layer);

    gc.passGrace();

    assertThat(gc.has(layer)).isTrue();
    assertThat(gc.collector.status().overdue()).isZero();
  }

  @Test
  void whatSomebodyAskedForGoesWhenItsShortenedLeaseEnds() {
    gc.leases.grant(OTHER, layer);
    gc.removeStream(APP);
    gc.pass(MINUTE);

    gc.leases.shorten(layer, GRACE);
    gc.collector.enqueue(layer);
    gc.passGrace();

    assertThat(gc.has(layer)).isFalse();
  }

  @Test
  void whatCameAgainInTheMeantimeStaysAGraceFromThen() {
    gc.removeStream(APP);
    gc.pass(GRACE.minus(MINUTE));
    gc.blob("layer");

    gc.pass(MINUTE.multipliedBy(5));
    assertThat(gc.has(layer)).isTrue();
    assertThat(gc.has(config)).isFalse();
    gc.passGrace();

    assertThat(gc.has(layer)).isFalse();
  }

  @Test
  void anImageOfAWorkloadStaysWithAllThatItIsMadeOf() {
    gc.inUse = () -> Set.of(image);
    gc.removeStream(APP);

    gc.passGrace();
    assertThat(isWhole()).isTrue();
    assertThat(gc.collector.status().overdue()).isZero();
    gc.inUse = Set::of;
    gc.passGrace();

    assertThat(isGone()).isTrue();
  }

  @Test
  void nothingGoesWhileItCannotBeToldWhatWorkloadsUse() {
    gc.inUse =
        () -> {
          throw new IllegalStateException("the cluster does not answer");
        };
    gc.removeStream(APP);

    gc.passGrace();

    assertThat(isWhole()).isTrue();
    assertThat(gc.collector.status().waiting())
        .contains("what workloads use cannot be told: the cluster does not answer");
    assertThat(gc.collector.status().troubles()).isNotEmpty();
    gc.pass(MINUTE);
    assertThat(gc.collector.status().overdue()).isPositive();
    gc.inUse = Set::of;
    gc.pass(MINUTE);
    assertThat(isGone()).isTrue();
    assertThat(gc.collector.status().waiting()).isEmpty();
    assertThat(gc.collector.status().troubles()).isEmpty();
  }

  @Test
  void nothingGoesWhileSomebodyHoldsTheBytes() {
    gc.removeStream(APP);
    try (Hold _ = gc.collector.pause("a backup")) {
      gc.passGrace();
      assertThat(isWhole()).isTrue();
      assertThat(gc.collector.status().waiting()).contains("a backup");
      gc.pass(MINUTE);
      assertThat(gc.collector.status().overdue()).isPositive();
    }

    gc.pass(MINUTE);

    assertThat(isGone()).isTrue();
    assertThat(gc.collector.status().overdue()).isZero();
  }

  @Test
  void whatAWorkloadUsesIsNotOverdueWhileSomebodyHoldsTheBytes() {
    gc.inUse = () -> Set.of(image, config, layer);
    gc.removeStream(APP);
    try (Hold _ = gc.collector.pause("a backup")) {
      gc.passGrace();
      gc.pass(MINUTE);

      assertThat(gc.collector.status().overdue()).isZero();
    }
  }

  @Test
  void aClockThatIsSetForwardMakesNothingOlder() {
    gc.removeStream(APP);
    gc.pass(MINUTE);
    gc.wall = gc.wall.plus(Duration.ofDays(365));

    gc.pass(GRACE.minus(MINUTE));

    assertThat(isWhole()).isTrue();
    gc.pass(MINUTE.multipliedBy(2));
    assertThat(isGone()).isTrue();
  }

  @Test
  void aClockThatIsSetBackKeepsNothingForEver() {
    gc.removeStream(APP);
    gc.pass(MINUTE);
    gc.wall = gc.wall.minus(Duration.ofDays(365));

    gc.pass(GRACE.minus(MINUTE));
    assertThat(isWhole()).isTrue();
    gc.passGrace();

    assertThat(isGone()).isTrue();
  }

  @Test
  void aStartGivesWhatWasMarkedAWholeGrace() {
    gc.removeStream(APP);
    gc.pass(GRACE);
    gc.collector.close();
    gc.open();

    gc.pass(GRACE.minus(MINUTE));
    assertThat(isWhole()).isTrue();
    assertThat(gc.isMarked(image)).isTrue();
    gc.pass(MINUTE.multipliedBy(3));

    assertThat(isGone()).isTrue();
  }

  @Test
  void aStartFindsFilesAndImagesThatACrashLeftWithoutAMark() {
    gc.collector.close();
    gc.removeStream(APP);
    Digest left = gc.blob("left");
    gc.open();

    gc.passGrace();
    gc.passGrace();

    assertThat(isGone()).isTrue();
    assertThat(gc.has(left)).isFalse();
  }

  @Test
  void twoCollectorsDoNoHarmAndNothingTwice() throws Exception {
    gc.removeStream(APP);
    Digest kept = gc.blob("kept");
    gc.link(OTHER, kept);
    try (Collector second = gc.collector()) {
      for (int minute = 0; minute < 64; minute++) {
        gc.wall = gc.wall.plus(MINUTE);
        gc.steady = gc.steady.plus(MINUTE);
        Thread other = Thread.ofVirtual().start(second::round);
        boolean _ = gc.collector.round();
        other.join();
      }
      assertThat(isGone()).isTrue();
      assertThat(gc.has(kept)).isTrue();
      assertThat(gc.collector.status().freedBlobs() + second.status().freedBlobs()).isEqualTo(3);
      assertThat(gc.collector.status().troubles()).isEmpty();
      assertThat(second.status().troubles()).isEmpty();
    }
  }

  @Test
  void whatATaggedImageIsMadeOfStaysAlsoWithoutAnImageObject() {
    gc.stream(OTHER, image);
    gc.removeStream(APP);
    gc.removeImage(image);

    gc.passGrace();
    gc.passGrace();
    assertThat(gc.has(image) && gc.has(config) && gc.has(layer)).isTrue();
    gc.removeStream(OTHER);
    gc.passGrace();
    gc.passGrace();

    assertThat(isGone()).isTrue();
  }

  @Test
  void aChildWithoutAnImageObjectIsHeldWithAllThatItIsMadeOf() {
    Digest index = gc.index(image);
    gc.stream(OTHER, index);
    gc.removeStream(APP);
    gc.removeImage(image);

    gc.passGrace();
    gc.passGrace();

    assertThat(gc.has(image) && gc.has(config) && gc.has(layer)).isTrue();
  }

  @Test
  void olderEventsHoldAsTheNewestDoes() {
    gc.store.commit(
        Transaction.builder()
            .put(
                "/history/demo/app/v1",
                ("{\"sealed\":0,\"items\":[{\"image\":\"" + image + "\"}]}")
                    .getBytes(StandardCharsets.UTF_8))
            .build());
    gc.unlink(APP, image, config, layer);
    gc.stream(APP);

    gc.passGrace();
    assertThat(isWhole()).isTrue();
    gc.removeStream(APP);
    gc.passGrace();

    assertThat(isGone()).isTrue();
  }

  @Test
  void aMarkOfWhatIsHeldIsTakenAway() {
    gc.store.commit(
        Transaction.builder()
            .put(DueLooks.DIGESTS + layer, "{\"since\":1}".getBytes(StandardCharsets.UTF_8))
            .build());
    assertThat(gc.collector.mark(layer)).isEmpty();

    gc.passGrace();

    assertThat(gc.has(layer)).isTrue();
    assertThat(gc.isMarked(layer)).isFalse();
  }

  @Test
  void aStreamThatIsDueIsLookedAtUntilNothingIsLeftThere() {
    AtomicInteger looked = new AtomicInteger();
    gc.looks =
        List.of(
            stream -> {
              assertThat(stream).isEqualTo(APP);
              return looked.incrementAndGet() < 3
                  ? Optional.of(gc.wall.plus(Duration.ofMinutes(10)))
                  : Optional.empty();
            });
    gc.collector.close();
    gc.collector = gc.collector();
    String due = DueLooks.STREAMS + APP;
    gc.store.commit(
        Transaction.builder().put(due, "{\"since\":1}".getBytes(StandardCharsets.UTF_8)).build());

    gc.pass(MINUTE.multipliedBy(9));
    assertThat(looked).hasValue(1);
    gc.pass(MINUTE.multipliedBy(13));

    assertThat(looked).hasValue(3);
    assertThat(gc.store.get(due)).isEmpty();
    gc.pass(MINUTE.multipliedBy(30));
    assertThat(looked).hasValue(3);
  }

  /** Looks that find nothing in a stream which is due. */
  private AtomicInteger looks(Runnable meanwhile) {
    AtomicInteger looked = new AtomicInteger();
    gc.looks =
        List.of(
            _ -> {
              if (looked.incrementAndGet() == 1) {
                meanwhile.run();
              }
              return Optional.empty();
            });
    gc.collector.close();
    gc.collector = gc.collector();
    gc.store.commit(
        Transaction.builder()
            .put(DueLooks.STREAMS + APP, "{\"since\":1}".getBytes(StandardCharsets.UTF_8))
            .build());
    return looked;
  }

  @Test
  void aLinkThatComesAfterALookThatFoundNothingIsLookedAt() {
    RepositoryLinks links =
        new RepositoryLinks(new StoreContext(gc.store, new OwnHost(gc.store), () -> gc.wall));
    gc.store.commit(
        Transaction.builder()
            .put(
                "/registry/core/namespaces/" + APP.namespace(),
                PROJECT.getBytes(StandardCharsets.UTF_8))
            .build());
    AtomicInteger looked = looks(() -> links.add(APP, gc.blob("late"), links.blob(4)));

    gc.pass(MINUTE.multipliedBy(5));

    assertThat(looked).hasValue(2);
    assertThat(gc.store.get(DueLooks.STREAMS + APP)).isEmpty();
  }

  @Test
  void whatWasDecidedBeforeALookFoundNothingIsLookedAtWhenItIsWritten() {
    AtomicInteger looked = looks(() -> {});
    Transaction.Builder decided = Transaction.builder();
    new DueLooks(gc.store, () -> gc.wall).add(decided, APP);
    gc.pass(MINUTE.multipliedBy(5));
    assertThat(looked).hasValue(1);

    gc.store.commit(decided.build());
    gc.pass(MINUTE.multipliedBy(5));

    assertThat(looked).hasValue(2);
  }

  private static String named(String prefix, String image) {
    return prefix + "{'tag':'t','items':[{'image':'%s'}]}]}}".formatted(image);
  }

  private void odd(String image) {
    String text = "{'metadata':{'name':'%s'}}".formatted(image).replace('\'', '"');
    gc.store.commit(
        Transaction.builder()
            .put(
                "/registry/image.openshift.io/images/" + image,
                text.getBytes(StandardCharsets.UTF_8))
            .build());
  }

  private boolean isThere(String image) {
    return gc.store.get("/registry/image.openshift.io/images/" + image).isPresent();
  }

  private void name(StreamName stream, String image) {
    String text = named("{'status':{'tags':[", image).replace('\'', '"');
    gc.store.commit(
        Transaction.builder()
            .put(
                "/registry/image.openshift.io/imagestreams/" + stream,
                text.getBytes(StandardCharsets.UTF_8))
            .build());
  }

  @Test
  void anImageWhoseNameIsNoDigestGoesWhenNoEventNamesIt() {
    odd("mapped");
    odd("other");
    name(OTHER, "mapped");
    gc.passGrace();
    gc.passGrace();
    assertThat(isThere("mapped")).isTrue();
    assertThat(isThere("other")).isFalse();

    gc.removeStream(OTHER);
    gc.pass(GRACE);
    assertThat(isThere("mapped")).isTrue();
    gc.passGrace();
    gc.passGrace();
    assertThat(isThere("mapped")).isFalse();
    assertThat(gc.store.range(RangeQuery.all(DueLooks.DIGESTS)).entries()).isEmpty();
  }

  @Test
  void whoTakesTheMarkOfAnImageWhoseNameIsNoDigestAwayKeepsIt() {
    odd("mapped");
    gc.pass(GRACE);
    assertThat(gc.store.get(DueLooks.DIGESTS + "mapped")).isPresent();
    gc.store.commit(Transaction.builder().delete(DueLooks.DIGESTS + "mapped").build());
    name(OTHER, "mapped");

    gc.passGrace();
    gc.passGrace();

    assertThat(isThere("mapped")).isTrue();
  }

  @Test
  void aStreamThatWaitsIsLookedAtAtOnceWhenSomethingOfItChanges() {
    AtomicInteger looked = new AtomicInteger();
    gc.looks =
        List.of(
            _ -> {
              looked.incrementAndGet();
              return Optional.of(gc.wall.plus(Duration.ofHours(23)));
            });
    gc.collector.close();
    gc.collector = gc.collector();
    String due = DueLooks.STREAMS + APP;
    gc.store.commit(
        Transaction.builder().put(due, "{\"since\":1}".getBytes(StandardCharsets.UTF_8)).build());
    gc.pass(MINUTE.multipliedBy(5));
    assertThat(looked).hasValue(1);

    gc.stream(APP, image, gc.image(gc.blob("its config"), gc.blob("its layer")));
    gc.pass(MINUTE.multipliedBy(5));
    assertThat(looked).hasValue(2);

    gc.leases.grant(APP, layer);
    gc.leases.shorten(layer, Collected.GRACE);
    gc.collector.enqueue(layer);
    gc.pass(MINUTE.multipliedBy(5));
    assertThat(looked).hasValue(3);
    gc.pass(MINUTE.multipliedBy(30));
    assertThat(looked).hasValue(3);
  }

  @Test
  void aStreamThatCannotBeLookedAtIsToldOfAndStopsNothingElse() {
    boolean[] broken = {true};
    gc.looks =
        List.of(
            _ -> {
              if (broken[0]) {
                throw new IllegalStateException("its manifest cannot be read");
              }
              return Optional.empty();
            });
    gc.collector.close();
    gc.collector = gc.collector();
    String due = DueLooks.STREAMS + OTHER;
    gc.store.commit(
        Transaction.builder().put(due, "{\"since\":1}".getBytes(StandardCharsets.UTF_8)).build());
    gc.removeStream(APP);

    gc.passGrace();
    assertThat(isGone()).isTrue();
    assertThat(gc.collector.status().failing()).isOne();
    assertThat(gc.collector.status().troubles())
        .containsExactly("demo/other: its manifest cannot be read");
    broken[0] = false;
    gc.pass(MINUTE.multipliedBy(10));

    assertThat(gc.collector.status().failing()).isZero();
    assertThat(gc.store.get(due)).isEmpty();
  }

  @Test
  void eachStreamIsLookedAtOnceADay() {
    AtomicInteger looked = new AtomicInteger();
    gc.looks =
        List.of(
            _ -> {
              looked.incrementAndGet();
              return Optional.empty();
            });
    gc.collector.close();
    gc.collector = gc.collector();
    gc.stream(OTHER, image);

    gc.pass(Duration.ofHours(25));

    assertThat(looked.get()).isBetween(2, 3);
  }

  @Test
  void anImageForWhichATagWaitsStaysUntilNoneDoes() {
    Digest waits = gc.image(gc.blob("config of what waits"), gc.blob("layer of what waits"));
    String key = "/seen/demo/app/live";
    byte[] record = ("{\"seen\":[{\"image\":\"" + waits + "\"}]}").getBytes(UTF_8);
    var _ = gc.store.commit(Transaction.builder().put(key, record).build());
    gc.passGrace();
    assertThat(gc.hasImage(waits)).isTrue();

    byte[] later = ("{\"former\":[{\"digest\":\"" + waits + "\"}]}").getBytes(UTF_8);
    var _ = gc.store.commit(Transaction.builder().put(key, later).build());
    gc.passGrace();
    assertThat(gc.hasImage(waits)).isFalse();
    assertThat(isWhole()).isTrue();
  }
}
