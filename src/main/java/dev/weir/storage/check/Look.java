package dev.weir.storage.check;

import dev.weir.store.Entry;
import java.util.List;

/** Looks at all keys of a prefix, one by one. */
interface Look {
  /** What it looks at, for people, such as {@code links}. */
  String name();

  String prefix();

  /**
   * What is wrong with an entry. It may be that somebody is changing it: a fault is one that is
   * found twice.
   *
   * @param at revision that the entry was read at; all that it is compared with in the store is
   *     read at that one
   */
  List<Fault> look(Entry entry, long at);
}
