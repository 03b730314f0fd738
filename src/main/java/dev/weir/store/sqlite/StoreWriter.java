package dev.weir.store.sqlite;

import dev.weir.store.Entry;
import dev.weir.store.log.Batch;
import dev.weir.store.log.Change;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a new store from what another one holds: each key with the revisions that it had there,
 * and no past. Whoever follows the store has to list again.
 */
public final class StoreWriter implements AutoCloseable {
  private static final int ROWS = 1_000;
  private static final long BYTES = 8L << 20;

  private final SqliteJournal journal;
  private final long revision;
  private final Map<Long, Integer> places = new HashMap<>();
  private final List<Change> rows = new ArrayList<>();
  private long bytes;

  private StoreWriter(SqliteJournal journal, long revision) {
    this.journal = journal;
    this.revision = revision;
  }

  /**
   * Begins a store in a file that is not there yet.
   *
   * @param revision that the store has when it is whole; none of its keys has a greater one
   * @throws dev.weir.store.StoreException if it cannot be written
   */
  public static StoreWriter begin(Path file, long revision) {
    NativeLibrary.keepIn(file.resolveSibling("lib"));
    SqliteJournal journal = SqliteJournal.open(file);
    journal.start();
    return new StoreWriter(journal, revision);
  }

  /**
   * Adds a key.
   *
   * @throws IllegalArgumentException if its revisions cannot be
   * @throws dev.weir.store.StoreException if it cannot be written
   */
  public void add(Entry entry) {
    if (entry.createRevision() < 1
        || entry.createRevision() > entry.modRevision()
        || entry.modRevision() > revision) {
      throw new IllegalArgumentException("revisions that cannot be, of " + entry.key());
    }
    int place = places.merge(entry.modRevision(), 1, Integer::sum) - 1;
    rows.add(new Change(entry.key(), entry.modRevision(), place, Optional.of(entry)));
    bytes += entry.value().length;
    if (rows.size() == ROWS || bytes > BYTES) {
      write();
    }
  }

  private void write() {
    journal.write(new Batch(rows, List.of(), revision));
    rows.clear();
    bytes = 0;
  }

  /** Writes what is left, and that all of it is there. */
  public void end() {
    write();
  }

  @Override
  public void close() {
    journal.close();
  }
}
