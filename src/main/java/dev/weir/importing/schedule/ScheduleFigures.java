package dev.weir.importing.schedule;

import dev.weir.importing.schedule.TagCheck.Outcome;

/** A schedule as numbers. Safe for threads. */
public interface ScheduleFigures {
  /** Tags that are scheduled now. */
  long scheduled();

  /** Those of them that are late. */
  long late();

  /** Looks since the server started that ended so. */
  long looks(Outcome outcome);

  /** Times that a registry was asked for a digest; tags that are the same there ask once. */
  long requests();
}
