package dev.weir.store.log;

import dev.weir.store.Entry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a key was from a revision on: an entry, or nothing after a deletion. */
final class Version {
  final long revision;
  final int place;
  final Optional<Entry> entry;

  /** The version before this one, if retained; cut off by compaction. */
  volatile @Nullable Version older;

  Version(Change change, @Nullable Version older) {
    this.revision = change.revision();
    this.place = change.place();
    this.entry = change.entry();
    this.older = older;
  }
}
