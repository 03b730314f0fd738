package dev.weir.store.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.store.ExpiredException;
import dev.weir.store.RandomContract;
import dev.weir.store.StoreEvent;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import dev.weir.store.TransactionResult.Committed;
import dev.weir.store.TransactionResult.ConditionFailed;
import dev.weir.store.Watch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stores over a log that others write too do what a store does, and what replicas need. */
final class SharedLogTest extends RandomContract {
  private final SharedLog log = new SharedLog();
  private SharedLog.Replica here = log.replica();
  private LogStore other;

  @BeforeEach
  void openOther() {
    other = new LogStore(log.replica());
  }

  @AfterEach
  void checkOther() {
    long _ = other.sync();
    assertThat(other.check()).isEmpty();
    other.close();
  }

  @Override
  protected LogStore open() {
    here = log.replica();
    return new LogStore(here);
  }

  @Override
  protected TransactionResult elsewhere(Transaction transaction) {
    return other.commit(transaction);
  }

  @Override
  protected LogStore reopen(LogStore open) {
    open.close();
    return open();
  }

  @Override
  protected boolean keepsThePast() {
    return false;
  }

  private static Transaction write(String key) {
    return Transaction.builder().put(key, new byte[] {1}).build();
  }

  @Test
  void whatIsAppliedHereAndWhatIsCommittedAnywhereAreTwoQuestions() throws Exception {
    here.turnDeaf();
    long there = revision(elsewhere(write("/a")));
    assertThat(store.revision()).isEqualTo(there - 1);
    assertThat(store.get("/a")).isEmpty();
    CompletableFuture<Long> synced = CompletableFuture.supplyAsync(store::sync);
    assertThat(synced).isNotDone();

    here.hear();

    assertThat(synced.get(10, TimeUnit.SECONDS)).isEqualTo(there);
    assertThat(store.revision()).isEqualTo(there);
    assertThat(store.get("/a")).isPresent();
  }

  @Test
  void whoLosesToAnotherReplicaSeesWhyWhenItIsTold() throws Exception {
    here.turnDeaf();
    Transaction create = Transaction.builder().ifAbsent("/a").put("/a", new byte[1]).build();
    assertThat(elsewhere(create)).isInstanceOf(Committed.class);
    long gone = revision(elsewhere(Transaction.builder().delete("/a").build()));
    CompletableFuture<TransactionResult> lost =
        CompletableFuture.supplyAsync(
            () -> store.commit(Transaction.builder().ifAt("/a", 2).delete("/a").build()));
    assertThat(lost).isNotDone();

    here.hear();

    assertThat(lost.get(10, TimeUnit.SECONDS)).isEqualTo(new ConditionFailed("/a", 0));
    assertThat(store.revision()).isEqualTo(gone);
  }

  @Test
  void knowsNothingOfWhatWasBeforeItCame() throws Exception {
    long first = revision(elsewhere(write("/a")));
    long second = revision(elsewhere(write("/a")));
    try (LogStore late = new LogStore(log.replica())) {
      assertThat(late.get("/a")).isPresent();
      assertThat(late.compactedRevision()).isEqualTo(second);
      assertThatThrownBy(() -> late.watch("/", first))
          .as("the first event would lack its previous version")
          .isInstanceOf(ExpiredException.class);
      try (Watch watch = late.watch("/", second)) {
        long third = revision(elsewhere(Transaction.builder().delete("/a").build()));
        List<StoreEvent> events = watch.next(Duration.ofSeconds(10));
        assertThat(events).extracting(StoreEvent::revision).containsExactly(third);
        assertThat(events.getFirst().previous()).isPresent();
      }
    }
  }

  @Test
  void forgettingHereTakesNothingFromOthers() {
    long first = revision(elsewhere(write("/a")));
    long second = revision(elsewhere(write("/a")));
    long _ = store.sync();
    store.compact(second);
    assertThatThrownBy(() -> store.get("/a", first)).isInstanceOf(ExpiredException.class);
    assertThat(other.get("/a", first)).isPresent();
  }

  @Test
  void aCommitThatMeetsCloseDoesNotWaitForever() throws Exception {
    here.turnDeaf();
    CompletableFuture<TransactionResult> open =
        CompletableFuture.supplyAsync(() -> store.commit(write("/a")));
    assertThat(open).isNotDone();
    closeStore();
    assertThatThrownBy(() -> open.get(10, TimeUnit.SECONDS)).hasMessageContaining("closed");
    here.hear();
  }
}
