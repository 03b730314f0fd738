package dev.weir.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class KeyedLockTest {
  private final KeyedLock<Integer> locks = new KeyedLock<>();

  @Test
  void workForOneKeyLetsThatForAllOthersGoOn() throws Exception {
    try (KeyedLock.Turn _ = locks.take(0)) {
      CompletableFuture<Void> others =
          CompletableFuture.runAsync(
              () -> IntStream.range(1, 1000).forEach(i -> locks.take(i).close()));

      others.get(5, TimeUnit.SECONDS);
    }
    assertThat(locks.size()).isZero();
  }

  @Test
  void oneAtATimeWorksForAKey() throws Exception {
    AtomicInteger working = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch begin = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        var _ =
            threads.submit(
                () -> {
                  begin.await();
                  try (KeyedLock.Turn _ = locks.take(0)) {
                    most.accumulateAndGet(working.incrementAndGet(), Math::max);
                    Thread.yield();
                    working.decrementAndGet();
                  }
                  return 0;
                });
      }
      begin.countDown();
    }
    assertThat(most).hasValue(1);
    assertThat(locks.size()).isZero();
  }

  @Test
  void aThreadMayTakeAgainWhatItHas() {
    String done = locks.alone(7, () -> locks.alone(7, () -> "inside"));

    assertThat(done).isEqualTo("inside");
    assertThat(locks.size()).isZero();
  }

  @Test
  void whoIsInterruptedInTheQueueLeavesItAndStaysInterrupted() throws Exception {
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    try (KeyedLock.Turn _ = locks.take(0)) {
      Thread waiting =
          Thread.startVirtualThread(
              () -> {
                try {
                  String never = locks.alone(0, () -> "its turn", IllegalStateException::new);
                  interrupted.completeExceptionally(new AssertionError(never));
                } catch (IllegalStateException e) {
                  interrupted.complete(Thread.currentThread().isInterrupted());
                }
              });
      waiting.interrupt();

      assertThat(interrupted.get(5, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(locks.size()).isZero();
  }

  @Test
  void workThatFailsLetsTheNextOneIn() {
    assertThatIllegalArgumentException().isThrownBy(() -> locks.alone(0, KeyedLockTest::fail));

    assertThat(locks.alone(0, () -> "next", IllegalStateException::new)).isEqualTo("next");
  }

  private static String fail() {
    throw new IllegalArgumentException("of the work");
  }
}
