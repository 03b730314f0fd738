package dev.weir.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BytePatternTest {
  private static String text(Random random, int length) {
    return random
        .ints(length, 'a', 'd')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void findsWhatAStringFinds() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      String wanted = text(random, 1 + random.nextInt(5));
      String all = text(random, random.nextInt(40)) + (i % 3 == 0 ? "é\u20ac" + wanted : "");
      int from = random.nextInt(all.length() + 1);
      int bytesFrom = bytes(all.substring(0, from)).length;
      int at = all.indexOf(wanted, from);
      assertThat(new BytePattern(bytes(wanted)).indexIn(bytes(all), bytesFrom))
          .as("%s in %s from %d", wanted, all, from)
          .isEqualTo(at < 0 ? -1 : bytes(all.substring(0, at)).length);
    }
  }
}
