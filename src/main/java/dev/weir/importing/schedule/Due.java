package dev.weir.importing.schedule;

/** Something that waits for a time. Guarded by whoever owns its {@link DueQueue}. */
abstract sealed class Due permits Lane, Watched {
  /** When, on the steady clock; says nothing while it is in no queue. */
  long at;

  /** Where it stands in its queue; less than 0 while it is in none. */
  int place = -1;
}
