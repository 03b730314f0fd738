package dev.weir.store;

import dev.weir.store.Transaction.Operation;
import dev.weir.store.Transaction.Put;
import java.util.ArrayList;
import java.util.List;

/**
 * What a store takes at once. Who writes more cuts it, where that is safe, or refuses it.
 *
 * @param operations most operations, and most conditions, of a transaction; all keys with a prefix
 *     are deleted by one
 * @param bytes most bytes of the values that a transaction writes
 * @param value most bytes of one value
 */
public record Limits(int operations, long bytes, int value) {
  /**
   * What every store takes, and so the most that a write may need that cannot be cut: etcd takes
   * 128 operations and a request of 1.5 MiB unless it is told otherwise.
   */
  public static final Limits LEAST = new Limits(100, 1 << 20, 1 << 20);

  public Limits {
    if (operations < 1 || bytes < 1 || value < 1) {
      throw new IllegalArgumentException(
          "a store that takes nothing: %d, %d, %d".formatted(operations, bytes, value));
    }
  }

  /** True if a store with these limits takes the transaction. */
  public boolean hold(Transaction transaction) {
    return problem(transaction).isEmpty();
  }

  /**
   * Refuses what is too much.
   *
   * @throws TooLargeException in words for whoever wrote it
   */
  public void require(Transaction transaction) {
    String problem = problem(transaction);
    if (!problem.isEmpty()) {
      throw new TooLargeException(problem);
    }
  }

  private String problem(Transaction transaction) {
    int count = Math.max(transaction.operations().size(), transaction.conditions().size());
    if (count > operations) {
      return "a write of %d parts at once, and the store takes %d".formatted(count, operations);
    }
    long sum = 0;
    for (Operation operation : transaction.operations()) {
      if (operation instanceof Put(String key, byte[] written)) {
        if (written.length > value) {
          return "%s would take %d bytes, and the store takes at most %d for a value"
              .formatted(key, written.length, value);
        }
        sum += written.length;
      }
    }
    return sum > bytes
        ? "a write of %d bytes at once, and the store takes %d".formatted(sum, bytes)
        : "";
  }

  /**
   * Packs parts, in order, into as few transactions as these limits allow. No part is torn; one
   * that is too much by itself is a transaction too, and will be refused.
   */
  public List<Transaction> pack(List<Transaction> parts) {
    List<Transaction> packed = new ArrayList<>();
    Transaction open = new Transaction(List.of(), List.of());
    for (Transaction part : parts) {
      Transaction both = open.and(part);
      if (hold(both) || open.isEmpty()) {
        open = both;
      } else {
        packed.add(open);
        open = part;
      }
    }
    if (!open.isEmpty()) {
      packed.add(open);
    }
    return packed;
  }
}
