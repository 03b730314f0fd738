package dev.weir.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.store.TransactionResult.Committed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What many threads may count on. */
public abstract class ConcurrencyContract extends WatchContract {
  private static <T> List<T> all(List<Callable<T>> tasks) throws Exception {
    // platform threads: virtual ones that spin would not let the others run
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<T> results = new ArrayList<>();
      for (Future<T> future : threads.invokeAll(tasks)) {
        results.add(future.get());
      }
      return results;
    }
  }

  private static List<Callable<Integer>> times(int count, Callable<Integer> task) {
    return IntStream.range(0, count).<Callable<Integer>>mapToObj(i -> task).toList();
  }

  /** Adds one to a number kept at a key; false if another thread was faster. */
  private boolean increment(String key) {
    Entry entry = store.get(key).orElseThrow();
    String next = Integer.toString(Integer.parseInt(text(entry)) + 1);
    Transaction transaction =
        Transaction.builder().ifAt(key, entry.modRevision()).put(key, next.getBytes(UTF_8)).build();
    return store.commit(transaction) instanceof Committed;
  }

  @Test
  void losesNoConditionalUpdateOfManyThreads() throws Exception {
    put("/counter", "0");
    all(
        times(
            8,
            () -> {
              int done = 0;
              while (done < 25) {
                done += increment("/counter") ? 1 : 0;
              }
              return done;
            }));
    assertThat(text(store.get("/counter").orElseThrow())).isEqualTo("200");
    assertThat(store.revision()).isEqualTo(202);
  }

  @Test
  void letsOneOfManyCreateAKey() throws Exception {
    List<Integer> winners =
        all(
            times(
                16,
                () -> {
                  Transaction create =
                      Transaction.builder().ifAbsent("/one").put("/one", new byte[1]).build();
                  return store.commit(create) instanceof Committed ? 1 : 0;
                }));
    assertThat(winners.stream().mapToInt(i -> i).sum()).isEqualTo(1);
  }

  @Test
  void showsReadersWholeTransactionsOnly() throws Exception {
    put("/pair/a", "0");
    put("/pair/b", "0");
    AtomicBoolean done = new AtomicBoolean();
    Callable<Integer> writer =
        () -> {
          for (int i = 1; i <= 150; i++) {
            byte[] value = Integer.toString(i).getBytes(UTF_8);
            store.commit(Transaction.builder().put("/pair/a", value).put("/pair/b", value).build());
          }
          done.set(true);
          return 0;
        };
    Callable<Integer> reader =
        () -> {
          int torn = 0;
          while (!done.get()) {
            List<Entry> pair = store.range(RangeQuery.all("/pair/")).entries();
            torn += text(pair.get(0)).equals(text(pair.get(1))) ? 0 : 1;
            long a = store.get("/pair/a").orElseThrow().modRevision();
            torn += store.get("/pair/b").orElseThrow().modRevision() >= a ? 0 : 1;
            Thread.yield();
          }
          return torn;
        };
    assertThat(all(List.of(writer, reader, reader))).containsOnly(0);
  }

  @Test
  void readsAreSoundWhileCompactionGoesOn() throws Exception {
    put("/k", "0");
    AtomicBoolean done = new AtomicBoolean();
    Callable<Integer> writer =
        () -> {
          for (int i = 1; i <= 150; i++) {
            long newest = put("/k", Integer.toString(i));
            put("/other/" + i % 3, "x");
            delete("/other/" + i % 3);
            store.compact(newest);
          }
          done.set(true);
          return 0;
        };
    Callable<Integer> reader =
        () -> {
          int wrong = 0;
          while (!done.get()) {
            wrong += store.get("/k").isPresent() ? 0 : 1;
            wrong += store.range(RangeQuery.all("/k")).entries().size() == 1 ? 0 : 1;
            wrong += oldReadIsWholeOrExpired() ? 0 : 1;
            Thread.yield();
          }
          return wrong;
        };
    assertThat(all(List.of(writer, reader, reader))).containsOnly(0);
  }

  private boolean oldReadIsWholeOrExpired() {
    long revision = store.revision();
    try {
      return store.get("/k", revision).isPresent();
    } catch (ExpiredException e) {
      return store.compactedRevision() > revision;
    }
  }

  @Test
  void finishesOrRefusesEveryCommitThatMeetsClose() throws Exception {
    List<Callable<Integer>> tasks =
        new ArrayList<>(
            times(
                8,
                () -> {
                  int committed = 0;
                  try {
                    while (true) {
                      put("/k/" + committed, "x");
                      committed++;
                    }
                  } catch (StoreException e) {
                    return committed;
                  }
                }));
    tasks.add(
        () -> {
          while (store.revision() < 100) {
            Thread.onSpinWait();
          }
          closeStore();
          return 0;
        });
    assertThat(all(tasks).stream().mapToInt(i -> i).sum()).isGreaterThanOrEqualTo(99);
    assertThatThrownBy(() -> put("/k", "x")).isInstanceOf(StoreException.class);
  }
}
