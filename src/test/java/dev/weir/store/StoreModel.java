package dev.weir.store;

import dev.weir.store.Transaction.Condition;
import dev.weir.store.Transaction.Delete;
import dev.weir.store.Transaction.DeletePrefix;
import dev.weir.store.Transaction.Operation;
import dev.weir.store.Transaction.Put;
import dev.weir.store.TransactionResult.Committed;
import dev.weir.store.TransactionResult.ConditionFailed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The simplest store there is: a whole map per revision. */
final class StoreModel {
  /** A version as text, so that model and store compare by content. */
  record Shown(String key, String value, long created, long modified) {
    static Shown of(Entry entry) {
      return new Shown(
          entry.key(),
          new String(entry.value(), StandardCharsets.UTF_8),
          entry.createRevision(),
          entry.modRevision());
    }
  }

  private record State(Map<String, Shown> keys, List<String> changed) {}

  private final List<State> states = new ArrayList<>();

  StoreModel() {
    states.add(new State(new TreeMap<>(), List.of()));
  }

  long revision() {
    return states.size();
  }

  private Map<String, Shown> keys(long revision) {
    return states.get((int) revision - 1).keys();
  }

  Optional<Shown> get(String key, long revision) {
    return Optional.ofNullable(keys(revision).get(key));
  }

  List<Shown> range(String prefix, String after, long revision) {
    return keys(revision).values().stream()
        .filter(shown -> shown.key().startsWith(prefix) && shown.key().compareTo(after) > 0)
        .toList();
  }

  TransactionResult commit(Transaction transaction) {
    for (Condition condition : transaction.conditions()) {
      long actual = get(condition.key(), revision()).map(Shown::modified).orElse(0L);
      if (actual != condition.modRevision()) {
        return new ConditionFailed(condition.key(), actual);
      }
    }
    State next = new State(new TreeMap<>(keys(revision())), new ArrayList<>());
    transaction.operations().forEach(operation -> apply(operation, next));
    if (!next.changed().isEmpty()) {
      states.add(next);
    }
    return new Committed(revision());
  }

  private void apply(Operation operation, State next) {
    long at = revision() + 1;
    Optional<Shown> before = get(operation.key(), revision());
    switch (operation) {
      case Put(String key, byte[] value) -> {
        long created = before.map(Shown::created).orElse(at);
        next.keys().put(key, Shown.of(new Entry(key, value, created, at)));
        next.changed().add(key);
      }
      case Delete(String key) -> {
        if (next.keys().remove(key) != null) {
          next.changed().add(key);
        }
      }
      case DeletePrefix(String prefix) -> {
        List<String> gone =
            next.keys().keySet().stream().filter(key -> key.startsWith(prefix)).toList();
        gone.forEach(next.keys()::remove);
        next.changed().addAll(gone);
      }
    }
  }

  /** Each change of a key with the prefix at one revision, as a line of text. */
  List<String> events(String prefix, long revision) {
    return states.get((int) revision - 1).changed().stream()
        .filter(key -> key.startsWith(prefix))
        .map(key -> line(revision, key, get(key, revision - 1), get(key, revision)))
        .toList();
  }

  /** The same line for an event of a store. */
  static String line(StoreEvent event) {
    Optional<Entry> after =
        switch (event) {
          case StoreEvent.Written written -> Optional.of(written.entry());
          case StoreEvent.Deleted _ -> Optional.empty();
        };
    return line(
        event.revision(), event.key(), event.previous().map(Shown::of), after.map(Shown::of));
  }

  private static String line(
      long revision, String key, Optional<Shown> before, Optional<Shown> after) {
    return revision + " " + key + " " + before + " -> " + after;
  }
}
