package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.TestPushes.Pushed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Histories keep to their bounds, and what left them is collected. */
@WeirServer({"--audit-log", "off", "--gc-grace", "1s", "--push-lease", "2s"})
@Timeout(180)
class BoundedHistoryTest {
  private final WeirCalls weir;
  private final ApiCaller caller;
  private final TestPushes pushes;
  private final String admin;

  BoundedHistoryTest(WeirCalls weir, ApiCaller caller) {
    this.weir = weir;
    this.caller = caller;
    this.pushes = new TestPushes(caller);
    this.admin = caller.administrator();
  }

  @Test
  void eventsBeyondTheirBoundsLeaveAndTheirImagesGo() throws Exception {
    caller.create("/api/v1/namespaces", "{'metadata':{'name':'bounded'}}");
    List<Pushed> images = new ArrayList<>();
    images.add(pushes.image(admin, "bounded/app", "v1", "bounded 0"));
    weir.says("annotate", "is", "app", "-n", "bounded", "weir.dev/keep=revisions=3,age=1s");
    for (int i = 1; i < 8; i++) {
      images.add(pushes.image(admin, "bounded/app", "v1", "bounded " + i));
    }

    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () ->
                assertThat(weir.says("describe", "is", "app", "-n", "bounded"))
                    .contains("keeps its newest 3 revisions and all of the last 1s; 5 older events")
                    .contains("v1: 5 events left (3 revisions and 1s stay)"));

    for (Pushed gone : images.subList(0, 5)) {
      goes(gone.parts());
    }
    for (Pushed kept : images.subList(5, 8)) {
      assertThat(pushes.pull(admin, "bounded/app", kept.digest())).isEqualTo(200);
    }
  }

  private void goes(Set<String> parts) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () -> {
              for (String part : parts) {
                assertThat(caller.api(admin, "GET", "/storage/why?digest=" + part, "").status())
                    .as(part)
                    .isEqualTo(404);
              }
            });
  }

  @Test
  void boundsThatMeanNothingAreRefused() throws Exception {
    caller.create("/api/v1/namespaces", "{'metadata':{'name':'refused'}}");
    var _ = pushes.image(admin, "refused/app", "v1", "refused");

    for (String bad : List.of("revisions=-1", "age=-3d", "revisions=99999999999", "ten")) {
      assertThat(weir.fails("annotate", "is", "app", "-n", "refused", "weir.dev/keep=" + bad))
          .contains("metadata.annotations[weir.dev/keep]: Invalid value: \"" + bad + "\"");
    }
  }
}
