package dev.weir.store.memory;

import dev.weir.store.log.Batch;
import dev.weir.store.log.Change;
import dev.weir.store.log.Journal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Keeps the rows, so that the store can be checked against them; costs references only. */
final class MemoryJournal implements Journal {
  private record RowId(long revision, String key) {}

  private final Map<RowId, Change> rows = new LinkedHashMap<>();
  private long compacted;

  @Override
  public long compactedRevision() {
    return compacted;
  }

  @Override
  public void replay(Consumer<Change> each) {
    rows.values().forEach(each);
  }

  @Override
  public void write(Batch batch) {
    batch.added().forEach(row -> rows.put(new RowId(row.revision(), row.key()), row));
    batch.removed().forEach(row -> rows.remove(new RowId(row.revision(), row.key())));
    compacted = batch.compacted();
  }

  @Override
  public void close() {
    rows.clear();
  }
}
