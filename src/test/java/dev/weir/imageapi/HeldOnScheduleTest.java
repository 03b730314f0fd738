package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ImageApiFixture.DEMO;
import static dev.weir.imageapi.ScheduledStreams.INTERVAL;
import static dev.weir.imageapi.ScheduledStreams.tag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.imagestream.SpecTag;
import dev.weir.objects.WriteOptions;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.TestImages;
import dev.weir.resource.Meta;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Scheduled tags that somebody holds. */
class HeldOnScheduleTest {
  private final FakeRegistry upstream = FakeRegistry.plain();
  private final FakeRepository repository = upstream.repository("team/app");
  private final ScheduledStreams server = new ScheduledStreams();

  @AfterEach
  void close() {
    server.close();
    upstream.close();
  }

  private void hold(String why) {
    var _ =
        server
            .api
            .rest("imagestreamtags")
            .update(
                DEMO,
                "app:v1",
                tag -> {
                  Meta.setAnnotation(tag, SpecTag.HOLD, why);
                  return tag;
                },
                WriteOptions.STORE);
  }

  @Test
  void areNotLookedAtAndAreSoAtOnceWhenTheyAreReleased() {
    String one = TestImages.single(repository, "v1").toString();
    var _ = TestImages.single(repository, "v2");
    server.follow(
        APP, tag("v1", upstream, "team/app:v1") + "," + tag("v2", upstream, "team/app:v2"));
    server.awaitScheduled(2);
    hold("ann");
    server.awaitScheduled(1);
    String two = TestImages.single(repository, "w1").toString();
    repository.tag("v1", Digest.parse(two));
    long asked = upstream.count("HEAD /v2/team/app/manifests/v1");

    server.look();
    assertThat(server.schedule.hint("demo", _ -> true)).isOne();
    server.importDue(APP);
    server.pass(INTERVAL);

    assertThat(server.image(APP, "v1")).isEqualTo(one);
    assertThat(upstream.count("HEAD /v2/team/app/manifests/v1")).isEqualTo(asked);

    hold("");
    server.importDue(APP);

    assertThat(server.image(APP, "v1")).isEqualTo(two);
    server.awaitScheduled(2);
    String three = TestImages.single(repository, "x1").toString();
    repository.tag("v1", Digest.parse(three));
    server.pass(INTERVAL);
    await().until(() -> server.image(APP, "v1").equals(three));
  }
}
