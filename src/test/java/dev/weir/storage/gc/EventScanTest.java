package dev.weir.storage.gc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reference.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventScanTest {
  private static Digest digest(int number) {
    byte[] text = Integer.toString(number).getBytes(StandardCharsets.UTF_8);
    return number % 3 == 0
        ? new Digest("sha512", "a".repeat(128)).sameAlgorithm(text)
        : Digest.of(text);
  }

  private static byte[] stream(List<Integer> images) {
    StringBuilder text =
        new StringBuilder("{\"metadata\":{\"name\":\"app\"},\"status\":{\"tags\":[");
    for (int image : images) {
      text.append("{\"tag\":\"t\",\"items\":[{\"created\":\"2026-01-01T00:00:00Z\",\"image\":\"")
          .append(digest(image))
          .append("\",\"generation\":1}]},");
    }
    return text.append("]}}").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Map<Digest, Integer> all(byte[] value) {
    Map<Digest, Integer> found = new HashMap<>();
    EventScan.difference(
        Optional.empty(), Optional.of(value), _ -> {}, d -> found.merge(d, 1, Integer::sum));
    return found;
  }

  @Test
  void whatDiffersIsWhatOneNamesMoreOftenThanTheOther() {
    Random random = new Random(11);
    List<Integer> images = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      images.add(random.nextInt(20));
    }
    byte[] before = stream(images);
    Map<Digest, Integer> counts = all(before);
    for (int step = 0; step < 2_000; step++) {
      int at = random.nextInt(images.size());
      switch (random.nextInt(3)) {
        case 0 -> images.set(at, random.nextInt(20));
        case 1 -> images.add(at, random.nextInt(20));
        default -> {
          if (images.size() > 1) {
            images.subList(at, at + 1).clear();
          }
        }
      }
      byte[] after = stream(images);
      EventScan.difference(
          Optional.of(before),
          Optional.of(after),
          d -> counts.merge(d, -1, (a, b) -> a + b == 0 ? null : a + b),
          d -> counts.merge(d, 1, (a, b) -> a + b == 0 ? null : a + b));
      assertThat(counts).isEqualTo(all(after));
      before = after;
    }
  }

  @Test
  void aStreamThatGoesNamesNothingMore() {
    List<Digest> removed = new ArrayList<>();

    EventScan.difference(
        Optional.of(stream(List.of(1, 2, 1))), Optional.empty(), removed::add, _ -> {});

    assertThat(removed).containsExactly(digest(1), digest(2), digest(1));
  }

  @Test
  void textInAnAnnotationIsNoEvent() {
    byte[] value =
        ("{\"metadata\":{\"annotations\":{\"a\":\"{\\\"image\\\":\\\"" + digest(1) + "\\\"}\"}}}")
            .getBytes(StandardCharsets.UTF_8);

    assertThat(all(value)).isEmpty();
  }
}
