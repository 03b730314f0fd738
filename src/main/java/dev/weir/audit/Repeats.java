package dev.weir.audit;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.ObjIntConsumer;

/**
 * Bounds what is told of callers who repeat themselves: of each a few times in a while, and when
 * that is over how many more there were. Safe for threads.
 */
final class Repeats {
  /** Callers who are told apart: strangers come from as many addresses as they like. */
  private static final int MOST_CALLERS = 200;

  private static final String OTHERS = "others";

  private final Duration length;
  private final int each;
  private final ObjIntConsumer<String> tellMore;
  private final Map<String, While> running = new HashMap<>();
  private boolean waiting;

  /** Of one caller. */
  private static final class While {
    private final long begun = System.nanoTime();
    private int told;
    private int more;

    boolean isOver(Duration length) {
      return System.nanoTime() - begun >= length.toNanos();
    }
  }

  /**
   * Nothing was told yet.
   *
   * @param length of a while
   * @param each how often one caller is told of in it
   * @param tellMore told of a caller when there was more, and how much
   */
  Repeats(Duration length, int each, ObjIntConsumer<String> tellMore) {
    this.length = length;
    this.each = each;
    this.tellMore = tellMore;
  }

  /** Counts; true if it is to be told. */
  synchronized boolean isToBeTold(String caller) {
    if (!running.containsKey(caller) && running.size() >= MOST_CALLERS) {
      endThoseThatAreOver();
    }
    boolean known = running.containsKey(caller) || running.size() < MOST_CALLERS;
    String who = known ? caller : OTHERS;
    While now = running.computeIfAbsent(who, _ -> new While());
    if (now.isOver(length)) {
      end(who, now);
      now = new While();
      running.put(who, now);
    }
    if (now.told < each) {
      now.told++;
      return true;
    }
    now.more++;
    if (!waiting) {
      waiting = true;
      Thread _ = Thread.startVirtualThread(this::tellLater);
    }
    return false;
  }

  /** Runs while there is something to tell later. */
  private void tellLater() {
    try {
      do {
        Thread.sleep(length);
      } while (isMoreToTell());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean isMoreToTell() {
    endThoseThatAreOver();
    waiting = running.values().stream().anyMatch(now -> now.more > 0);
    return waiting;
  }

  private void endThoseThatAreOver() {
    Iterator<Map.Entry<String, While>> all = running.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<String, While> next = all.next();
      if (next.getValue().isOver(length)) {
        end(next.getKey(), next.getValue());
        all.remove();
      }
    }
  }

  private void end(String caller, While over) {
    if (over.more > 0) {
      tellMore.accept(caller, over.more);
    }
  }
}
