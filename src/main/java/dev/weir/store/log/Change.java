package dev.weir.store.log;

import dev.weir.store.Entry;
import java.util.Optional;

/**
 * One row of the log.
 *
 * @param place which change of its revision it is, from 0: together they name the row
 * @param entry the key's version since this revision; empty if it was deleted
 */
public record Change(String key, long revision, int place, Optional<Entry> entry) {
  /** Bytes of key and value. */
  int size() {
    return key.length() + entry.map(version -> version.value().length).orElse(0);
  }
}
