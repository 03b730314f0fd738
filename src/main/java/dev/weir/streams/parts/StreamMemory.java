package dev.weir.streams.parts;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What is remembered of streams, of whatever sort, within one bound. Safe for threads: who asks for
 * what another is asking waits for that one, instead of doing the same.
 */
public final class StreamMemory {
  /** Most digests that are remembered, of all streams but the one that was asked for last. */
  private static final int MAX_DIGESTS = 100_000;

  private final Map<Object, Held> known = new LinkedHashMap<>(64, 0.75f, true);
  private int held;

  /** Something that is remembered. */
  public interface Remembered {
    /** Digests that it holds. */
    int size();
  }

  /** What is remembered, and how much of it was counted. */
  private static final class Held {
    private final Remembered remembered;
    private int counted;

    Held(Remembered remembered) {
      this.remembered = remembered;
    }
  }

  /**
   * Asks what is remembered of something.
   *
   * @param what a value, of whoever asks alone
   * @param fresh begins to remember it
   * @param question may change it
   */
  public <R extends Remembered, T> T ask(
      Object what, Class<R> type, Supplier<R> fresh, Function<R, T> question) {
    Held memory = memory(what, fresh);
    T answer;
    int size;
    synchronized (memory) {
      answer = question.apply(type.cast(memory.remembered));
      size = memory.remembered.size();
    }
    count(what, memory, size);
    return answer;
  }

  private synchronized Held memory(Object what, Supplier<? extends Remembered> fresh) {
    return known.computeIfAbsent(what, _ -> new Held(fresh.get()));
  }

  private synchronized void count(Object what, Held memory, int size) {
    if (known.get(what) != memory) {
      return; // forgotten meanwhile
    }
    held += size - memory.counted;
    memory.counted = size;
    Iterator<Held> oldest = known.values().iterator();
    while (held > MAX_DIGESTS && known.size() > 1) {
      held -= oldest.next().counted;
      oldest.remove();
    }
  }
}
