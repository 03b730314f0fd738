package dev.weir.store.log;

import dev.weir.store.Entry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a key was from a revision on: an entry, or nothing after a deletion. */
final class Version {
  final long revision;
  final Optional<Entry> entry;

  /** The version before this one, if retained; cut off by compaction. */
  volatile @Nullable Version older;

  Version(long revision, Optional<Entry> entry, @Nullable Version older) {
    this.revision = revision;
    this.entry = entry;
    this.older = older;
  }
}
