package dev.weir.imageapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.remote.fake.Asked;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.TestImages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Scheduled tags of which somebody says that they moved, on clocks that stand between steps. */
@Timeout(60)
class HintedTagsTest {
  private static final StreamName APP = new StreamName("demo", "app");

  private final FakeRegistry upstream = FakeRegistry.plain();
  private final ScheduledStreams streams = new ScheduledStreams();

  @BeforeEach
  void follow() {
    TestImages.single(upstream.repository("team/app"), "v1");
    streams.follow(APP, ScheduledStreams.tag("v1", upstream, "team/app:v1"));
    streams.awaitScheduled(1);
    streams.pass(Duration.ofSeconds(1));
  }

  @AfterEach
  void close() {
    streams.close();
    upstream.close();
  }

  private void hint() {
    assertThat(streams.schedule.hint("demo", spec -> spec.tag().equals("v1"))).isEqualTo(1);
  }

  private void awaitLooks(int count) {
    await()
        .pollInterval(Duration.ofMillis(2))
        .untilAsserted(
            () -> {
              assertThat(upstream.count(Asked.MANIFEST_HEAD)).isEqualTo(count);
              assertThat(streams.schedule.checks("").getFirst().last()).isPresent();
            });
  }

  @Test
  void whatARegistryTellsOfBeforeItShowsItIsFoundTwoSecondsLater() {
    hint();
    awaitLooks(1);
    Digest moved = TestImages.single(upstream.repository("team/app"), "new", "linux", "amd64");
    upstream.repository("team/app").tag("v1", moved);

    streams.pass(Duration.ofSeconds(2));

    await().until(() -> streams.image(APP, "v1").equals(moved.toString()));
    assertThat(upstream.count(Asked.MANIFEST_HEAD)).isEqualTo(2);
  }

  @Test
  void aThousandHintsInTheSameSecondsArePairsOfLooks() {
    hint();
    awaitLooks(1);
    for (int second = 1; second <= 13; second++) {
      streams.pass(Duration.ofSeconds(1));
      for (int i = 0; i < 100; i++) {
        hint();
      }
      awaitLooks(second < 2 ? 1 : second < 10 ? 2 : second < 12 ? 3 : 4);
    }
  }

  @Test
  void nobodyWaitsWhileAHintIsMatched() {
    List<Integer> seen = new ArrayList<>();

    int hinted =
        streams.schedule.hint(
            "demo",
            _ -> {
              seen.add(
                  CompletableFuture.supplyAsync(() -> streams.schedule.checks("demo").size())
                      .orTimeout(10, TimeUnit.SECONDS)
                      .join());
              return true;
            });

    assertThat(seen).containsExactly(1);
    assertThat(hinted).isEqualTo(1);
  }

  @Test
  void whoeverHintsInAnotherNamespaceHintsAtNothing() {
    assertThat(streams.schedule.hint("other", _ -> true)).isZero();
  }
}
