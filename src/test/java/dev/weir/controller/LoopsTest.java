package dev.weir.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoopsTest {
  @Test
  void oneThatAFaultEndsIsStartedAgain() throws InterruptedException {
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch again = new CountDownLatch(1);
    try (Loops loops = new Loops(Duration.ofMillis(1))) {
      loops.start(
          "large",
          () -> {
            if (runs.incrementAndGet() == 1) {
              throw new OutOfMemoryError("Java heap space");
            }
            again.countDown();
          });

      assertThat(again.await(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(runs).hasValue(2);
  }
}
