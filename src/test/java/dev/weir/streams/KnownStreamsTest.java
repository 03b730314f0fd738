package dev.weir.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reference.Digest;
import dev.weir.streams.parts.HeldImage;
import dev.weir.streams.parts.HeldImages;
import dev.weir.streams.parts.HeldImages.Steps;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is remembered of streams beside the store is bounded, all streams together. */
class KnownStreamsTest {
  private static final int STREAMS = 1000;
  private static final int STEPS = 16;
  private static final int IMAGES = 100;

  private final KnownStreams known = new KnownStreams();

  private static HeldImages change() {
    Map<HeldImage, Integer> images = new HashMap<>();
    for (int i = 0; i < IMAGES; i++) {
      images.put(HeldImage.own(Digest.parse("sha256:" + "%064x".formatted(i))), 1);
    }
    return new HeldImages(images, images, Map.of(), Map.of());
  }

  @Test
  void theStepsOfManyStreamsAreForgottenLongestUnusedFirst() {
    HeldImages change = change();
    for (int stream = 0; stream < STREAMS; stream++) {
      for (int step = 0; step < STEPS; step++) {
        known.took("s" + stream, new Steps.Step(step, step + 1, change));
      }
    }
    int kept = 0;
    for (int stream = 0; stream < STREAMS; stream++) {
      kept += known.between("s" + stream, 0, STEPS).isPresent() ? 1 : 0;
    }
    assertThat(kept).isPositive();
    assertThat((long) kept * STEPS * IMAGES * 2).isLessThanOrEqualTo(64 * 1024);
    assertThat(known.between("s" + (STREAMS - 1), 0, STEPS)).isPresent();
    assertThat(known.between("s0", 0, STEPS)).isEmpty();
  }
}
