package dev.weir.pruning;

/** Hears what goes, in the order of the plan. */
public interface PruneReport {
  /**
   * Something goes.
   *
   * @param line as {@code oc} says it
   * @param why it goes
   */
  void goes(String line, String why);

  /** Something that was to go did not. */
  void failed(String line);
}
