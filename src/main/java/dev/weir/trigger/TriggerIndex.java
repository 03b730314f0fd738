package dev.weir.trigger;

import dev.weir.follower.Trigger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Who follows which tag. Safe for several threads. */
final class TriggerIndex {
  private final Map<Trigger.TagKey, Set<String>> followers = new HashMap<>();
  private final Map<String, List<Trigger>> byObject = new HashMap<>();

  /** Replaces what is known of an object. */
  synchronized void put(String object, List<Trigger> triggers) {
    if (byObject.getOrDefault(object, List.of()).equals(triggers)) {
      return;
    }
    remove(object);
    if (!triggers.isEmpty()) {
      byObject.put(object, triggers);
    }
    for (Trigger trigger : triggers) {
      followers.computeIfAbsent(trigger.from(), _ -> new TreeSet<>()).add(object);
    }
  }

  synchronized void remove(String object) {
    List<Trigger> before = byObject.remove(object);
    for (Trigger trigger : before == null ? List.<Trigger>of() : before) {
      Set<String> set = followers.get(trigger.from());
      if (set != null && set.remove(object) && set.isEmpty()) {
        followers.remove(trigger.from());
      }
    }
  }

  /** Forgets the objects that are meant. */
  synchronized void removeIf(Predicate<String> meant) {
    byObject.keySet().stream().filter(meant).toList().forEach(this::remove);
  }

  synchronized List<String> followers(Trigger.TagKey tag) {
    return List.copyOf(followers.getOrDefault(tag, Set.of()));
  }

  /** Followers of the tags that are meant. */
  synchronized Set<String> followersIf(Predicate<Trigger.TagKey> meant) {
    Set<String> found = new HashSet<>();
    followers.forEach(
        (tag, objects) -> {
          if (meant.test(tag)) {
            found.addAll(objects);
          }
        });
    return found;
  }

  /** Followers of each tag that is meant. */
  synchronized Map<Trigger.TagKey, List<String>> followed(Predicate<Trigger.TagKey> meant) {
    Map<Trigger.TagKey, List<String>> found = new HashMap<>();
    followers.forEach(
        (tag, objects) -> {
          if (meant.test(tag)) {
            found.put(tag, List.copyOf(objects));
          }
        });
    return found;
  }
}
