package dev.weir.trigger;

import dev.weir.follower.TagLookup;
import dev.weir.follower.Trigger;
import dev.weir.follower.TriggerDecision;
import dev.weir.reference.StreamName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * How each object's triggers stood when a loop looked at it last, and who is told when that
 * changes. Safe for several threads.
 */
final class TriggerLooks {
  private final Map<String, List<Look>> byObject = new HashMap<>();
  private final Map<StreamName, Told> streams = new HashMap<>();
  private final Map<StreamName, Set<Consumer<String>>> listeners = new HashMap<>();
  private long changes;

  /**
   * A trigger as it was seen.
   *
   * @param newest pull spec that its tag had then; empty if none
   * @param refusal why what it decides does not come about; empty if it does
   */
  record Look(TriggerDecision decision, String newest, String refusal) {
    private boolean isOfTheSame(Look other) {
      return decision.equals(other.decision) && newest.equals(other.newest);
    }
  }

  /**
   * Of a stream that something follows.
   *
   * @param last number of the last change
   * @param objects how many follow it
   */
  private record Told(long last, int objects) {
    static final Told NOTHING = new Told(0, 0);
  }

  /**
   * What the tags are; asked before it is decided, so that a look is never thought to be of a newer
   * image than it is.
   */
  static Map<Trigger.TagKey, String> newest(List<Trigger> triggers, TagLookup tags) {
    Map<Trigger.TagKey, String> found = new HashMap<>();
    triggers.forEach(
        trigger -> found.computeIfAbsent(trigger.from(), tag -> tags.newest(tag).orElse("")));
    return found;
  }

  /** Notes what is decided of an object; what is known to be refused of the same stays so. */
  void decided(String object, List<TriggerDecision> all, Map<Trigger.TagKey, String> newest) {
    List<Look> before = of(object);
    List<Look> now = new ArrayList<>();
    for (Look look : looks(all, newest, _ -> Optional.empty())) {
      now.add(before.stream().filter(look::isOfTheSame).findFirst().orElse(look));
    }
    put(object, now);
  }

  /** Notes what is decided of an object, and what of it is refused. */
  void decided(
      String object,
      List<TriggerDecision> all,
      Map<Trigger.TagKey, String> newest,
      Function<TriggerDecision, Optional<String>> refusal) {
    put(object, looks(all, newest, refusal));
  }

  private static List<Look> looks(
      List<TriggerDecision> all,
      Map<Trigger.TagKey, String> newest,
      Function<TriggerDecision, Optional<String>> refusal) {
    return all.stream()
        .map(
            decision ->
                new Look(
                    decision,
                    newest.getOrDefault(decision.trigger().from(), ""),
                    refusal.apply(decision).orElse("")))
        .toList();
  }

  synchronized List<Look> of(String object) {
    return byObject.getOrDefault(object, List.of());
  }

  void forget(String object) {
    put(object, List.of());
  }

  /** Forgets the objects that are meant. */
  void forgetIf(Predicate<String> meant) {
    List<String> gone;
    synchronized (this) {
      gone = byObject.keySet().stream().filter(meant).toList();
    }
    gone.forEach(this::forget);
  }

  private void put(String object, List<Look> now) {
    Set<Consumer<String>> told = new HashSet<>();
    synchronized (this) {
      List<Look> before = now.isEmpty() ? byObject.remove(object) : byObject.put(object, now);
      if (now.equals(before == null ? List.of() : before)) {
        return;
      }
      Set<StreamName> was = streams(before == null ? List.of() : before);
      Set<StreamName> is = streams(now);
      Set<StreamName> all = new HashSet<>(was);
      all.addAll(is);
      for (StreamName stream : all) {
        int objects =
            streams.getOrDefault(stream, Told.NOTHING).objects()
                + (is.contains(stream) ? 1 : 0)
                - (was.contains(stream) ? 1 : 0);
        changes++;
        if (objects == 0) {
          streams.remove(stream);
        } else {
          streams.put(stream, new Told(changes, objects));
        }
        told.addAll(listeners.getOrDefault(stream, Set.of()));
      }
    }
    told.forEach(listener -> listener.accept(object));
  }

  private static Set<StreamName> streams(List<Look> looks) {
    Set<StreamName> found = new HashSet<>();
    looks.forEach(look -> found.add(look.decision().trigger().from().streamName()));
    return found;
  }

  /** Another number after each change of what follows a stream. */
  synchronized long version(StreamName stream) {
    return streams.getOrDefault(stream, Told.NOTHING).last();
  }

  /** Tells a listener from now on; it is called by whoever looks, and must be quick. */
  synchronized void listen(StreamName stream, Consumer<String> listener) {
    listeners.computeIfAbsent(stream, _ -> new HashSet<>()).add(listener);
  }

  synchronized void leave(StreamName stream, Consumer<String> listener) {
    Set<Consumer<String>> left = listeners.getOrDefault(stream, new HashSet<>());
    left.remove(listener);
    if (left.isEmpty()) {
      listeners.remove(stream);
    }
  }
}
