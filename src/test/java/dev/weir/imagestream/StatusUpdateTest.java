package dev.weir.imagestream;

import static dev.weir.imagestream.StreamFixture.A;
import static dev.weir.imagestream.StreamFixture.B;
import static dev.weir.imagestream.StreamFixture.accepted;
import static dev.weir.imagestream.StreamFixture.docker;
import static dev.weir.imagestream.StreamFixture.event;
import static dev.weir.imagestream.StreamFixture.own;
import static dev.weir.imagestream.StreamFixture.refused;
import static dev.weir.imagestream.StreamFixture.rules;
import static dev.weir.imagestream.StreamFixture.stored;
import static dev.weir.imagestream.StreamFixture.with;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class StatusUpdateTest {
  private final ImageStream before =
      with(stored(docker("v1", "quay.io/a:1").withGeneration(1)), "v1", own(A, 1))
          .withGeneration(5);

  @Test
  void specAndAnnotationsStay() {
    ImageStream sent = before.withSpecTag(docker("x", "quay.io/x")).withAnnotation("a", "b");
    assertThat(accepted(rules().updateStatus(before, sent))).isEqualTo(before);
  }

  @Test
  void newEventGetsTheSpecTagsGenerationAndOthersTheStreams() {
    ImageStream moved = accepted(rules().updateStatus(before, with(before, "v1", own(B, 0))));
    assertThat(moved.newest("v1").orElseThrow().generation()).isEqualTo(1);
    ImageStream fresh = accepted(rules().updateStatus(before, with(before, "v2", own(B, 0))));
    assertThat(fresh.newest("v2").orElseThrow().generation()).isEqualTo(5);
    ImageStream same = accepted(rules().updateStatus(before, with(before, "v1", own(A, 0))));
    assertThat(same.newest("v1").orElseThrow().generation()).isEqualTo(5);
  }

  @Test
  void newPullSpecsAreChecked() {
    assertThat(refused(rules().updateStatus(before, with(before, "v2", event("q.io/PE", A, 1)))))
        .containsExactly(
            "status.tags[v2].items[0].dockerImageReference: Invalid value: \"q.io/PE\": repository"
                + " name must be lowercase");
  }
}
