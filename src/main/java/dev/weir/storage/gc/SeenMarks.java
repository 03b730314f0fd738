package dev.weir.storage.gc;

import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Since when this process has seen each mark, by a clock that never goes back: a mark is old only
 * if it is so by the clock of the wall as well, to whatever time that was set. After a start, all
 * marks are seen first.
 */
final class SeenMarks {
  private final Duration grace;
  private final InstantSource clock;
  private final InstantSource steady;
  private final Map<StreamName, Map<Digest, Seen>> links = new HashMap<>();
  private final Map<StreamName, Map<String, Seen>> tags = new HashMap<>();

  /**
   * A mark.
   *
   * @param mark as it says itself; empty if that was not read yet
   * @param first when it was seen first, by the steady clock
   */
  private record Seen(Optional<Instant> mark, Instant first) {
    boolean isOf(Instant other) {
      return mark.filter(known -> !known.equals(other)).isEmpty();
    }
  }

  SeenMarks(Duration grace, InstantSource clock, InstantSource steady) {
    this.grace = grace;
    this.clock = clock;
    this.steady = steady;
  }

  /**
   * Takes notice of the marked links of a repository.
   *
   * @param before those that were marked before, and when
   * @param now those that are marked now
   * @return those that were marked a grace period ago
   */
  synchronized Set<Digest> ripeLinks(
      StreamName name, Map<Digest, Instant> before, Set<Digest> now) {
    return ripe(links, name, before, now);
  }

  /** The same of tags. */
  synchronized Set<String> ripeTags(StreamName name, Map<String, Instant> before, Set<String> now) {
    return ripe(tags, name, before, now);
  }

  private <T> Set<T> ripe(
      Map<StreamName, Map<T, Seen>> all, StreamName name, Map<T, Instant> before, Set<T> now) {
    Instant time = steady.instant();
    Map<T, Seen> known = all.getOrDefault(name, Map.of());
    Map<T, Seen> next = new HashMap<>();
    Set<T> ripe = new HashSet<>();
    before.forEach(
        (one, mark) -> {
          Instant first =
              Optional.ofNullable(known.get(one))
                  .filter(seen -> seen.isOf(mark))
                  .map(Seen::first)
                  .orElse(time);
          next.put(one, new Seen(Optional.of(mark), first));
          if (isOld(first, mark)) {
            ripe.add(one);
          }
        });
    now.forEach(one -> next.put(one, new Seen(Optional.empty(), time)));
    if (next.isEmpty()) {
      all.remove(name);
    } else {
      all.put(name, next);
    }
    return ripe;
  }

  private boolean isOld(Instant seen, Instant mark) {
    return !seen.plus(grace).isAfter(steady.instant())
        && !mark.plus(grace).isAfter(clock.instant());
  }
}
