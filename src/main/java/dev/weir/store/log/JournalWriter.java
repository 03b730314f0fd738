package dev.weir.store.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Writes batches to a journal and, with them or between them, clears away in small slices what
 * compaction let go. Used by the committing thread.
 */
final class JournalWriter {
  /** What is cleared away with a commit, beside which a writer waits. */
  private static final Slice WITH_A_COMMIT = new Slice(64, 64 << 10);

  private static final Slice IDLE = new Slice(512, 1 << 20);

  /** How much is cleared away at once: most rows, and bytes after which no further one is taken. */
  private record Slice(int rows, long bytes) {}

  private final Journal journal;
  private final Queue<Change> unneeded = new ArrayDeque<>();
  private long compacted;
  private boolean clearing = true;
  private boolean failing;

  JournalWriter(Journal journal) {
    this.journal = journal;
    this.compacted = journal.compactedRevision();
  }

  /** Notes durably that the past up to a revision may go. */
  void compact(long revision) {
    journal.write(new Batch(List.of(), List.of(), revision));
    compacted = revision;
  }

  /** Lets rows go, oldest first, when there is time. */
  void clear(List<Change> rows) {
    unneeded.addAll(rows);
    clearing = true;
  }

  /** Rows that are still in the journal though nobody needs them. */
  int uncleared() {
    return unneeded.size();
  }

  /** True if there is something to clear away, and the journal takes it. */
  boolean mayClear() {
    return clearing && !unneeded.isEmpty();
  }

  /** Clears away as much as fits between two commits. */
  void clearIdle() {
    try {
      write(List.of(), IDLE);
    } catch (RuntimeException e) {
      clearing = false; // the next commit that succeeds takes it up again
    }
  }

  /** Makes changes durable. */
  void write(List<Change> added) {
    write(added, WITH_A_COMMIT);
  }

  /** Clears away more than it adds, or the journal would grow as long as somebody writes. */
  private void write(List<Change> added, Slice slice) {
    List<Change> removed =
        oldest(Math.max(slice.rows(), 2 * added.size()), Math.max(slice.bytes(), 2 * size(added)));
    durably(() -> journal.write(new Batch(added, removed, compacted)));
    removed.forEach(row -> unneeded.remove());
    clearing = true;
  }

  private void durably(Runnable write) {
    try {
      write.run();
      failing = false;
    } catch (RuntimeException e) {
      failing = true;
      throw e;
    }
  }

  /**
   * Tries whether a write would succeed, where the last one did not or the journal is not where it
   * was.
   */
  void probe() {
    if (failing || !journal.isInPlace()) {
      durably(journal::probe);
    }
  }

  private List<Change> oldest(int rows, long bytes) {
    List<Change> oldest = new ArrayList<>();
    long taken = 0;
    for (Change row : unneeded) {
      if (oldest.size() == rows || taken >= bytes) {
        break;
      }
      oldest.add(row);
      taken += row.size();
    }
    return oldest;
  }

  private static long size(List<Change> rows) {
    return rows.stream().mapToLong(Change::size).sum();
  }
}
