package dev.weir.audit;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.ObjIntConsumer;

/**
 * Bounds what is told of callers who repeat themselves: of each a few times in a while, and when
 * that is over how many more there were. Safe for threads.
 */
public final class Repeats {
  /** Callers who are told apart: strangers come from as many addresses as they like. */
  private static final int MOST_CALLERS = 200;

  private static final String OTHERS = "others";

  private final Time time;
  private final Duration length;
  private final int each;
  private final ObjIntConsumer<String> tellMore;
  private final Map<String, While> running = new HashMap<>();
  private boolean waiting;

  /** Waits so long. */
  interface Sleep {
    void sleep(Duration time) throws InterruptedException;
  }

  /**
   * By what whiles are measured.
   *
   * @param nanos a count that never goes back
   */
  record Time(LongSupplier nanos, Sleep sleep) {
    static final Time OF_THE_PROCESS = new Time(System::nanoTime, Thread::sleep);
  }

  /** Of one caller. */
  private static final class While {
    private final long begun;
    private int told;
    private int more;

    While(long begun) {
      this.begun = begun;
    }

    boolean isOver(long now, Duration length) {
      return now - begun >= length.toNanos();
    }
  }

  /**
   * One that nothing was told of yet, with whiles of a minute.
   *
   * @param each how often one caller is told of in it
   * @param tellMore told of a caller when there was more, and how much
   */
  public static Repeats inAMinute(int each, ObjIntConsumer<String> tellMore) {
    return new Repeats(Time.OF_THE_PROCESS, Duration.ofMinutes(1), each, tellMore);
  }

  /**
   * Nothing was told yet.
   *
   * @param length of a while
   * @param each how often one caller is told of in it
   * @param tellMore told of a caller when there was more, and how much
   */
  Repeats(Time time, Duration length, int each, ObjIntConsumer<String> tellMore) {
    this.time = time;
    this.length = length;
    this.each = each;
    this.tellMore = tellMore;
  }

  /** Counts; true if it is to be told. */
  public synchronized boolean isToBeTold(String caller) {
    long moment = time.nanos().getAsLong();
    if (!running.containsKey(caller) && running.size() >= MOST_CALLERS) {
      endThoseThatAreOver(moment);
    }
    boolean known = running.containsKey(caller) || running.size() < MOST_CALLERS;
    String who = known ? caller : OTHERS;
    While now = running.computeIfAbsent(who, _ -> new While(moment));
    if (now.isOver(moment, length)) {
      end(who, now);
      now = new While(moment);
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
        time.sleep().sleep(length);
      } while (isMoreToTell());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean isMoreToTell() {
    endThoseThatAreOver(time.nanos().getAsLong());
    waiting = running.values().stream().anyMatch(now -> now.more > 0);
    return waiting;
  }

  private void endThoseThatAreOver(long moment) {
    Iterator<Map.Entry<String, While>> all = running.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<String, While> next = all.next();
      if (next.getValue().isOver(moment, length)) {
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
