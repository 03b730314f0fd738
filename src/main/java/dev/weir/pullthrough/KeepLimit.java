package dev.weir.pullthrough;

/** How much of what comes may be kept. What would be more is passed on, and nothing of it stays. */
@FunctionalInterface
public interface KeepLimit {
  /** For no bound. */
  KeepLimit NONE = _ -> Long.MAX_VALUE;

  /** For the whole server, in the place of a project. */
  String ALL = "";

  /** Bytes, for a project or for {@link #ALL}. */
  long of(String project);
}
