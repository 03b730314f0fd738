package dev.weir.importing.schedule;

import dev.weir.importing.schedule.TagCheck.Outcome;
import java.time.Duration;

/** A schedule as numbers. Safe for threads. */
public interface ScheduleFigures {
  /** Tags that are scheduled now. */
  long scheduled();

  /** Those of them that are late. */
  long late();

  /** How late the latest of them is; nothing if none is. */
  Duration lag();

  /** Looks since the server started that ended so. */
  long looks(Outcome outcome);

  /** Times that a registry was asked for a digest; tags that are the same there ask once. */
  long requests();
}
