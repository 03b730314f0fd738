package dev.weir.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.store.memory.MemoryStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CompactorTest {
  private static final class HandClock extends Clock {
    private Instant now = Instant.EPOCH;

    void pass(Duration time) {
      now = now.plus(time);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private final MemoryStore store = new MemoryStore();
  private final HandClock clock = new HandClock();

  @AfterEach
  void close() {
    store.close();
  }

  private void write(int times) {
    for (int i = 0; i < times; i++) {
      store.commit(Transaction.builder().put("/a", new byte[1]).build());
    }
  }

  @Test
  void keepsWhatIsYoungerThanTheTime() {
    Compactor compactor =
        new Compactor(store, new Retention(Duration.ofMinutes(5), 1_000, 1_000), clock);
    write(10);
    compactor.tick();
    clock.pass(Duration.ofMinutes(3));
    write(10);
    compactor.tick();
    assertThat(store.compactedRevision()).isZero();
    clock.pass(Duration.ofMinutes(2));
    compactor.tick();
    assertThat(store.compactedRevision()).isEqualTo(11);
    clock.pass(Duration.ofMinutes(3));
    compactor.tick();
    assertThat(store.compactedRevision()).isEqualTo(21);
    assertThat(store.check()).isEmpty();
  }

  @Test
  void keepsNoMoreThanSoManyRevisions() {
    Compactor compactor = new Compactor(store, new Retention(Duration.ofDays(1), 5, 1_000), clock);
    write(10);
    compactor.tick();
    assertThat(store.revision()).isEqualTo(11);
    assertThat(store.compactedRevision()).isEqualTo(6);
  }

  @Test
  void keepsNoMoreThanSoManyBytes() {
    Compactor compactor = new Compactor(store, new Retention(Duration.ofDays(1), 100, 3), clock);
    write(3);
    compactor.tick();
    assertThat(store.compactedRevision()).isEqualTo(0);
    write(7);
    compactor.tick();
    assertThat(store.revision()).isEqualTo(11);
    assertThat(store.compactedRevision()).isEqualTo(7);
    store.commit(Transaction.builder().put("/b", new byte[10]).build());
    compactor.tick();
    assertThat(store.compactedRevision()).isEqualTo(11);
    assertThat(store.get("/b")).isPresent();
    assertThat(store.check()).isEmpty();
  }
}
