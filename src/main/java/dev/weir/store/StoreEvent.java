package dev.weir.store;

import java.util.Optional;

/** A change of one key, as a watch delivers it. */
public sealed interface StoreEvent {
  String key();

  long revision();

  /** The version before this change; empty if the key did not exist. */
  Optional<Entry> previous();

  record Written(Entry entry, Optional<Entry> previous) implements StoreEvent {
    @Override
    public String key() {
      return entry.key();
    }

    @Override
    public long revision() {
      return entry.modRevision();
    }
  }

  record Deleted(String key, long revision, Optional<Entry> previous) implements StoreEvent {}
}
