package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.imagestream.TagCondition;
import dev.weir.imagestream.TagHistory;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A tag with {@code weir.dev/minimum-age} takes the newest image that it has seen for so long. */
class NewestAgedImageTest {
  private static final Duration WEEK = Duration.ofDays(7);
  private static final String AGE = "'annotations':{'weir.dev/minimum-age':'7d'}";

  @AutoClose private final FakeRegistry upstream = FakeRegistry.plain();
  private final FakeRepository repository = upstream.repository("team/app");
  @AutoClose private ScheduledStreams world = new ScheduledStreams();

  private String tag(String name) {
    return ScheduledStreams.tag(name, upstream, "team/app:1");
  }

  private String agedTag(String name) {
    return tag(name).replace("{'name'", "{" + AGE + ",'name'");
  }

  private Digest push() {
    return TestImages.single(repository, "1");
  }

  private String image() {
    return world.image(APP, "live");
  }

  private TagCondition condition() {
    TagHistory history = world.history(APP, "live");
    assertThat(history.conditions()).hasSize(1);
    return history.conditions().getFirst();
  }

  private void settle() {
    world.aged.settleDue();
  }

  @Test
  void aNewTagIsEmptyAndSaysWhenItTakesWhat() {
    Digest first = push();
    world.follow(APP, agedTag("live"));

    assertThat(image()).isEmpty();
    assertThat(condition().type()).isEqualTo("ImportSuccess");
    assertThat(condition().status()).isEqualTo("False");
    assertThat(condition().reason()).isEqualTo("WaitingForAge");
    assertThat(condition().message())
        .isEqualTo(
            first
                + " was seen first at 2026-03-01T10:00:00Z and is taken at 2026-03-08T10:00:00Z,"
                + " when it is 7d old (weir.dev/minimum-age)");
  }

  @Test
  void theTagMovesByItselfAtItsTimeWithoutAskingAnybody() {
    Digest first = push();
    world.follow(APP, agedTag("live"));
    settle();
    long asked = upstream.requests().size();
    world.set(Duration.ZERO);

    world.pass(WEEK.minusSeconds(1));
    settle();
    assertThat(image()).isEmpty();
    world.pass(Duration.ofSeconds(1));
    upstream.failAlways("manifests", new Fault.Drop());
    settle();

    assertThat(image()).isEqualTo(first.toString());
    assertThat(world.history(APP, "live").conditions()).isEmpty();
    assertThat(asked).isPositive();
  }

  @Test
  void aScheduledTagFollowsAWeekBehindHoweverManyComeAfter() {
    Digest first = push();
    world.follow(APP, agedTag("live"));
    world.awaitScheduled(1);
    world.pass(Duration.ofDays(1));
    Digest second = push();
    world.look();
    for (int day = 2; day < 9; day++) {
      world.pass(Duration.ofDays(1));
      Digest _ = push();
      world.look();
      settle();
      if (day < 7) {
        assertThat(image()).isEmpty();
      } else if (day == 7) {
        assertThat(image()).isEqualTo(first.toString());
      } else {
        await().untilAsserted(() -> assertThat(image()).isEqualTo(second.toString()));
      }
    }
  }
}
