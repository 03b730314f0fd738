package dev.weir.storage.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** As long as a client is heard of, nothing of its backup goes, and no longer. */
@Timeout(30)
class TakersTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private volatile Instant now = Instant.EPOCH;
  private final AtomicBoolean kept = new AtomicBoolean(true);
  private final Takers takers = new Takers(() -> now, MINUTE);

  private void pass(Duration time) {
    now = now.plus(time);
    takers.look();
  }

  private Takers.Taker begin() {
    return takers.begin("one", "admin", () -> kept.set(false));
  }

  @Test
  void aBackupThatIsHeardOfKeepsItsBlobsHoweverLongItTakes() {
    try (Takers.Taker taker = begin()) {
      for (int i = 0; i < 100; i++) {
        pass(MINUTE);
        assertThat(takers.heard("one")).isTrue();
      }
      assertThatCode(taker::require).doesNotThrowAnyException();
      assertThat(kept).isTrue();
    }
    assertThat(kept).isFalse();
    assertThat(takers.heard("one")).isFalse();
  }

  @Test
  void aBackupWhoseClientIsSilentKeepsNothingAndIsBrokenOff() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Boolean> wasInterrupted = new CompletableFuture<>();
    Thread writer =
        Thread.ofVirtual()
            .start(
                () -> {
                  try (Takers.Taker taker = begin()) {
                    begun.countDown();
                    waitsForTheClient();
                    assertThatThrownBy(taker::require).isInstanceOf(IOException.class);
                  } finally {
                    wasInterrupted.complete(Thread.interrupted());
                  }
                });
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
    pass(MINUTE);
    assertThat(kept).isTrue();

    pass(Duration.ofSeconds(1));

    assertThat(kept).isFalse();
    assertThat(takers.heard("one")).as("it comes back too late").isFalse();
    assertThat(wasInterrupted.get(10, TimeUnit.SECONDS)).as("its thread goes on").isFalse();
    writer.join();
  }

  private static void waitsForTheClient() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
