package dev.weir.window;

import dev.weir.access.User;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who waits for each thing that is brought once for all of them: it takes a place in the share of
 * any of them, not of the first one only. Safe for threads.
 */
final class Askers<K> {
  /** How often each user waits for each; the inner maps are never changed. */
  private final Map<K, Map<User, Integer>> waiting = new ConcurrentHashMap<>();

  /** Those who wait for this now. */
  Set<User> of(K key) {
    return waiting.getOrDefault(key, Map.of()).keySet();
  }

  void add(K key, User user) {
    count(key, user, 1);
  }

  void remove(K key, User user) {
    count(key, user, -1);
  }

  private void count(K key, User user, int change) {
    waiting.compute(
        key,
        (_, before) -> {
          Map<User, Integer> after = new HashMap<>(before == null ? Map.of() : before);
          int left = after.merge(user, change, Integer::sum);
          if (left == 0) {
            after.remove(user);
          }
          return after.isEmpty() ? null : Map.copyOf(after);
        });
  }
}
