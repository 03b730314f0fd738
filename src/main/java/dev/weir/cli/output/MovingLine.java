package dev.weir.cli.output;

import java.io.PrintStream;
import java.util.List;

/** One line that is written over, on a terminal that needs to know nothing but that. */
final class MovingLine implements Progress.Screen {
  private final PrintStream out;
  private int width;

  MovingLine(PrintStream out) {
    this.out = out;
  }

  @Override
  public void show(List<String> lines) {
    String line = String.join(" ", lines);
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
