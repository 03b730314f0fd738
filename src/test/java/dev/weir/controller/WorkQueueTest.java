package dev.weir.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
  private final WorkQueue queue =
      new WorkQueue(Duration.ofMillis(1), Duration.ofMillis(50), System::nanoTime);

  @Test
  void runsAKeyOnceMoreThatIsMarkedWhileItRuns() {
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch marked = new CountDownLatch(1);
    try (Loops loops = new Loops()) {
      loops.start(
          "worker",
          () ->
              queue.work(
                  _ -> {
                    runs.incrementAndGet();
                    running.countDown();
                    marked.await();
                  }));
      queue.add("a");
      await().until(() -> running.getCount() == 0);
      queue.add("a");
      queue.add("a");
      marked.countDown();

      await().untilAtomic(runs, org.hamcrest.Matchers.equalTo(2));
    }
  }

  @Test
  void neverRunsOneKeyTwiceAtATime() {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger runs = new AtomicInteger();
    Reconciler reconciler =
        _ -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          Thread.yield();
          inside.decrementAndGet();
          runs.incrementAndGet();
        };
    try (Loops loops = new Loops()) {
      for (int i = 0; i < 4; i++) {
        loops.start("worker", () -> queue.work(reconciler));
      }
      for (int i = 0; i < 200; i++) {
        queue.add("same");
      }
      await().until(() -> runs.get() >= 1 && inside.get() == 0);
    }
    assertThat(most).hasValue(1);
  }

  @Test
  void comesBackToAKeyThatFailed() {
    List<String> seen = new CopyOnWriteArrayList<>();
    try (Loops loops = new Loops()) {
      loops.start(
          "worker",
          () ->
              queue.work(
                  key -> {
                    seen.add(key);
                    if (seen.size() < 3) {
                      throw new IllegalStateException("not yet");
                    }
                  }));
      queue.add("a");
      await().until(() -> seen.size() == 3);
    }
    assertThat(seen).containsOnly("a");
  }
}
