package dev.weir.server.disk;

import dev.weir.failure.FileProblem;
import dev.weir.failure.Reason;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at disks every few seconds, and counts blobs now and then. */
public record DiskLoop(DiskWatch watch, BlobFigures figures) implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(DiskLoop.class);
  private static final Duration ROUND = Duration.ofSeconds(5);

  /** Runs until the thread is interrupted. */
  @Override
  public void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        round();
        Thread.sleep(ROUND);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void round() {
    try {
      watch.look();
      figures.look();
    } catch (IOException e) {
      LOG.debug("blobs cannot be counted: {}", FileProblem.named(e));
    } catch (RuntimeException e) {
      LOG.debug("the disk cannot be looked at: {}", Reason.of(e));
    }
  }
}
