package dev.weir.store.log;

import dev.weir.store.Entry;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * The state that a log's commits make. One thread at a time loads and applies.
 *
 * <p>It can be asked for what it has applied, so that a log which decides in this process, and
 * applies before it decides the next, need not keep the newest versions a second time.
 */
public interface Follower {
  /**
   * Begins loading.
   *
   * @param compacted revision up to which the log does not say what happened; 0 if it says all
   */
  void begin(long compacted);

  /** Takes a row that the log has; rows come by ascending revision. */
  void load(Change row);

  /**
   * Ends loading.
   *
   * @param revision the newest one; its rows may be gone
   */
  void loaded(long revision);

  /** Takes the changes of one revision or several, all of each, in order. */
  void apply(List<Change> changes);

  /** Revision of what was applied last. */
  long revision();

  /** The newest version of a key, of what was applied. */
  Optional<Entry> newest(String key);

  /** Keys with a prefix that are there, in order, of what was applied; the caller may change it. */
  SortedSet<String> live(String prefix);
}
