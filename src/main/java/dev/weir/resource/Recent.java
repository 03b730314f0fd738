package dev.weir.resource;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What was used last, up to a number or a weight of entries; of more, the longest unused is
 * forgotten. Safe for several threads.
 */
public final class Recent<K, V> {
  private static final int INITIAL = 16;
  private static final float LOAD = 0.75f;

  private final Map<K, V> entries = new LinkedHashMap<>(INITIAL, LOAD, true);
  private final long most;
  private final ToLongFunction<? super V> weight;
  private long held;

  /**
   * @param most entries that are kept
   */
  public Recent(int most) {
    this(most, _ -> 1);
  }

  /**
   * As above.
   *
   * @param most what all that is kept weighs together
   * @param weight of a value; the same each time it is asked
   */
  public Recent(long most, ToLongFunction<? super V> weight) {
    this.most = most;
    this.weight = weight;
  }

  /** What is remembered under a key, which counts as a use. */
  public synchronized Optional<V> find(K key) {
    return Optional.ofNullable(entries.get(key));
  }

  /** As {@link #find}; what is not there is made, while all others wait. */
  public synchronized V find(K key, Function<? super K, ? extends V> make) {
    V found = entries.get(key);
    if (found == null) {
      found = make.apply(key);
      keep(key, found);
    }
    return found;
  }

  /** Remembers a value, instead of any that was there. */
  public synchronized void keep(K key, V value) {
    held += weight.applyAsLong(value) - weight(entries.put(key, value));
    Iterator<V> oldest = entries.values().iterator();
    while (held > most && oldest.hasNext()) {
      held -= weight.applyAsLong(oldest.next());
      oldest.remove();
    }
  }

  /** As above, but of a value that was there and the new one, in this order, the better is kept. */
  public synchronized void keep(K key, V value, BinaryOperator<V> better) {
    V present = entries.get(key);
    keep(key, present == null ? value : better.apply(present, value));
  }

  public synchronized void forget(K key) {
    held -= weight(entries.remove(key));
  }

  private long weight(@Nullable V value) {
    return value == null ? 0 : weight.applyAsLong(value);
  }
}
