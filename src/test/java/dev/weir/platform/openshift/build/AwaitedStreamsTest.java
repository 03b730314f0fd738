package dev.weir.platform.openshift.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.controller.WorkQueue;
import dev.weir.platform.core.KindsFixture;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is remembered of those who wait for a stream. */
class AwaitedStreamsTest {
  private static final StreamName BASE = new StreamName("demo", "base");
  private static final StreamName OTHER = new StreamName("demo", "other");

  private final WorkQueue queue =
      new WorkQueue(Duration.ofMillis(1), Duration.ofMillis(1), System::nanoTime);
  private final AwaitedStreams awaited = new AwaitedStreams(queue);

  private void comes(String stream) {
    awaited.replaced(
        List.of(
            ApiObject.of(
                KindsFixture.yaml("metadata: {namespace: demo, name: %s}".formatted(stream)))));
  }

  @Test
  void whatComesIsWaitedForNoMore() {
    awaited.await("demo/app", BASE);
    awaited.await("demo/two", BASE);
    awaited.await("demo/two", OTHER);

    comes("base");

    assertThat(awaited.size()).isEqualTo(1);
  }

  @Test
  void whoIsForgottenLeavesNothingBehind() {
    awaited.await("demo/app", BASE);
    awaited.await("demo/app", OTHER);
    awaited.await("demo/two", OTHER);

    awaited.forget("demo/app");

    assertThat(awaited.keys()).containsExactly("demo/two");
    assertThat(awaited.size()).isEqualTo(1);
    comes("other");
    assertThat(awaited.size()).isZero();
  }
}
