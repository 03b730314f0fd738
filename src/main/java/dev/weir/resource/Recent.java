package dev.weir.resource;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What was used last, up to a number of entries; of more, the longest unused is forgotten. Safe for
 * several threads.
 */
public final class Recent<K, V> {
  private static final int INITIAL = 16;
  private static final float LOAD = 0.75f;

  private final Map<K, V> entries;

  /**
   * @param most entries that are kept
   */
  public Recent(int most) {
    this.entries =
        new LinkedHashMap<>(INITIAL, LOAD, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
          }
        };
  }

  /** What is remembered under a key, which counts as a use. */
  public synchronized Optional<V> find(K key) {
    return Optional.ofNullable(entries.get(key));
  }

  /** As {@link #find}; what is not there is made, while all others wait. */
  public synchronized V find(K key, Function<? super K, ? extends V> make) {
    return entries.computeIfAbsent(key, make);
  }

  /** Remembers a value, instead of any that was there. */
  public synchronized void keep(K key, V value) {
    entries.put(key, value);
  }

  public synchronized void forget(K key) {
    entries.remove(key);
  }
}
