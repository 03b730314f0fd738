package dev.weir.cli.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cli.follow.Course.Step;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is run next, without anything that runs. */
class CourseTest {
  private static final Images ONE = Images.ofTag("r/a@sha256:1");
  private static final Images TWO = Images.ofTag("r/a@sha256:2");
  private static final Images THREE = Images.ofTag("r/a@sha256:3");
  private static final Instant NOW = Instant.EPOCH;
  private static final Instant LATER = NOW.plusSeconds(10);
  private static final int ALWAYS = Integer.MAX_VALUE;

  private static Course fresh() {
    return Course.begin(Optional.empty(), false);
  }

  private static Course saw(Course course, Images images) {
    return course.saw(Optional.of(images));
  }

  private static Step next(Course course) {
    return course.next(NOW, ALWAYS);
  }

  @Test
  void theFirstImageIsRun() {
    assertThat(next(fresh())).isEqualTo(new Step.Rest());
    assertThat(next(saw(fresh(), ONE))).isEqualTo(new Step.Run(ONE));
  }

  @Test
  void anImageThatWasDoneIsNotRunAfterARestart() {
    Course restarted = saw(Course.begin(Optional.of(ONE), false), ONE);
    assertThat(restarted.isDone()).isTrue();
    assertThat(next(restarted)).isEqualTo(new Step.Rest());
    assertThat(next(saw(restarted, TWO))).isEqualTo(new Step.Run(TWO));
  }

  @Test
  void aRunThatWasBegunAndDidNotEndIsRunAgain() {
    Course restarted = saw(Course.begin(Optional.of(ONE), true), ONE);
    assertThat(next(restarted)).isEqualTo(new Step.Run(ONE));
  }

  @Test
  void onlyTheNewestOfWhatCameDuringARunIsRunAfterIt() {
    Course running = saw(fresh(), ONE).began();
    Course busy = saw(saw(running, TWO), THREE);
    assertThat(next(busy)).isEqualTo(new Step.Rest());
    assertThat(next(busy.endedWell())).isEqualTo(new Step.Run(THREE));
  }

  @Test
  void anImageThatCameAndWentDuringARunIsNotRun() {
    Course busy = saw(saw(saw(fresh(), ONE).began(), TWO), ONE);
    assertThat(next(busy.endedWell())).isEqualTo(new Step.Rest());
  }

  @Test
  void aFailureIsTriedAgainAfterItsPause() {
    Course failed = saw(fresh(), ONE).began().failed(LATER);
    assertThat(failed.next(NOW, ALWAYS)).isEqualTo(new Step.RestUntil(LATER));
    assertThat(failed.next(LATER, ALWAYS)).isEqualTo(new Step.Run(ONE));
    assertThat(failed.failures()).isEqualTo(1);
    assertThat(failed.began().failed(LATER).failures()).isEqualTo(2);
  }

  @Test
  void aNewImageDoesNotWaitForThePauseOfTheOneBefore() {
    Course failed = saw(fresh(), ONE).began().failed(LATER);
    assertThat(next(saw(failed, TWO))).isEqualTo(new Step.Run(TWO));
    assertThat(saw(failed, TWO).failures()).isZero();
    Course meanwhile = saw(saw(fresh(), ONE).began(), TWO).failed(LATER);
    assertThat(next(meanwhile)).isEqualTo(new Step.Run(TWO));
  }

  @Test
  void itIsGivenUpAfterSoManyRetriesUntilThereIsAnotherImage() {
    Course once = saw(fresh(), ONE).began().failed(NOW);
    assertThat(once.next(NOW, 0)).isEqualTo(new Step.GivenUp());
    assertThat(once.next(NOW, 1)).isEqualTo(new Step.Run(ONE));
    Course twice = once.began().failed(NOW);
    assertThat(twice.next(NOW, 1)).isEqualTo(new Step.GivenUp());
    assertThat(saw(twice, TWO).next(NOW, 1)).isEqualTo(new Step.Run(TWO));
  }

  @Test
  void anImageThatComesBackAfterAnotherOneFailedIsRunSinceTheOtherMayBeHalfDone() {
    Course done = saw(fresh(), ONE).began().endedWell();
    Course half = saw(done, TWO).began().failed(LATER);
    assertThat(next(saw(half, ONE))).isEqualTo(new Step.Run(ONE));
  }

  @Test
  void anImageThatComesBackBeforeAnotherOneWasRunIsNotRun() {
    Course done = saw(fresh(), ONE).began().endedWell();
    assertThat(next(saw(saw(done, TWO), ONE))).isEqualTo(new Step.Rest());
  }

  @Test
  void nothingIsRunWhileThereIsNoImage() {
    Course failed = saw(fresh(), ONE).began().failed(NOW);
    assertThat(next(failed.saw(Optional.empty()))).isEqualTo(new Step.Rest());
  }

  @Test
  void whatWasSeenAgainChangesNothing() {
    Course failed = saw(fresh(), ONE).began().failed(LATER);
    assertThat(saw(failed, ONE)).isSameAs(failed);
  }

  /** Any sequence: never two at once, never one that is done, and in the end the newest is done. */
  @Test
  void whateverHappensTheNewestIsDoneInTheEnd() {
    Images[] images = {ONE, TWO, THREE};
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      Course course = fresh();
      Optional<Images> world = Optional.empty(); // what the command made; unknown during a run
      for (int i = 0; i < 40; i++) {
        switch (random.nextInt(4)) {
          case 0 -> course = saw(course, images[random.nextInt(images.length)]);
          case 1 -> course = course.saw(Optional.empty());
          default -> {
            if (course.running().isPresent()) {
              boolean well = random.nextBoolean();
              world = well ? course.running() : Optional.empty();
              course = well ? course.endedWell() : course.failed(NOW);
            } else if (next(course) instanceof Step.Run(Images run)) {
              assertThat(Optional.of(run)).isEqualTo(course.wanted()).isNotEqualTo(world);
              course = course.began();
              world = Optional.empty();
            }
          }
        }
      }
      course = saw(course, TWO);
      course = course.running().isPresent() ? course.endedWell() : course;
      if (next(course) instanceof Step.Run) {
        course = course.began().endedWell();
        world = course.done();
      } else {
        world = course.done();
      }
      assertThat(world).as("seed %s", seed).contains(TWO);
      assertThat(next(course)).isEqualTo(new Step.Rest());
    }
  }
}
