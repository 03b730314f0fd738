package dev.weir.blob;

import dev.weir.reference.StreamName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What shows that somebody is on the way with a push into a repository: an upload that has not
 * ended, and a blob that was found or brought and that no manifest names yet. What nothing is heard
 * of for long was given up. For one thread at a time.
 */
final class OpenPushes {
  private final Duration patience;
  private final Map<StreamName, Signs> repositories = new HashMap<>();
  private long numbers;

  /**
   * Of no repository yet.
   *
   * @param patience how long a push is on its way of which nothing is heard
   */
  OpenPushes(Duration patience) {
    this.patience = patience;
  }

  /** When something began, in the order of all, and when it was last heard of. */
  private static final class Sign {
    final long number;
    final Object what;
    int running;
    Instant last;

    Sign(long number, Object what, Instant last) {
      this.number = number;
      this.what = what;
      this.last = last;
    }
  }

  /** Of one repository. */
  private static final class Signs {
    final Map<Object, Sign> by = new HashMap<>();
    final NavigableMap<Long, Sign> inOrder = new TreeMap<>();

    void add(Sign sign) {
      by.put(sign.what, sign);
      inOrder.put(sign.number, sign);
    }

    void remove(Sign sign) {
      by.remove(sign.what);
      inOrder.remove(sign.number);
    }
  }

  /** Something of a push was heard of. */
  void seen(StreamName repository, Object what, Instant now) {
    sign(repository, what, now).last = now;
  }

  /** Bytes of it come, until {@link #pauses}. */
  void runs(StreamName repository, Object what, Instant now) {
    sign(repository, what, now).running++;
  }

  /** No more bytes come for now. */
  void pauses(StreamName repository, Object what, Instant now) {
    find(repository, what)
        .ifPresent(
            sign -> {
              sign.running--;
              sign.last = now;
            });
  }

  /** An upload goes on as the blob that came of it: it is on its way since the upload began. */
  void becomes(StreamName repository, Object upload, Object blob, Instant now) {
    Optional<Sign> before = find(repository, upload);
    Optional<Sign> after = find(repository, blob);
    ended(repository, upload);
    if (before.isPresent() && after.filter(sign -> sign.number < before.get().number).isEmpty()) {
      ended(repository, blob);
      Sign sign = new Sign(before.get().number, blob, now);
      repositories.computeIfAbsent(repository, _ -> new Signs()).add(sign);
    }
  }

  private Optional<Sign> find(StreamName repository, Object what) {
    return Optional.ofNullable(repositories.get(repository)).map(signs -> signs.by.get(what));
  }

  /** What was given up begins anew. */
  private Sign sign(StreamName repository, Object what, Instant now) {
    Optional<Sign> known = find(repository, what);
    if (known.isPresent() && !isGivenUp(known.get(), now)) {
      return known.get();
    }
    ended(repository, what);
    Sign sign = new Sign(++numbers, what, now);
    repositories.computeIfAbsent(repository, _ -> new Signs()).add(sign);
    return sign;
  }

  private boolean isGivenUp(Sign sign, Instant now) {
    return sign.running == 0 && !sign.last.plus(patience).isAfter(now);
  }

  /** It came to its end. */
  void ended(StreamName repository, Object what) {
    Signs signs = repositories.get(repository);
    Sign sign = signs == null ? null : signs.by.get(what);
    if (signs != null && sign != null) {
      signs.remove(sign);
      if (signs.by.isEmpty()) {
        repositories.remove(repository);
      }
    }
  }

  /** Number of the last thing that began. */
  long last() {
    return numbers;
  }

  /** True if something is on its way still that began no later than that number. */
  boolean areUnderway(StreamName repository, long number, Instant now) {
    Signs signs = repositories.get(repository);
    if (signs == null) {
      return false;
    }
    Iterator<Sign> all = signs.inOrder.values().iterator();
    while (all.hasNext()) {
      Sign oldest = all.next();
      if (oldest.number > number) {
        return false;
      }
      if (!isGivenUp(oldest, now)) {
        return true;
      }
      all.remove();
      signs.by.remove(oldest.what);
    }
    repositories.remove(repository);
    return false;
  }

  /** Forgets what was given up. */
  void forgetGivenUp(Instant now) {
    for (Signs signs : repositories.values()) {
      List.copyOf(signs.by.values()).stream()
          .filter(sign -> isGivenUp(sign, now))
          .forEach(signs::remove);
    }
    repositories.values().removeIf(signs -> signs.by.isEmpty());
  }
}
