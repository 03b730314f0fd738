package dev.weir.importing.schedule;

import java.util.List;

/** What the schedule knows. Safe for threads. */
public interface ScheduleView {
  /**
   * The scheduled tags of a namespace, of all if it is empty, by stream and tag.
   *
   * @return as they are now
   */
  List<TagCheck> checks(String namespace);
}
