package dev.weir.store.memory;

import dev.weir.store.Limits;
import dev.weir.store.log.LocalLog;
import dev.weir.store.log.LocalStore;

/**
 * A store without a disk. It takes no more at once than every store does, so that what works with
 * it works with any.
 */
public final class MemoryStore extends LocalStore {
  public MemoryStore() {
    this(Limits.LEAST);
  }

  public MemoryStore(Limits limits) {
    super(new LocalLog(new MemoryJournal(), limits, Thread.ofVirtual()));
  }

  LocalLog below() {
    return log();
  }
}
