package dev.weir.cli.output;

import dev.weir.cli.call.Terminal;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Supplier;

/**
 * One line that is written over, on a terminal that needs to know nothing but that. It is cut where
 * the terminal ends: what goes on below cannot be written over.
 */
final class MovingLine implements Progress.Screen {
  private final PrintStream out;
  private final Supplier<Terminal.Size> size;
  private int most;
  private int width;

  /**
   * Begins with nothing.
   *
   * @param size asked for when there is something to show: it takes a program to know it
   */
  MovingLine(PrintStream out, Supplier<Terminal.Size> size) {
    this.out = out;
    this.size = size;
  }

  @Override
  public void show(List<String> lines) {
    if (most == 0) {
      most = Math.max(1, size.get().columns() - 1);
    }
    String whole = String.join(" ", lines);
    String line = whole.length() <= most ? whole : whole.substring(0, most);
    out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
    out.flush();
    width = line.length();
  }

  @Override
  public void clear() {
    if (width > 0) {
      out.print("\r" + " ".repeat(width) + "\r");
      out.flush();
      width = 0;
    }
  }
}
