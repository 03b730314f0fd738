package dev.weir.remote.mirror;

import dev.weir.remote.RemoteException;

/** Sources that are not there. */
final class Missing {
  private Missing() {}

  static boolean is(RemoteException e) {
    return switch (e.kind()) {
      case MANIFEST_UNKNOWN, REPOSITORY_UNKNOWN -> true;
      default -> false;
    };
  }

  /** What is said where that is no failure. */
  static String warning(String reference) {
    return "Image " + reference + " does not exist and will not be mirrored";
  }
}
