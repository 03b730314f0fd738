package dev.weir.storage.check;

import java.io.IOException;
import java.time.Duration;

/** Says each finding, and where the check is not more often than anybody reads. */
final class LineReport implements Check.Report {
  private static final Duration EVERY = Duration.ofMillis(200);

  private final Check.Lines lines;
  private long last = System.nanoTime();

  LineReport(Check.Lines lines) {
    this.lines = lines;
  }

  @Override
  public void found(Finding finding) throws IOException {
    lines.line(finding.json());
  }

  @Override
  public void progress(Check.Progress progress) throws IOException {
    long now = System.nanoTime();
    if (now - last >= EVERY.toNanos()) {
      last = now;
      lines.line(progress.json());
    }
  }
}
