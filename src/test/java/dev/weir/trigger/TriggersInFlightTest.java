package dev.weir.trigger;

import static dev.weir.trigger.LoopFixture.entry;
import static dev.weir.trigger.LoopFixture.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many objects are moved at once. */
@Timeout(60)
class TriggersInFlightTest {
  private static final int WORKERS = 3;
  private static final int PODS = 12;

  @AutoClose private final LoopFixture fixture = new LoopFixture();
  private final Set<String> inFlight = ConcurrentHashMap.newKeySet();
  private final AtomicInteger most = new AtomicInteger();
  private final CountDownLatch gate = new CountDownLatch(1);

  @Test
  void asManyObjectsAreMovedAtOnceAsWasSaidAndEachByOne() {
    fixture.move("live", "a");
    for (int i = 0; i < PODS; i++) {
      var _ =
          fixture.create(
              "pods",
              "{name: p" + i + "}",
              "{containers: [{name: web, image: 'x/y:1'}]}",
              entry("live", "spec.containers[0].image"));
    }
    fixture.workloads.beforeWrite = this::held;
    fixture.start(WORKERS);
    await().until(() -> inFlight.size() == WORKERS);
    fixture.move("live", "b");
    gate.countDown();
    for (int i = 0; i < PODS; i++) {
      fixture.awaitAt("pods", "p" + i, "/spec/containers/0/image", image("b"));
    }

    assertThat(most.get()).isEqualTo(WORKERS);
  }

  private void held(String name) {
    assertThat(inFlight.add(name)).as("%s is in one hand", name).isTrue();
    most.accumulateAndGet(inFlight.size(), Math::max);
    try {
      gate.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    inFlight.remove(name);
  }
}
