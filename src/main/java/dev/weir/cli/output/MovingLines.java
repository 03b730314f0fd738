package dev.weir.cli.output;

import dev.weir.cli.call.Terminal;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Lines that are written over together. The cursor rests below them, at the beginning of a line, so
 * that whatever ends the program leaves a terminal to go on with. No line is longer than the
 * terminal is wide, and not more are shown than it has; when its size changes, the lines begin anew
 * below, since nobody knows what became of those that were there.
 */
final class MovingLines implements Progress.Screen {
  private static final String TO_END_OF_LINE = "\u001b[K";
  private static final String TO_END_OF_SCREEN = "\u001b[J";
  private static final String CUT_LONG_LINES = "\u001b[?7l";
  private static final String WRAP_LONG_LINES = "\u001b[?7h";
  private static final Duration LOOKS = Duration.ofSeconds(1);

  private final PrintStream out;
  private final Supplier<Terminal.Size> sizes;
  private final LongSupplier nanos;
  private Terminal.Size size;
  private long looked;
  private int drawn;

  MovingLines(PrintStream out, Supplier<Terminal.Size> sizes) {
    this(out, sizes, System::nanoTime);
  }

  /**
   * Over any clock.
   *
   * @param nanos as {@link System#nanoTime}
   */
  MovingLines(PrintStream out, Supplier<Terminal.Size> sizes, LongSupplier nanos) {
    this.out = out;
    this.sizes = sizes;
    this.nanos = nanos;
    this.size = sizes.get();
    this.looked = nanos.getAsLong();
  }

  @Override
  public void show(List<String> lines) {
    look();
    int most = Math.max(1, size.rows() - 1);
    List<String> shown = lines.subList(Math.max(0, lines.size() - most), lines.size());
    StringBuilder text = new StringBuilder(CUT_LONG_LINES).append(toTop());
    for (String line : shown) {
      text.append(cut(line)).append(TO_END_OF_LINE).append('\n');
    }
    text.append(TO_END_OF_SCREEN).append(WRAP_LONG_LINES);
    drawn = shown.size();
    write(text.toString());
  }

  /** Asks for the size from time to time: it takes a program to know it. */
  private void look() {
    if (nanos.getAsLong() - looked < LOOKS.toNanos()) {
      return;
    }
    Terminal.Size now = sizes.get();
    if (!now.equals(size)) {
      size = now;
      drawn = 0;
    }
    looked = nanos.getAsLong();
  }

  private String toTop() {
    return "\r" + (drawn == 0 ? "" : "\u001b[" + drawn + "A");
  }

  private String cut(String line) {
    int most = Math.max(1, size.columns() - 1);
    return line.length() <= most ? line : line.substring(0, most);
  }

  @Override
  public void clear() {
    if (drawn > 0) {
      write(toTop() + TO_END_OF_SCREEN);
      drawn = 0;
    }
  }

  /** At once, so that nothing can come in between. */
  private void write(String text) {
    out.print(text);
    out.flush();
  }
}
