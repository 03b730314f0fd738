package dev.weir.blob.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reference.Digest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class DigestLocksTest {
  private final DigestLocks locks = new DigestLocks();

  private static Digest digest(int i) {
    return Digest.of(new byte[] {(byte) i, (byte) (i >> 8)});
  }

  @Test
  void workOnOneBlobLetsThatOnAllOthersGoOn() throws Exception {
    try (DigestLocks.Turn _ = locks.take(digest(0))) {
      CompletableFuture<Void> others =
          CompletableFuture.runAsync(
              () -> IntStream.range(1, 1000).forEach(i -> locks.take(digest(i)).close()));

      others.get(5, TimeUnit.SECONDS);
    }
    assertThat(locks.size()).isZero();
  }

  @Test
  void oneAtATimeWorksOnABlob() throws Exception {
    AtomicInteger working = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch begin = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        var _ =
            threads.submit(
                () -> {
                  begin.await();
                  try (DigestLocks.Turn _ = locks.take(digest(0))) {
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
}
