package dev.weir.remote.budget;

/** Who asks another registry. */
public enum Caller {
  /** Work that nobody stands beside, or that may as well be done a little later. */
  BACKGROUND,
  /** A pull that somebody waits for. */
  PERSON
}
