package dev.weir.store.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.store.Limits;
import dev.weir.store.StoreException;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import dev.weir.store.TransactionResult.Committed;
import dev.weir.store.Watch;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nobody may see or be told of a change before the journal has it. */
@Timeout(20)
final class CommitOrderTest {
  /** Writes wait at a gate, or fail. */
  private static final class GatedJournal implements Journal {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final Semaphore gate = new Semaphore(0);
    private volatile boolean failing;

    @Override
    public long compactedRevision() {
      return 0;
    }

    @Override
    public void replay(Consumer<Change> each) {
      // begins empty
    }

    @Override
    public void write(Batch batch) {
      entered.countDown();
      gate.acquireUninterruptibly();
      if (failing) {
        throw new StoreException("no room; nothing was stored");
      }
    }

    @Override
    public void probe() {
      if (failing) {
        throw new StoreException("no room");
      }
    }

    @Override
    public void close() {
      gate.release(1_000);
    }
  }

  private static final class GatedStore extends LocalStore {
    private GatedStore(GatedJournal journal) {
      super(new LocalLog(journal, Limits.LEAST, Thread.ofVirtual()));
    }
  }

  private final GatedJournal journal = new GatedJournal();
  private final Transaction write = Transaction.builder().put("/a", new byte[1]).build();

  @Test
  void showsAndAnswersOnlyWhatIsDurable() throws Exception {
    try (GatedStore store = new GatedStore(journal);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Watch watch = store.watch("/", 1)) {
      Future<TransactionResult> answer = threads.submit(() -> store.commit(write));
      journal.entered.await();
      assertThat(watch.next(Duration.ofMillis(50))).isEmpty();
      assertThat(store.get("/a")).isEmpty();
      assertThat(store.revision()).isEqualTo(1);
      assertThat(answer.isDone()).isFalse();

      journal.gate.release();

      assertThat(answer.get()).isEqualTo(new Committed(2));
      assertThat(store.get("/a")).isPresent();
      assertThat(watch.next(Duration.ofSeconds(10))).hasSize(1);
    }
  }

  @Test
  void showsNothingOfWhatTheJournalRefused() throws Exception {
    try (GatedStore store = new GatedStore(journal);
        Watch watch = store.watch("/", 1)) {
      journal.gate.release(2);
      journal.failing = true;
      assertThatThrownBy(() -> store.commit(write))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("nothing was stored");
      assertThat(store.get("/a")).isEmpty();
      assertThat(watch.next(Duration.ofMillis(20))).isEmpty();
      journal.failing = false;
      assertThat(store.commit(write)).isEqualTo(new Committed(2));
    }
  }

  @Test
  void saysWhyNothingCanBeWrittenUntilSomethingCan() {
    try (GatedStore store = new GatedStore(journal)) {
      journal.gate.release(1_000);
      journal.failing = true;
      assertThat(store.trouble()).as("nothing was tried").isEmpty();
      assertThatThrownBy(() -> store.commit(write)).isInstanceOf(StoreException.class);

      assertThat(store.trouble()).contains("no room");
      assertThat(store.trouble()).contains("no room");

      journal.failing = false;
      assertThat(store.trouble()).isEmpty();
    }
  }
}
