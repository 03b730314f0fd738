package dev.weir.storage.check;

import dev.weir.storage.check.Finding.Kind;
import dev.weir.store.Entry;
import dev.weir.store.ExpiredException;
import dev.weir.store.Page;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.StoreException;
import dev.weir.store.TransactionResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * Looks at all keys of one kind, a page at a time. Bytes and keys are not read at one instant, so
 * what is wrong is looked at again, all of it anew: who pushes puts bytes before the key that needs
 * them, and who removes takes the key first, so that only what is lost is missing both times.
 */
final class KeyCheck {
  private static final int PAGE = 500;
  private static final int ATTEMPTS = 5;

  private final Store store;
  private final Look look;

  KeyCheck(Store store, Look look) {
    this.store = store;
    this.look = look;
  }

  /** Hears of what is wrong. */
  interface Settled {
    /**
     * @param stops why nothing can be mended any more
     */
    void hear(Finding finding, Optional<String> stops) throws IOException;
  }

  /** Hears of each key that was looked at. */
  interface Step {
    void done(long done, long total) throws IOException;
  }

  /**
   * Looks at all.
   *
   * @param repair whether what can be mended is
   */
  void run(boolean repair, Settled settled, Step step) throws IOException {
    Page first = store.range(new RangeQuery(look.prefix(), "", 1, Store.LATEST));
    long total = first.entries().size() + first.remaining();
    boolean mends = repair;
    String after = "";
    long done = 0;
    Page page;
    do {
      page = store.range(RangeQuery.some(look.prefix(), after, PAGE));
      for (Entry entry : page.entries()) {
        after = entry.key();
        List<Fault> seen = look(entry, page.revision());
        if (!seen.isEmpty()) {
          mends &= settle(entry.key(), seen, mends, settled);
        }
        step.done(++done, Math.max(done, total));
      }
    } while (page.more());
  }

  /** Faults of an entry; when its revision has been forgotten, those that it has by now. */
  private List<Fault> look(Entry entry, long at) throws IOException {
    Entry seen = entry;
    long revision = at;
    for (int i = 0; i < ATTEMPTS; i++) {
      try {
        return look.look(seen, revision);
      } catch (ExpiredException _) {
        revision = store.revision();
        Optional<Entry> newest = store.get(entry.key(), revision);
        if (newest.isEmpty()) {
          return List.of();
        }
        seen = newest.get();
      } catch (UncheckedIOException e) {
        throw e.getCause();
      } catch (StoreException e) {
        throw e;
      } catch (RuntimeException e) {
        return List.of(unreadable(seen));
      }
    }
    return List.of(); // a store that forgets that fast is looked at another time
  }

  private static Fault unreadable(Entry entry) {
    return Fault.beyondRepair(
        Finding.of(
            Kind.UNREADABLE_ENTRY,
            entry.key(),
            "",
            "what is stored under this key cannot be read; only a backup has it"));
  }

  /** Looks once more and mends; false if nothing can be mended any more. */
  private boolean settle(String key, List<Fault> seen, boolean mends, Settled settled)
      throws IOException {
    List<Fault> open = both(seen, again(key));
    for (int i = 0; i < ATTEMPTS + seen.size() && mends; i++) {
      Optional<Fault> next = open.stream().filter(f -> f.mend().isPresent()).findFirst();
      if (next.isEmpty()) {
        break;
      }
      Optional<String> stops = mend(next.get(), settled);
      if (stops.isPresent()) {
        for (Fault fault : open) {
          settled.hear(fault.finding(), stops);
        }
        return false;
      }
      open = both(again(key), again(key));
    }
    for (Fault fault : open) {
      settled.hear(fault.finding(), Optional.empty());
    }
    return mends;
  }

  /** Those of the second look that the first one had found, too. */
  private static List<Fault> both(List<Fault> first, List<Fault> second) {
    return second.stream()
        .filter(
            fault -> first.stream().anyMatch(before -> before.finding().isSame(fault.finding())))
        .toList();
  }

  private List<Fault> again(String key) throws IOException {
    long at = store.revision();
    Optional<Entry> entry = store.get(key, at);
    return entry.isEmpty() ? List.of() : look(entry.get(), at);
  }

  /** Mends unless somebody was faster; says why it cannot. */
  private Optional<String> mend(Fault fault, Settled settled) throws IOException {
    try {
      if (store.commit(fault.mend().orElseThrow()) instanceof TransactionResult.Committed) {
        settled.hear(fault.finding().asRepaired(), Optional.empty());
      }
      return Optional.empty();
    } catch (StoreException e) {
      return Optional.of(
          "the repair stopped since the store could not be written ("
              + e.getMessage()
              + "); what was repaired before stays, and nothing is lost");
    }
  }
}
