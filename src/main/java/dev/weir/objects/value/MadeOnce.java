package dev.weir.objects.value;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is made from a value that many look at in the same moment, as when thousands of watches hear
 * of one event: made once instead of for each of them. Keeps nothing alive; what the next garbage
 * collection takes away is made again. Safe for several threads.
 *
 * @param <K> told apart by identity
 */
public final class MadeOnce<K, V> {
  private static final int SLOTS = 16;

  private record Slot<K, V>(WeakReference<K> from, WeakReference<V> made) {}

  private final AtomicReferenceArray<@Nullable Slot<K, V>> slots =
      new AtomicReferenceArray<>(SLOTS);

  /** The value made from this key, by somebody else a moment ago or now. */
  @SuppressWarnings("ReferenceEquality") // comparing contents would cost more than making anew
  public V get(K key, Function<? super K, ? extends V> make) {
    int place = System.identityHashCode(key) % SLOTS;
    Slot<K, V> slot = slots.get(place);
    if (slot != null && slot.from().get() == key) {
      V made = slot.made().get();
      if (made != null) {
        return made;
      }
    }
    V made = make.apply(key);
    slots.set(place, new Slot<>(new WeakReference<>(key), new WeakReference<>(made)));
    return made;
  }
}
