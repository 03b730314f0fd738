package dev.weir.streams.parts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reference.Digest;
import dev.weir.streams.parts.HeldImages.Steps.Step;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeldStepsTest {
  private static final HeldImages NOTHING = new HeldImages(Map.of(), Map.of(), Map.of(), Map.of());

  private static HeldImages image(String name) {
    Digest digest = Digest.of(name.getBytes(StandardCharsets.UTF_8));
    Map<HeldImage, Integer> one = Map.of(HeldImage.own(digest), 1);
    return new HeldImages(one, one, Map.of(), Map.of());
  }

  @Test
  void givesWhatHappenedBetweenTwoRevisions() {
    HeldImages.Steps steps =
        HeldImages.Steps.NONE
            .and(new Step(3, 5, image("a")))
            .and(new Step(5, 9, image("b")))
            .and(new Step(9, 10, image("c")));

    assertThat(steps.between(5, 10)).hasValueSatisfying(s -> assertThat(s).hasSize(2));
    assertThat(steps.between(9, 10).orElseThrow()).containsExactly(image("c"));
  }

  @Test
  void saysThatItDoesNotKnowRatherThanLeaveAStepOut() {
    HeldImages.Steps steps = HeldImages.Steps.NONE.and(new Step(5, 9, image("b")));

    assertThat(steps.between(4, 9)).isEmpty();
    assertThat(steps.between(5, 8)).isEmpty();
    assertThat(steps.between(6, 9)).isEmpty();
    assertThat(HeldImages.Steps.NONE.between(5, 9)).isEmpty();
  }

  @Test
  void beginsAnewAfterAStepThatItDidNotSee() {
    HeldImages.Steps steps =
        HeldImages.Steps.NONE.and(new Step(3, 5, image("a"))).and(new Step(7, 9, image("b")));

    assertThat(steps.between(3, 9)).isEmpty();
    assertThat(steps.between(7, 9)).isPresent();
  }

  @Test
  void forgetsStepsThatChangeMoreThanIsWorthRemembering() {
    Map<HeldImage, Integer> many = new HashMap<>();
    for (int i = 0; i < 300; i++) {
      Digest digest = Digest.of(("image " + i).getBytes(StandardCharsets.UTF_8));
      many.put(HeldImage.own(digest), 1);
    }
    HeldImages.Steps steps =
        HeldImages.Steps.NONE
            .and(new Step(3, 5, image("a")))
            .and(new Step(5, 7, new HeldImages(many, Map.of(), Map.of(), Map.of())));

    assertThat(steps.steps()).isEmpty();
  }

  @Test
  void keepsOnlyTheLastOfManySteps() {
    HeldImages.Steps steps = HeldImages.Steps.NONE;
    for (int revision = 1; revision < 100; revision++) {
      steps = steps.and(new Step(revision, revision + 1, NOTHING));
    }

    assertThat(steps.steps()).hasSize(16);
    assertThat(steps.between(90, 100).orElseThrow()).hasSize(10);
    assertThat(steps.between(80, 100)).isEmpty();
  }
}
