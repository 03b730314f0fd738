package dev.weir.store.memory;

import dev.weir.store.log.LogStore;

/** A store without a disk. */
public final class MemoryStore extends LogStore {
  public MemoryStore() {
    super(new MemoryJournal(), Thread.ofVirtual());
  }
}
