package dev.weir.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.store.TransactionResult.Committed;
import dev.weir.store.TransactionResult.ConditionFailed;
import dev.weir.store.log.LogStore;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every store does, sentence by sentence of the interface; watches are in WatchContract. */
@Timeout(60)
public abstract class StoreContract {
  protected LogStore store;

  /** A new, empty store. */
  protected abstract LogStore open() throws Exception;

  /** Commits to the same log, past the store that is tested. */
  protected abstract TransactionResult elsewhere(Transaction transaction);

  @BeforeEach
  final void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  final void checkAndClose() {
    if (!closedByTest) {
      assertThat(store.check()).isEmpty();
    }
    store.close();
  }

  private boolean closedByTest;

  protected final void closeStore() {
    closedByTest = true;
    store.close();
  }

  protected final long put(String key, String value) {
    return revision(store.commit(Transaction.builder().put(key, value.getBytes(UTF_8)).build()));
  }

  protected final long delete(String key) {
    return revision(store.commit(Transaction.builder().delete(key).build()));
  }

  protected static long revision(TransactionResult result) {
    return ((Committed) result).revision();
  }

  protected static String text(Entry entry) {
    return new String(entry.value(), UTF_8);
  }

  private Optional<String> read(String key, long revision) {
    return store.get(key, revision).map(StoreContract::text);
  }

  private List<String> keys(RangeQuery query) {
    return store.range(query).entries().stream().map(Entry::key).toList();
  }

  @Test
  void isAtRevisionOneWhenEmpty() {
    assertThat(store.revision()).isEqualTo(1);
    assertThat(store.compactedRevision()).isZero();
    assertThat(store.get("/a")).isEmpty();
    assertThat(store.range(RangeQuery.all("/")).revision()).isEqualTo(1);
  }

  @Test
  void givesEachTransactionTheNextRevision() {
    assertThat(put("/a", "1")).isEqualTo(2);
    assertThat(put("/a", "1")).isEqualTo(3);
    assertThat(delete("/a")).isEqualTo(4);
    assertThat(store.revision()).isEqualTo(4);
  }

  @Test
  void writesAllKeysOfATransactionAtOneRevision() {
    long revision =
        revision(
            store.commit(
                Transaction.builder().put("/a", new byte[1]).put("/b", new byte[2]).build()));
    assertThat(store.get("/a").orElseThrow().modRevision()).isEqualTo(revision);
    assertThat(store.get("/b").orElseThrow().modRevision()).isEqualTo(revision);
  }

  @Test
  void keepsTheCreateRevisionUntilTheKeyIsDeleted() {
    long created = put("/a", "1");
    long written = put("/a", "2");
    Entry entry = store.get("/a").orElseThrow();
    assertThat(entry.createRevision()).isEqualTo(created);
    assertThat(entry.modRevision()).isEqualTo(written);
    delete("/a");
    long again = put("/a", "3");
    assertThat(store.get("/a").orElseThrow().createRevision()).isEqualTo(again);
  }

  @Test
  void keepsAnEmptyValue() {
    put("/a", "");
    assertThat(store.get("/a").orElseThrow().value()).isEmpty();
  }

  @Test
  void makesNoRevisionForATransactionThatChangesNothing() {
    long newest = put("/a", "1");
    assertThat(delete("/b")).isEqualTo(newest);
    assertThat(revision(store.commit(Transaction.builder().ifAbsent("/b").build())))
        .isEqualTo(newest);
    assertThat(store.revision()).isEqualTo(newest);
  }

  @Test
  void appliesAllOperationsIfAllConditionsHold() {
    long first = put("/a", "1");
    TransactionResult result =
        store.commit(
            Transaction.builder()
                .ifAt("/a", first)
                .ifAbsent("/b")
                .put("/b", new byte[1])
                .delete("/a")
                .build());
    assertThat(result).isEqualTo(new Committed(first + 1));
    assertThat(keys(RangeQuery.all("/"))).containsExactly("/b");
  }

  @Test
  void appliesNothingIfAConditionFailsAndNamesTheKey() {
    long first = put("/a", "1");
    long second = put("/b", "1");
    TransactionResult result =
        store.commit(
            Transaction.builder()
                .ifAt("/a", first)
                .ifAt("/b", first)
                .put("/a", new byte[1])
                .put("/c", new byte[1])
                .build());
    assertThat(result).isEqualTo(new ConditionFailed("/b", second));
    assertThat(store.revision()).isEqualTo(second);
    assertThat(keys(RangeQuery.all("/"))).containsExactly("/a", "/b");
  }

  @Test
  void tellsThatAKeyIsAbsentWhereAConditionWantsARevision() {
    assertThat(store.commit(Transaction.builder().ifAt("/a", 7).put("/a", new byte[1]).build()))
        .isEqualTo(new ConditionFailed("/a", 0));
    long deleted = put("/a", "1");
    delete("/a");
    assertThat(store.commit(Transaction.builder().ifAt("/a", deleted).delete("/a").build()))
        .isEqualTo(new ConditionFailed("/a", 0));
  }

  @Test
  void refusesToWriteAKeyTwiceInOneTransaction() {
    Transaction twice = Transaction.builder().put("/a", new byte[1]).delete("/a").build();
    assertThatIllegalArgumentException().isThrownBy(() -> store.commit(twice));
    assertThat(store.revision()).isEqualTo(1);
  }

  @Test
  void deletesAllKeysWithAPrefixAtOneRevisionHoweverMany() {
    int at = Math.min(store.limits().operations(), 35_000);
    int many = at < 35_000 ? 10 * at : 2 * at;
    for (int from = 0; from < many; from += at) {
      Transaction.Builder puts = Transaction.builder();
      for (int i = from; i < from + at; i++) {
        puts.put("/many/" + i, new byte[] {1});
      }
      store.commit(puts.build());
    }
    long kept = put("/many", "not below the prefix");
    long gone = revision(store.commit(Transaction.builder().deletePrefix("/many/").build()));
    assertThat(gone).isEqualTo(kept + 1);
    assertThat(store.range(RangeQuery.all("/many")).entries()).hasSize(1);
    assertThat(store.range(RangeQuery.allAt("/many/", kept)).entries()).hasSize(many);
    assertThat(revision(store.commit(Transaction.builder().deletePrefix("/many/").build())))
        .isEqualTo(gone);
  }

  @Test
  void refusesToWriteBelowAPrefixThatItDeletesInOneTransaction() {
    Transaction both =
        Transaction.builder().deletePrefix("/a/").put("/a/b", new byte[] {1}).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.commit(both))
        .withMessageContaining("/a/b");
  }

  @Test
  void refusesMoreThanItsLimitsInWords() {
    Limits limits = store.limits();
    Transaction.Builder many = Transaction.builder();
    for (int i = 0; i <= limits.operations(); i++) {
      many.delete("/a/" + i);
    }
    assertThatExceptionOfType(TooLargeException.class)
        .isThrownBy(() -> store.commit(many.build()))
        .withMessageContaining("a write of %d parts at once", limits.operations() + 1);
    if (limits.value() <= 1 << 20) {
      Transaction large =
          Transaction.builder().put("/a/large", new byte[limits.value() + 1]).build();
      assertThatExceptionOfType(TooLargeException.class)
          .isThrownBy(() -> store.commit(large))
          .withMessageContaining("/a/large would take %d bytes", limits.value() + 1);
    }
    assertThat(store.revision()).isEqualTo(1);
    assertThat(limits.operations()).isGreaterThanOrEqualTo(Limits.LEAST.operations());
    assertThat(limits.bytes()).isGreaterThanOrEqualTo(Limits.LEAST.bytes());
    assertThat(limits.value()).isGreaterThanOrEqualTo(Limits.LEAST.value());
  }

  @Test
  void takesWhatItsLimitsAllow() {
    Limits limits = store.limits();
    Transaction.Builder many = Transaction.builder();
    for (int i = 0; i < limits.operations(); i++) {
      many.ifAbsent("/a/" + i).put("/a/" + i, new byte[] {1});
    }
    store.commit(many.build());
    assertThat(store.range(RangeQuery.all("/a/")).entries()).hasSize(limits.operations());
    put("/large", "x".repeat(Limits.LEAST.value()));
    assertThat(store.get("/large").orElseThrow().value()).hasSize(Limits.LEAST.value());
  }

  @Test
  void refusesKeysThatHaveNoPlaceInTheOrder() {
    for (String key : List.of("", "/a\nb", "/\uD83D\uDE00", "/\uE000")) {
      assertThatIllegalArgumentException().as(key).isThrownBy(() -> put(key, "1"));
    }
  }

  @Test
  void readsEveryRetainedRevision() {
    long first = put("/a", "1");
    long second = put("/a", "2");
    long gone = delete("/a");
    long third = put("/a", "3");
    assertThat(read("/a", 1)).isEmpty();
    assertThat(read("/a", first)).contains("1");
    assertThat(read("/a", second)).contains("2");
    assertThat(read("/a", gone)).isEmpty();
    assertThat(read("/a", third)).contains("3");
    assertThat(read("/a", Store.LATEST)).contains("3");
  }

  @Test
  void refusesRevisionsThatItHasNotReached() {
    assertThatThrownBy(() -> store.get("/a", 2)).isInstanceOf(FutureRevisionException.class);
    assertThatThrownBy(() -> store.range(RangeQuery.allAt("/", 2)))
        .isInstanceOf(FutureRevisionException.class);
    assertThatThrownBy(() -> store.watch("/", 2)).isInstanceOf(FutureRevisionException.class);
    assertThatThrownBy(() -> store.compact(2)).isInstanceOf(FutureRevisionException.class);
    assertThatIllegalArgumentException().isThrownBy(() -> store.get("/a", -1));
  }

  @Test
  void listsKeysInTheOrderOfTheirBytes() {
    for (String key : List.of("/b", "/a/b", "/a-b", "/a", "/é", "/\u20ac", "/A")) {
      put(key, "1");
    }
    assertThat(keys(RangeQuery.all("/")))
        .containsExactly("/A", "/a", "/a-b", "/a/b", "/b", "/é", "/\u20ac");
  }

  @Test
  void listsOnlyKeysWithThePrefix() {
    for (String key : List.of("/a/1", "/a/2", "/ab", "/b/1")) {
      put(key, "1");
    }
    assertThat(keys(RangeQuery.all("/a/"))).containsExactly("/a/1", "/a/2");
    assertThat(keys(RangeQuery.all("/a"))).containsExactly("/a/1", "/a/2", "/ab");
    assertThat(keys(RangeQuery.all(""))).hasSize(4);
    assertThat(keys(RangeQuery.all("/c"))).isEmpty();
    assertThat(keys(new RangeQuery("/b", "/a/1", 0, Store.LATEST))).containsExactly("/b/1");
    assertThat(keys(new RangeQuery("/a", "/b", 0, Store.LATEST))).isEmpty();
  }

  @Test
  void aPageThatDoesNotCountSaysOnlyWhetherThereIsMore() {
    for (int i = 0; i < 5; i++) {
      put("/k/" + i, "1");
    }
    Page some = store.range(RangeQuery.some("/k/", "/k/0", 2));
    assertThat(some.entries()).extracting(Entry::key).containsExactly("/k/1", "/k/2");
    assertThat(some.more()).isTrue();
    assertThat(some.remaining()).isEqualTo(1);
    Page last = store.range(RangeQuery.some("/k/", "/k/2", 2));
    assertThat(last.entries()).extracting(Entry::key).containsExactly("/k/3", "/k/4");
    assertThat(last.more()).isFalse();
    assertThat(last.remaining()).isZero();
  }

  @Test
  void pagesShowOneRevisionWhileTheStoreChanges() {
    for (int i = 0; i < 5; i++) {
      put("/k/" + i, "old");
    }
    Page first = store.range(new RangeQuery("/k/", "", 2, Store.LATEST));
    assertThat(first.more()).isTrue();
    assertThat(first.remaining()).isEqualTo(3);
    delete("/k/2");
    put("/k/3", "new");
    put("/k/9", "new");
    Page second = store.range(new RangeQuery("/k/", "/k/1", 2, first.revision()));
    assertThat(second.entries()).extracting(Entry::key).containsExactly("/k/2", "/k/3");
    assertThat(second.entries()).extracting(StoreContract::text).containsOnly("old");
    assertThat(second.remaining()).isEqualTo(1);
    Page last = store.range(new RangeQuery("/k/", "/k/3", 2, first.revision()));
    assertThat(last.entries()).extracting(Entry::key).containsExactly("/k/4");
    assertThat(last.more()).isFalse();
    assertThat(last.remaining()).isZero();
    assertThat(last.revision()).isEqualTo(first.revision());
  }

  @Test
  void forgetsWhatWasBeforeACompaction() {
    long first = put("/a", "1");
    long second = put("/a", "2");
    long third = put("/a", "3");
    store.compact(second);
    assertThat(store.compactedRevision()).isEqualTo(second);
    assertThatThrownBy(() -> store.get("/a", first)).isInstanceOf(ExpiredException.class);
    assertThatThrownBy(() -> store.range(RangeQuery.allAt("/", first)))
        .isInstanceOf(ExpiredException.class);
    assertThatThrownBy(() -> store.watch("/", first)).isInstanceOf(ExpiredException.class);
    assertThat(read("/a", second)).contains("2");
    assertThat(read("/a", third)).contains("3");
  }

  @Test
  void keepsTheNewestVersionOfLiveKeysThroughCompaction() {
    put("/old", "1");
    put("/gone", "1");
    delete("/gone");
    put("/back", "1");
    delete("/back");
    long back = put("/back", "2");
    store.compact(store.revision());
    assertThat(keys(RangeQuery.all("/"))).containsExactly("/back", "/old");
    assertThat(store.get("/back").orElseThrow().createRevision()).isEqualTo(back);
    assertThat(put("/gone", "2")).isEqualTo(back + 1);
  }

  @Test
  void keepsADeletionThatARetainedRevisionNeeds() {
    long first = put("/a", "1");
    long gone = delete("/a");
    store.compact(first);
    assertThat(read("/a", first)).contains("1");
    assertThat(read("/a", gone)).isEmpty();
    store.compact(gone);
    assertThat(read("/a", gone)).isEmpty();
  }

  @Test
  void ignoresCompactionOfWhatIsForgottenAlready() {
    put("/a", "1");
    long second = put("/a", "2");
    store.compact(second);
    store.compact(second);
    store.compact(1);
    assertThat(store.compactedRevision()).isEqualTo(second);
  }

  @Test
  void refusesEverythingAfterClose() {
    put("/a", "1");
    closeStore();
    assertThatThrownBy(() -> store.get("/a")).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store.range(RangeQuery.all("/"))).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> put("/a", "2")).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store.watch("/", Store.LATEST)).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store.compact(1)).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store.revision()).isInstanceOf(StoreException.class);
  }

  @Test
  void finishesACommitWhoseThreadIsInterrupted() {
    Thread.currentThread().interrupt();
    long revision = put("/a", "1");
    assertThat(Thread.interrupted()).as("the interrupt is kept for the caller").isTrue();
    assertThat(store.get("/a").orElseThrow().modRevision()).isEqualTo(revision);
  }
}
