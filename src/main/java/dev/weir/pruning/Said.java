package dev.weir.pruning;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What was said of one thing while others went on; told in the order of the plan. */
final class Said implements PruneReport {
  private final List<Consumer<PruneReport>> lines = new ArrayList<>();

  @Override
  public void goes(String line, String why) {
    lines.add(to -> to.goes(line, why));
  }

  @Override
  public void failed(String line) {
    lines.add(to -> to.failed(line));
  }

  void tell(PruneReport report) {
    lines.forEach(line -> line.accept(report));
  }
}
