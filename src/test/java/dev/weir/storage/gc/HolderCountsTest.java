package dev.weir.storage.gc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reference.Digest;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HolderCountsTest {
  private final HolderCounts counts = new HolderCounts();

  private static Digest digest(int number) {
    return Digest.of(Integer.toString(number).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void countsAsAMapDoesThroughGrowthAndRemoval() {
    Map<Long, Integer> direct = new HashMap<>();
    Map<Long, Integer> parts = new HashMap<>();
    Random random = new Random(7);
    for (int i = 0; i < 200_000; i++) {
      long key = HolderCounts.key(digest(random.nextInt(5_000)));
      boolean isDirect = random.nextBoolean();
      Map<Long, Integer> model = isDirect ? direct : parts;
      int by = model.getOrDefault(key, 0) > 0 && random.nextInt(100) < 60 ? -1 : 1;
      model.merge(key, by, (a, b) -> a + b == 0 ? null : a + b);
      if (isDirect) {
        counts.addDirect(key, by);
      } else {
        counts.addPart(key, by);
      }
    }
    Map<Long, Integer> all = new HashMap<>(direct);
    all.putAll(parts);

    assertThat(counts.size()).isEqualTo(all.size()).isPositive();
    for (int i = 0; i < 5_000; i++) {
      long key = HolderCounts.key(digest(i));
      assertThat(counts.direct(key)).isEqualTo(direct.getOrDefault(key, 0));
      assertThat(counts.parts(key)).isEqualTo(parts.getOrDefault(key, 0));
    }
  }

  @Test
  void whatIsTakenAwayMoreOftenThanItCameIsThereNoTimes() {
    long key = HolderCounts.key(digest(1));
    counts.addDirect(key, -1);
    counts.addPart(key, -1);
    assertThat(counts.size()).isZero();

    counts.addDirect(key, 1);

    assertThat(counts.direct(key)).isOne();
    assertThat(counts.parts(key)).isZero();
  }

  @Test
  void aMillionDigestsTakeFewBytesEach() {
    for (int i = 0; i < 1_000_000; i++) {
      counts.addDirect((i + 1) * 0x9E3779B97F4A7C15L, 1);
    }

    assertThat(counts.size()).isEqualTo(1_000_000);
    assertThat(counts.bytes() / counts.size()).isLessThanOrEqualTo(44);
  }
}
