package dev.weir.store;

import java.util.List;

/**
 * Entries in key order.
 *
 * @param revision the revision that the whole page shows; pass it on to read the next page
 * @param more true if keys after the last entry were left out by the limit
 * @param remaining how many were left out; 1 for any number if the query did not ask for a count
 */
public record Page(List<Entry> entries, long revision, boolean more, long remaining) {
  public Page {
    entries = List.copyOf(entries);
  }
}
