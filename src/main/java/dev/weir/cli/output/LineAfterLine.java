package dev.weir.cli.output;

import java.io.PrintStream;
import java.util.List;

/** What can only be added to, such as a log. */
record LineAfterLine(PrintStream out) implements Progress.Screen {
  @Override
  public void show(List<String> lines) {
    lines.forEach(line -> out.print(line + "\n"));
  }

  @Override
  public void clear() {
    // nothing is in the way
  }
}
