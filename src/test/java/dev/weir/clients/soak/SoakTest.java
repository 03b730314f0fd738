package dev.weir.clients.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients push, mount, sign, promote, pull, prune and delete for two minutes on a server that
 * collects what is a second old. {@code -Dweir.seed} repeats a run; {@code bench/SoakBench.java}
 * goes on for longer.
 */
final class SoakTest {
  private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("weir.seconds", 120));
  private static final int BLOBS = Integer.getInteger("weir.blobs", 3_000);

  /** Of a heap that may have 256 MB, after a collection of it. */
  private static final long MOST_HEAP = 96L << 20;

  private static final long MOST_GROWTH = 32L << 20;

  @TempDir private Path directory;

  @Test
  @Timeout(1_200)
  void breaksNoPushLosesNothingAndLeavesNoGarbage() throws Exception {
    long seed = Long.getLong("weir.seed", System.nanoTime() % 1_000_000);

    Trial.Result result = new Trial(directory, TIME, BLOBS, seed).run(System.out);

    assertThat(result.broken()).as("pushes that broke, -Dweir.seed=" + seed).isEmpty();
    assertThat(result.lost()).as("what was lost, -Dweir.seed=" + seed).isEmpty();
    assertThat(result.missing()).as("held without a file, -Dweir.seed=" + seed).isEmpty();
    assertThat(result.garbage()).as("held by nothing, -Dweir.seed=" + seed).isEmpty();
    assertThat(result.odd()).as("other answers, -Dweir.seed=" + seed).isEmpty();
    assertThat(result.sent()).as("blobs and manifests").isGreaterThanOrEqualTo(BLOBS);
    assertThat(result.heap()).as("bytes in use in the end").isLessThan(MOST_HEAP);
    assertThat(result.heapGrowth()).as("bytes more than in the middle").isLessThan(MOST_GROWTH);
  }
}
