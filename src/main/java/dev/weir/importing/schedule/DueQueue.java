package dev.weir.importing.schedule;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is due next, of very many: a heap that each entry knows its place in, so that one costs four
 * bytes here and can be moved. Not safe for threads.
 */
final class DueQueue {
  private static final int FEW = 64;

  private @Nullable Due[] heap = new @Nullable Due[FEW];
  private int size;

  int size() {
    return size;
  }

  /** The first, which stays. */
  Optional<Due> first() {
    return Optional.ofNullable(heap[0]);
  }

  /** Puts it there, or moves it if it is in already. */
  void put(Due due, long at) {
    due.at = at;
    if (due.place < 0) {
      if (size == heap.length) {
        heap = Arrays.copyOf(heap, size * 2);
      }
      set(due, size++);
    }
    rise(due);
    sink(due);
  }

  /** Takes it out, if it is in. */
  void remove(Due due) {
    int place = due.place;
    if (place < 0) {
      return;
    }
    due.place = -1;
    Due last = get(--size);
    heap[size] = null;
    if (place < size) {
      set(last, place);
      rise(last);
      sink(last);
    }
  }

  private void rise(Due due) {
    while (due.place > 0) {
      Due parent = get((due.place - 1) / 2);
      if (parent.at - due.at <= 0) {
        return;
      }
      swap(parent, due);
    }
  }

  private void sink(Due due) {
    while (true) {
      int left = 2 * due.place + 1;
      if (left >= size) {
        return;
      }
      Due child = get(left);
      if (left + 1 < size && get(left + 1).at - child.at < 0) {
        child = get(left + 1);
      }
      if (due.at - child.at <= 0) {
        return;
      }
      swap(due, child);
    }
  }

  private void swap(Due one, Due other) {
    int place = one.place;
    set(one, other.place);
    set(other, place);
  }

  private void set(Due due, int place) {
    heap[place] = due;
    due.place = place;
  }

  private Due get(int place) {
    return requireNonNull(heap[place]);
  }
}
