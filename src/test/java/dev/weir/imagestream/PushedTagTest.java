package dev.weir.imagestream;

import static dev.weir.imagestream.StreamFixture.A;
import static dev.weir.imagestream.StreamFixture.B;
import static dev.weir.imagestream.StreamFixture.docker;
import static dev.weir.imagestream.StreamFixture.own;
import static dev.weir.imagestream.StreamFixture.stored;
import static dev.weir.imagestream.StreamFixture.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PushedTagTest {
  @Test
  void pushMakesNoSpecTagAndCarriesTheStreamsGeneration() {
    ImageStream stream = stored(docker("other", "quay.io/a:1")).withGeneration(4);
    var outcome = (PushedTag.Outcome.TagMoved) PushedTag.record(stream, List.of("v1"), own(A, 0));
    assertThat(outcome.stream().spec()).containsOnlyKeys("other");
    assertThat(outcome.stream().newest("v1")).contains(own(A, 4));
  }

  @Test
  void pushingTheSameAgainWritesNothing() {
    ImageStream stream = with(stored(), "v1", own(A, 1));
    assertThat(PushedTag.record(stream, List.of("v1"), own(A, 0)))
        .isEqualTo(new PushedTag.Outcome.Unchanged());
  }

  @Test
  void lostRaceMayBeRunAgainOnlyIfTheTagStayed() {
    ImageStream seen = with(stored(), "v1", own(A, 1));
    assertThat(PushedTag.mayRetry(seen, with(seen, "v2", own(B, 1)), List.of("v1"))).isTrue();
    assertThat(PushedTag.mayRetry(seen, with(seen, "v1", own(A, 5)), List.of("v1"))).isTrue();
    assertThat(PushedTag.mayRetry(seen, with(seen, "v1", own(B, 1)), List.of("v1"))).isFalse();
    assertThat(PushedTag.mayRetry(stored(), with(seen, "v1", own(B, 1)), List.of("v1"))).isTrue();
    assertThat(PushedTag.mayRetry(seen, stored(), List.of("v1"))).isFalse();
  }
}
