package dev.weir.objects.meta;

/** What a delete means for the objects that the deleted one owns (Kubernetes, DeleteOptions). */
public enum Propagation {
  /** As an earlier delete said; else {@link #BACKGROUND}, for every kind. */
  USUAL,
  /** They go afterwards. */
  BACKGROUND,
  /** They go first. */
  FOREGROUND,
  /** They stay, and are nobody's any more. */
  ORPHAN
}
