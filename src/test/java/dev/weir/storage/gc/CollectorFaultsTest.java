package dev.weir.storage.gc;

import static dev.weir.storage.gc.Collected.APP;
import static dev.weir.storage.gc.Collected.GRACE;
import static dev.weir.storage.gc.Collected.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.blob.BlobStore;
import dev.weir.reference.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One thing that goes wrong ends nothing else, and is told. */
class CollectorFaultsTest {
  @TempDir private Path directory;

  private Collected gc;

  @BeforeEach
  void open() {
    gc = new Collected(directory);
  }

  @AfterEach
  void close() {
    gc.close();
  }

  /** As where a large repository does not fit into a small heap. */
  @Test
  void aLookThatDoesNotFitIntoMemoryEndsNoOtherAndIsTriedAgain() {
    AtomicBoolean tooLarge = new AtomicBoolean(true);
    List<String> looked = new ArrayList<>();
    gc.looks =
        List.of(
            stream -> {
              if (stream.equals(APP) && tooLarge.get()) {
                throw new OutOfMemoryError("Java heap space");
              }
              looked.add(stream.toString());
              return Optional.empty();
            });
    gc.collector = gc.collector();
    gc.due(APP);
    gc.due(OTHER);

    boolean _ = gc.collector.round();

    assertThat(looked).containsExactly(OTHER.toString());
    assertThat(gc.collector.status().failing()).isOne();
    assertThat(gc.collector.status().troubles())
        .containsExactly(APP + ": there is not enough memory; give the server more");
    tooLarge.set(false);
    gc.pass(GRACE);
    assertThat(looked).contains(APP.toString());
    assertThat(gc.collector.status().troubles()).isEmpty();
  }

  @Test
  void aRoundThatDoesNotFitIntoMemoryIsToldAndTriedAgain() {
    gc.inUse =
        () -> {
          throw new OutOfMemoryError("Java heap space");
        };
    Digest loose = gc.blob("loose");

    gc.passGrace();

    assertThat(gc.has(loose)).isTrue();
    assertThat(gc.collector.status().troubles()).isNotEmpty();
    gc.inUse = Set::of;
    gc.passGrace();
    assertThat(gc.has(loose)).isFalse();
    assertThat(gc.collector.status().troubles()).isEmpty();
  }

  @Test
  void thatNoRoundHasEndedIsTold() {
    gc.wall = gc.wall.plus(GRACE);

    assertThat(gc.collector.status().troubles())
        .singleElement()
        .asString()
        .contains("no round of collection has ended well since 2026-03-01T12:00:00Z");
  }

  /** As one with the immutable flag of its filesystem. */
  private BlobStore cannotRemove(Digest stuck, BlobStore blobs, AtomicBoolean isStuck) {
    return new ForwardingBlobs(blobs) {
      @Override
      public boolean sweep(Digest digest, Instant writtenBefore, Predicate<Digest> keep)
          throws IOException {
        if (digest.equals(stuck) && isStuck.get()) {
          boolean _ =
              super.sweep(
                  digest,
                  writtenBefore,
                  one -> {
                    boolean _ = keep.test(one);
                    return true;
                  });
          throw new IOException("Operation not permitted");
        }
        return super.sweep(digest, writtenBefore, keep);
      }
    };
  }

  @Test
  void aFileThatCannotBeRemovedIsNamedCountsForNothingAndIsInTheWayOfNoOther() {
    Digest stuck = gc.blob("stuck");
    Digest other = gc.blob("other");
    AtomicBoolean isStuck = new AtomicBoolean(true);
    gc.files = blobs -> cannotRemove(stuck, blobs, isStuck);
    gc.collector = gc.collector();

    gc.passGrace();
    gc.passGrace();

    assertThat(gc.has(other)).isFalse();
    assertThat(gc.has(stuck)).isTrue();
    assertThat(gc.collector.status().freedBlobs()).isOne();
    assertThat(gc.collector.status().freedBytes()).isEqualTo("other".length());
    assertThat(gc.collector.status().failing()).isOne();
    assertThat(gc.collector.status().troubles())
        .singleElement()
        .asString()
        .contains(stuck.toString(), "operation not permitted");
    isStuck.set(false);
    gc.passGrace();
    gc.passGrace();
    assertThat(gc.has(stuck)).isFalse();
    assertThat(gc.collector.status().troubles()).isEmpty();
  }

  @Test
  void thatSomebodyAskedForWhatIsHeldIsForgotten() {
    Digest held = gc.blob("held");
    gc.link(APP, held);

    gc.collector.enqueue(held);
    boolean _ = gc.collector.round();

    assertThat(gc.collector.asked()).isZero();
  }
}
