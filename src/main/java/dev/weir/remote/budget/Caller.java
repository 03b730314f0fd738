package dev.weir.remote.budget;

/** Who asks another registry. */
public enum Caller {
  /** Work that nobody stands beside, or that may as well be done a little later. */
  BACKGROUND,
  /** Somebody waits for it: a pull, or an import that was asked for. */
  PERSON
}
