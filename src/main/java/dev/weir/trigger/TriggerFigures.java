package dev.weir.trigger;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

/** Triggers as numbers, since the server started. Safe for threads. */
public final class TriggerFigures {
  private final IntSupplier waiting;
  private final LongAdder moved = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder failed = new LongAdder();

  TriggerFigures(IntSupplier waiting) {
    this.waiting = waiting;
  }

  /** Objects that are to be looked at, now or when they are tried again. */
  public long waiting() {
    return waiting.getAsInt();
  }

  /** Triggers that moved their object to another image. */
  public long moved() {
    return moved.sum();
  }

  /** Moves that the server of the workloads refused for good. */
  public long refused() {
    return refused.sum();
  }

  /** Moves that failed and are tried again. */
  public long failed() {
    return failed.sum();
  }

  void move(int triggers) {
    moved.add(triggers);
  }

  void refuse(int triggers) {
    refused.add(triggers);
  }

  void fail(int triggers) {
    failed.add(triggers);
  }
}
