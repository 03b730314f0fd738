package dev.weir.store.log;

import java.util.List;

/**
 * What a journal makes durable in one step, all or nothing.
 *
 * @param added new rows by ascending revision
 * @param removed rows that nobody can ask for any more
 * @param compacted the revision up to which the past is forgotten
 */
public record Batch(List<Change> added, List<Change> removed, long compacted) {
  public Batch {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
  }
}
