package dev.weir.cli.output;

import dev.weir.cli.call.CliContext;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.Function;

/**
 * Shows that a long step goes on, beside the result: a line that moves on a terminal, a line every
 * few seconds elsewhere. A step that is done before that shows nothing.
 */
public final class Progress implements AutoCloseable {
  private static final Duration MOVES = Duration.ofMillis(250);
  private static final Duration TELLS = Duration.ofSeconds(5);

  private final PrintStream err;
  private final boolean moves;
  private final Function<Duration, String> state;
  private final Thread teller;
  private int width;

  /**
   * Begins.
   *
   * @param moves whether a line can be written over
   * @param period between two looks at the state
   * @param state one short line, by how long it has taken; asked on another thread
   */
  Progress(PrintStream err, boolean moves, Duration period, Function<Duration, String> state) {
    this.err = err;
    this.moves = moves;
    this.state = state;
    this.teller = Thread.ofVirtual().name("progress").start(() -> tell(period));
  }

  /** The same for the reader of a call. */
  public static Progress of(CliContext context, Function<Duration, String> state) {
    boolean moves = context.terminal().canRewrite();
    return new Progress(context.err(), moves, moves ? MOVES : TELLS, state);
  }

  private void tell(Duration period) {
    long start = System.nanoTime();
    try {
      while (true) {
        Thread.sleep(period);
        show(state.apply(Duration.ofNanos(System.nanoTime() - start)));
      }
    } catch (InterruptedException _) {
      // the step is done
    }
  }

  private synchronized void show(String line) {
    if (moves) {
      err.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
      err.flush();
      width = line.length();
    } else {
      err.print(line + "\n");
    }
  }

  /** A line that stays. */
  public synchronized void say(String line) {
    clear();
    err.print(line + "\n");
  }

  private synchronized void clear() {
    if (width > 0) {
      err.print("\r" + " ".repeat(width) + "\r");
      err.flush();
      width = 0;
    }
  }

  /** Ends it; nothing of a moving line is left. */
  @Override
  public void close() {
    teller.interrupt();
    join();
    clear();
  }

  private void join() {
    try {
      teller.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
