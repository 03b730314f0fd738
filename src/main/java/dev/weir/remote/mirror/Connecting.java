package dev.weir.remote.mirror;

import dev.weir.remote.RemoteException;
import dev.weir.remote.repository.Location;

/** Tells what is wrong with a registry as a whole from what is wrong with an image there. */
final class Connecting {
  private Connecting() {}

  /**
   * A failure.
   *
   * @param what was tried, if something there answered
   */
  static MirrorFailure failure(RemoteException e, Location repository, String what) {
    boolean whole =
        switch (e.kind()) {
          case UNREACHABLE, HTTP_ONLY, UNTRUSTED, NOT_A_REGISTRY, ADDRESS_REFUSED -> true;
          default -> false;
        };
    return new MirrorFailure(
        whole ? "unable to connect to " + repository.withTag("").text() : what, reason(e));
  }

  /** A failure of something there. */
  static MirrorFailure failure(RemoteException e, String what) {
    return new MirrorFailure(what, reason(e));
  }

  /** Why, and what may be done about it. */
  static String reason(RemoteException e) {
    String message = String.valueOf(e.getMessage());
    return switch (e.kind()) {
      case HTTP_ONLY, UNTRUSTED -> message + "; if that is meant, use --insecure";
      case UNAUTHORIZED ->
          message + "; log in first, at Weir's own registry with: weir registry login";
      default -> message;
    };
  }
}
