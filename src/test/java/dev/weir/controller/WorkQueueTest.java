package dev.weir.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

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
  void runsAKeyOnceThatIsMarkedForLaterMoreThanOnce() {
    AtomicLong now = new AtomicLong();
    WorkQueue timed = new WorkQueue(Duration.ofSeconds(1), Duration.ofSeconds(9), now::get);
    List<String> runs = new CopyOnWriteArrayList<>();
    timed.addLater("a", Duration.ofSeconds(30));
    timed.addLater("a", Duration.ofSeconds(10));
    timed.addLater("a", Duration.ofSeconds(20));
    timed.addLater("last", Duration.ofSeconds(30));
    try (Loops loops = new Loops()) {
      loops.start("worker", () -> timed.work(runs::add));
      now.set(Duration.ofSeconds(10).toNanos());
      timed.add("first");
      await().until(() -> runs.size() >= 2);
      assertThat(runs).containsExactlyInAnyOrder("first", "a");

      now.set(Duration.ofSeconds(30).toNanos());
      timed.add("second");
      await().until(() -> runs.containsAll(List.of("second", "last")));
    }
    assertThat(runs).containsOnlyOnce("a");
  }

  @Test
  void aFaultInTheProgramEndsNoWorker() {
    AtomicInteger runs = new AtomicInteger();
    try (Loops loops = new Loops()) {
      loops.start(
          "worker",
          () ->
              queue.work(
                  _ -> {
                    if (runs.incrementAndGet() == 1) {
                      throw new NoClassDefFoundError("gone");
                    }
                  }));
      queue.add("a");
      await().until(() -> runs.get() == 2);
    }
  }

  @Test
  void saysWhyAKeyFailedWithoutNamesOfClasses() {
    Logger logger = (Logger) LoggerFactory.getLogger(WorkQueue.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    Queue<RuntimeException> failures =
        new ArrayDeque<>(
            List.of(
                new IllegalStateException("the disk is full"),
                new NullPointerException("Cannot invoke \"String.length()\""),
                new UncheckedIOException(new NoSuchFileException("/data/x"))));
    try (Loops loops = new Loops()) {
      loops.start(
          "worker",
          () ->
              queue.work(
                  _ -> {
                    if (!failures.isEmpty()) {
                      throw failures.remove();
                    }
                  }));
      queue.add("a");
      await().until(() -> log.list.size() == 3);
    } finally {
      logger.detachAppender(log);
    }
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "reconciling a failed and is tried again: the disk is full",
            "reconciling a failed and is tried again: a fault in Weir itself",
            "reconciling a failed and is tried again: /data/x: there is no such file or directory");
    assertThat(log.list).allMatch(event -> event.getThrowableProxy() == null);
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
