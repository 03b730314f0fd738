package dev.weir.store.log;

import dev.weir.store.Entry;
import dev.weir.store.TooLargeException;
import dev.weir.store.Transaction;
import dev.weir.store.Transaction.Condition;
import dev.weir.store.Transaction.Delete;
import dev.weir.store.Transaction.DeletePrefix;
import dev.weir.store.Transaction.Operation;
import dev.weir.store.Transaction.Put;
import dev.weir.store.TransactionResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/**
 * What a batch of transactions would do, one after the other, each seeing those before it. Nothing
 * of it is visible or durable yet.
 */
final class Plan {
  private final Follower applied;
  private final Map<String, Optional<Entry>> changed = new HashMap<>();
  private final List<Change> changes = new ArrayList<>();
  private long revision;
  private int first;

  Plan(Follower applied) {
    this.applied = applied;
    revision = applied.revision();
  }

  List<Change> changes() {
    return changes;
  }

  /** The transaction's outcome, if the batch becomes durable. */
  Outcome add(Transaction transaction) {
    return new Outcome(decide(transaction), revision);
  }

  private TransactionResult decide(Transaction transaction) {
    for (Condition condition : transaction.conditions()) {
      long actual = newest(condition.key()).map(Entry::modRevision).orElse(0L);
      if (actual != condition.modRevision()) {
        return new TransactionResult.ConditionFailed(condition.key(), actual);
      }
    }
    requireRoom(transaction);
    first = changes.size();
    transaction.operations().forEach(operation -> apply(operation, revision + 1));
    if (changes.size() > first) {
      revision++;
    }
    return new TransactionResult.Committed(revision);
  }

  /** Before anything is applied: this transaction fails alone, the others of its batch do not. */
  private void requireRoom(Transaction transaction) {
    long most = transaction.operations().size();
    for (Operation operation : transaction.operations()) {
      most += operation instanceof DeletePrefix(String prefix) ? live(prefix).size() : 0;
    }
    if (most > LocalLog.MOST_CHANGES) {
      throw new TooLargeException(
          "a transaction would change %d keys, at most %d".formatted(most, LocalLog.MOST_CHANGES));
    }
  }

  private void apply(Operation operation, long at) {
    Optional<Entry> current = newest(operation.key());
    switch (operation) {
      case Put(String key, byte[] value) -> {
        String kept = current.map(Entry::key).orElse(key);
        long created = current.map(Entry::createRevision).orElse(at);
        change(kept, at, Optional.of(new Entry(kept, value, created, at)));
      }
      case Delete(String key) -> current.ifPresent(_ -> change(key, at, Optional.empty()));
      case DeletePrefix(String prefix) ->
          live(prefix).forEach(key -> change(key, at, Optional.empty()));
    }
  }

  /** Keys with a prefix that are there after what is planned already, in order. */
  private SortedSet<String> live(String prefix) {
    SortedSet<String> live = applied.live(prefix);
    changed.forEach(
        (key, entry) -> {
          if (key.startsWith(prefix)) {
            boolean _ = entry.isPresent() ? live.add(key) : live.remove(key);
          }
        });
    return live;
  }

  private void change(String key, long at, Optional<Entry> entry) {
    changes.add(new Change(key, at, changes.size() - first, entry));
    changed.put(key, entry);
  }

  private Optional<Entry> newest(String key) {
    Optional<Entry> inBatch = changed.get(key);
    return inBatch == null ? applied.newest(key) : inBatch;
  }
}
