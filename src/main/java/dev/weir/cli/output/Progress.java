package dev.weir.cli.output;

import dev.weir.cli.call.CliContext;
import dev.weir.cli.call.Terminal;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * Shows that a long step goes on, beside the result: a line or several that move on a terminal, a
 * line every few seconds elsewhere. A step that is done before that shows nothing.
 */
public final class Progress implements AutoCloseable {
  private static final Duration MOVES = Duration.ofMillis(250);
  private static final Duration TELLS = Duration.ofSeconds(5);

  private final PrintStream err;
  private final Screen screen;
  private final Function<Duration, List<String>> state;
  private final Thread teller;

  /** Where lines are shown. */
  interface Screen {
    /** Shows these, in the place of those before where lines can move. */
    void show(List<String> lines);

    /** Takes away what would be in the way of a line that stays. */
    void clear();
  }

  /**
   * Begins.
   *
   * @param period between two looks at the state
   * @param state short lines, by how long it has taken; asked on another thread
   */
  Progress(
      PrintStream err, Screen screen, Duration period, Function<Duration, List<String>> state) {
    this.err = err;
    this.screen = screen;
    this.state = state;
    this.teller = Thread.ofVirtual().name("progress").start(() -> tell(period));
  }

  /** One line for the reader of a call. */
  public static Progress of(CliContext context, Function<Duration, String> state) {
    return context.terminal().canRewrite()
        ? new Progress(
            context.err(),
            new MovingLine(context.err(), context.terminal()::size),
            MOVES,
            state.andThen(List::of))
        : telling(context, state);
  }

  /**
   * Several lines for the reader of a call.
   *
   * @param lines for a terminal, most important last
   * @param line for elsewhere
   */
  public static Progress of(
      CliContext context, Function<Duration, List<String>> lines, Function<Duration, String> line) {
    Terminal terminal = context.terminal();
    return terminal.canRewrite()
        ? new Progress(context.err(), new MovingLines(context.err(), terminal::size), MOVES, lines)
        : telling(context, line);
  }

  private static Progress telling(CliContext context, Function<Duration, String> line) {
    return new Progress(
        context.err(), new LineAfterLine(context.err()), TELLS, line.andThen(List::of));
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

  private synchronized void show(List<String> lines) {
    screen.show(lines);
  }

  /** A line that stays. */
  public void say(String line) {
    print(err, line);
  }

  /** A line of the result, which may go to the same terminal. */
  public synchronized void print(PrintStream to, String line) {
    screen.clear();
    to.print(line + "\n");
    to.flush();
  }

  /** Ends it; nothing of moving lines is left. */
  @Override
  public void close() {
    teller.interrupt();
    join();
    clear();
  }

  private synchronized void clear() {
    screen.clear();
  }

  private void join() {
    try {
      teller.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
