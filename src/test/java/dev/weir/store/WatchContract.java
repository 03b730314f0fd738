package dev.weir.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.store.StoreEvent.Deleted;
import dev.weir.store.StoreEvent.Written;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What every store does for those who follow it. */
public abstract class WatchContract extends StoreContract {
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofMillis(20);

  /** Reads until the event of a revision has come; more than that if it is in the same batch. */
  private static List<StoreEvent> readTo(Watch watch, long revision) throws InterruptedException {
    List<StoreEvent> events = new ArrayList<>();
    while (events.isEmpty() || events.getLast().revision() < revision) {
      List<StoreEvent> more = watch.next(LONG);
      assertThat(more).as("events up to %s", revision).isNotEmpty();
      events.addAll(more);
    }
    return events;
  }

  @Test
  void deliversWhatHappensFromNowOn() throws Exception {
    put("/a", "before");
    try (Watch watch = store.watch("/", Store.LATEST)) {
      long revision = put("/a", "after");
      assertThat(readTo(watch, revision))
          .extracting(StoreEvent::revision)
          .containsExactly(revision);
    }
  }

  @Test
  void deliversVersionsBeforeAndAfterAChange() throws Exception {
    try (Watch watch = store.watch("/", 1)) {
      put("/a", "1");
      put("/a", "2");
      delete("/a");
      List<StoreEvent> events = readTo(watch, put("/a", "3"));
      Written created = (Written) events.get(0);
      Written changed = (Written) events.get(1);
      Deleted deleted = (Deleted) events.get(2);
      Written again = (Written) events.get(3);
      assertThat(created.previous()).isEmpty();
      assertThat(changed.previous()).contains(created.entry());
      assertThat(text(changed.entry())).isEqualTo("2");
      assertThat(changed.entry().createRevision()).isEqualTo(created.revision());
      assertThat(deleted.key()).isEqualTo("/a");
      assertThat(deleted.previous()).contains(changed.entry());
      assertThat(again.previous()).isEmpty();
    }
  }

  @Test
  void makesNoEventForADeletionOfAnAbsentKey() throws Exception {
    try (Watch watch = store.watch("/", Store.LATEST)) {
      delete("/a");
      long revision = put("/b", "1");
      assertThat(readTo(watch, revision)).extracting(StoreEvent::key).containsExactly("/b");
    }
  }

  @Test
  void deliversOnlyKeysWithThePrefix() throws Exception {
    try (Watch watch = store.watch("/a/", Store.LATEST);
        Watch wide = store.watch("", Store.LATEST)) {
      put("/b/1", "1");
      put("/a", "1");
      long last = put("/a/1", "1");
      assertThat(readTo(watch, last)).extracting(StoreEvent::key).containsExactly("/a/1");
      assertThat(readTo(wide, last)).hasSize(3);
    }
  }

  @Test
  void replaysFromAnOldRevisionAndGoesOnLive() throws Exception {
    long first = put("/a", "1");
    long second = put("/a", "2");
    try (Watch watch = store.watch("/", first)) {
      assertThat(readTo(watch, second)).extracting(StoreEvent::revision).containsExactly(second);
      long third = put("/a", "3");
      assertThat(readTo(watch, third)).extracting(StoreEvent::revision).containsExactly(third);
    }
  }

  @Test
  void hasNoGapAndNoDuplicateWhileOthersWrite() throws Exception {
    int writes = 400;
    CountDownLatch half = new CountDownLatch(writes / 4);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int writer = 0; writer < 4; writer++) {
        threads.execute(
            () -> {
              for (int i = 0; i < writes / 4; i++) {
                put("/k", "x");
                half.countDown();
              }
            });
      }
      half.await();
      List<Future<List<Long>>> readers = new ArrayList<>();
      for (int reader = 0; reader < 8; reader++) {
        long after = 1 + reader * 5L;
        readers.add(threads.submit(() -> revisions(after, 1 + writes)));
      }
      for (int reader = 0; reader < 8; reader++) {
        long after = 1 + reader * 5L;
        assertThat(readers.get(reader).get())
            .containsExactlyElementsOf(
                LongStream.rangeClosed(after + 1, 1 + writes).boxed().toList());
      }
    }
  }

  private List<Long> revisions(long after, long last) throws InterruptedException {
    try (Watch watch = store.watch("/k", after)) {
      return readTo(watch, last).stream().map(StoreEvent::revision).toList();
    }
  }

  @Test
  void neverSplitsARevision() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Watch watch = store.watch("/", Store.LATEST)) {
      threads.execute(
          () -> {
            for (int i = 0; i < 100; i++) {
              store.commit(
                  Transaction.builder()
                      .put("/a", new byte[1])
                      .put("/b", new byte[1])
                      .put("/c", new byte[1])
                      .build());
            }
          });
      int seen = 0;
      while (seen < 300) {
        List<StoreEvent> batch = watch.next(LONG);
        assertThat(batch.size() % 3).isZero();
        seen += batch.size();
        assertThat(batch)
            .extracting(StoreEvent::key)
            .startsWith("/a", "/b", "/c")
            .endsWith("/a", "/b", "/c");
      }
    }
  }

  @Test
  void returnsNothingWhenTheTimeIsOver() throws Exception {
    try (Watch watch = store.watch("/", Store.LATEST)) {
      assertThat(watch.next(SHORT)).isEmpty();
      assertThat(watch.next(Duration.ZERO)).isEmpty();
    }
  }

  @Test
  void waitsOfSecondsEndToThePointToo() throws Exception {
    try (Watch watch = store.watch("/", Store.LATEST)) {
      long begin = System.nanoTime();
      assertThat(watch.next(Duration.ofMillis(2_500))).isEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .isBetween(Duration.ofMillis(2_500), Duration.ofMillis(4_500));
    }
  }

  @Test
  void tellsWhatABookmarkMayPromise() throws Exception {
    long first = put("/a/1", "1");
    try (Watch watch = store.watch("/a/", 1)) {
      assertThat(watch.progress()).isEqualTo(1);
      readTo(watch, first);
      assertThat(watch.progress()).isEqualTo(first);
      long elsewhere = put("/b", "1");
      Awaitility.await().until(() -> watch.progress() == elsewhere);
      put("/a/2", "1");
      long last = put("/b", "2");
      Awaitility.await().during(Duration.ofMillis(50)).until(() -> watch.progress() == elsewhere);
      readTo(watch, last - 1);
      Awaitility.await().until(() -> watch.progress() == last);
    }
  }

  @Test
  void tellsAReaderThatWasTooSlow() throws Exception {
    try (Watch slow = store.watch("/", Store.LATEST);
        Watch unconcerned = store.watch("/other/", Store.LATEST)) {
      assertThat(unconcerned.next(Duration.ZERO)).isEmpty();
      put("/a", "1");
      long second = put("/a", "2");
      Awaitility.await().until(() -> unconcerned.progress() == second);
      store.compact(second);
      assertThatThrownBy(() -> slow.next(LONG)).isInstanceOf(ExpiredException.class);
      assertThatThrownBy(() -> slow.next(LONG)).isInstanceOf(ExpiredException.class);
      long third = put("/other/a", "1");
      assertThat(readTo(unconcerned, third)).hasSize(1);
    }
  }

  @Test
  void refusesAWatchWhoseFirstEventIsOfTheCompactedRevision() throws Exception {
    put("/a", "1");
    long second = put("/a", "2");
    store.compact(second);
    assertThatThrownBy(() -> store.watch("/", second - 1)).isInstanceOf(ExpiredException.class);
    long third = delete("/a");
    store.compact(third);
    assertThatThrownBy(() -> store.watch("/", third - 1)).isInstanceOf(ExpiredException.class);
  }

  @Test
  void deliversWhatOthersCommitToTheLog() throws Exception {
    long first = put("/a", "1");
    try (Watch watch = store.watch("/", Store.LATEST)) {
      long written =
          revision(
              elsewhere(Transaction.builder().ifAt("/a", first).put("/a", new byte[1]).build()));
      long gone = put("/b", "1") + 1;
      assertThat(revision(elsewhere(Transaction.builder().delete("/a").build()))).isEqualTo(gone);
      List<StoreEvent> events = readTo(watch, gone);
      assertThat(events)
          .extracting(StoreEvent::revision)
          .containsExactly(written, written + 1, gone);
      assertThat(events.get(2).previous().map(Entry::modRevision)).contains(written);
      assertThat(store.sync()).isEqualTo(gone);
      assertThat(store.get("/a")).isEmpty();
    }
  }

  @Test
  void followsFromTheCompactedRevision() throws Exception {
    put("/a", "1");
    long second = put("/a", "2");
    long third = put("/a", "3");
    store.compact(second);
    try (Watch watch = store.watch("/", second)) {
      List<StoreEvent> events = readTo(watch, third);
      assertThat(events).hasSize(1);
      assertThat(events.getFirst().previous().map(StoreContract::text)).contains("2");
    }
  }

  @Test
  void endsAWaitingReaderWhenTheWatchIsClosed() throws Exception {
    Watch watch = store.watch("/", Store.LATEST);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<StoreEvent>> reader = threads.submit(() -> watch.next(LONG));
      watch.close();
      assertThatThrownBy(reader::get).hasCauseInstanceOf(WatchClosedException.class);
    }
  }

  @Test
  void endsAWaitingReaderWhenTheStoreIsClosed() throws Exception {
    Watch watch = store.watch("/", Store.LATEST);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<StoreEvent>> reader = threads.submit(() -> watch.next(LONG));
      closeStore();
      assertThatThrownBy(reader::get).hasCauseInstanceOf(WatchClosedException.class);
    }
  }

  @Test
  void endsAWaitingReaderThatIsInterrupted() {
    try (Watch watch = store.watch("/", Store.LATEST)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> watch.next(LONG)).isInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void reachesThousandsOfWatchesWithOneEvent() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> readers = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        Watch watch = store.watch(i % 2 == 0 ? "/a/" : "/", Store.LATEST);
        readers.add(
            threads.submit(
                () -> {
                  try (watch) {
                    return watch.next(LONG).size();
                  }
                }));
      }
      put("/a/1", "1");
      for (Future<Integer> reader : readers) {
        assertThat(reader.get()).isEqualTo(1);
      }
    }
  }
}
