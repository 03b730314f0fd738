package dev.weir.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Operations that happen together, if all conditions hold. A key may be written once. */
public record Transaction(List<Condition> conditions, List<Operation> operations) {
  public Transaction {
    conditions = List.copyOf(conditions);
    operations = List.copyOf(operations);
  }

  /** Holds if the key's newest version has this revision; 0 means that the key must be absent. */
  public record Condition(String key, long modRevision) {}

  /** What changes. */
  public sealed interface Operation {
    /** The key, or the beginning of all keys that it is about. */
    String key();
  }

  @SuppressWarnings("ArrayRecordComponent") // see Entry
  public record Put(String key, byte[] value) implements Operation {}

  /** Deleting an absent key changes nothing and makes no event. */
  public record Delete(String key) implements Operation {}

  /** True if it asks and changes nothing. */
  public boolean isEmpty() {
    return conditions.isEmpty() && operations.isEmpty();
  }

  /**
   * Its operations as transactions of their own, each under the conditions on its key and on those
   * keys that are not written. For what is safe to be done by halves and done again.
   */
  public List<Transaction> torn() {
    Set<String> written = new HashSet<>();
    operations.forEach(operation -> written.add(operation.key()));
    List<Transaction> torn = new ArrayList<>();
    for (Operation operation : operations) {
      List<Condition> own =
          conditions.stream()
              .filter(c -> c.key().equals(operation.key()) || !written.contains(c.key()))
              .toList();
      torn.add(new Transaction(own, List.of(operation)));
    }
    return torn;
  }

  /** Both in one: all of it happens if all conditions of both hold. */
  public Transaction and(Transaction other) {
    Set<Condition> allConditions = new LinkedHashSet<>(conditions);
    allConditions.addAll(other.conditions);
    List<Operation> allOperations = new ArrayList<>(operations);
    allOperations.addAll(other.operations);
    return new Transaction(List.copyOf(allConditions), allOperations);
  }

  public static Builder builder() {
    return new Builder();
  }

  /**
   * Deletes every key that begins so, each with an event of its own, in order. No other operation
   * of the transaction may name one of them.
   */
  public record DeletePrefix(String prefix) implements Operation {
    @Override
    public String key() {
      return prefix;
    }
  }

  /** Collects conditions and operations in order. */
  public static final class Builder {
    private final List<Condition> conditions = new ArrayList<>();
    private final List<Operation> operations = new ArrayList<>();
    private final Set<String> deleted = new HashSet<>();

    public Builder ifAt(String key, long modRevision) {
      conditions.add(new Condition(key, modRevision));
      return this;
    }

    public Builder ifAbsent(String key) {
      return ifAt(key, 0);
    }

    public Builder put(String key, byte[] value) {
      operations.add(new Put(key, value));
      return this;
    }

    /** Puts a value, in the place of what was to become of the key before. */
    public Builder replace(String key, byte[] value) {
      operations.removeIf(operation -> operation.key().equals(key));
      deleted.remove(key);
      return put(key, value);
    }

    /** Deletes a key; once, however often it is said. */
    public Builder delete(String key) {
      if (deleted.add(key)) {
        operations.add(new Delete(key));
      }
      return this;
    }

    public Builder deletePrefix(String prefix) {
      operations.add(new DeletePrefix(prefix));
      return this;
    }

    public Builder add(Operation operation) {
      if (operation instanceof Delete(String key)) {
        return delete(key);
      }
      operations.add(operation);
      return this;
    }

    public Transaction build() {
      return new Transaction(conditions, operations);
    }
  }
}
