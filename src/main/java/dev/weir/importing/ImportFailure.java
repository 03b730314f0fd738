package dev.weir.importing;

import dev.weir.importing.bounds.NoMemoryException;
import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import dev.weir.reference.StreamName;
import dev.weir.remote.RemoteException;
import dev.weir.resource.ApiStatus;
import java.time.Duration;
import java.util.Optional;

/**
 * Why an image, or the tags of a repository, could not be had (image-api.md 5.8). Who has to tell
 * failures apart asks for their kind; {@link #status} is for people.
 */
public sealed interface ImportFailure {
  /** The reference cannot be read. */
  record InvalidName(String from, String why) implements ImportFailure {}

  /**
   * Its registry does not give it.
   *
   * @param asked with client defaults
   * @param retryAfter how long it wants to be left alone, if it says
   */
  record Refused(
      ImageReference asked,
      RemoteException.Kind kind,
      String message,
      boolean mayPass,
      Optional<Duration> retryAfter)
      implements ImportFailure {
    public static Refused of(RemoteException cause, ImageReference asked) {
      return new Refused(
          asked,
          cause.kind(),
          String.valueOf(cause.getMessage()),
          cause.mayPass(),
          cause.retryAfter());
    }

    @Override
    public boolean isUnauthorized() {
      return kind == RemoteException.Kind.UNAUTHORIZED
          || kind == RemoteException.Kind.BAD_CREDENTIALS;
    }

    @Override
    public boolean isUntried() {
      return switch (kind) {
        case TOO_MANY_REQUESTS, CROWDED, STOPPED -> true;
        default -> false;
      };
    }
  }

  /**
   * What came is not an image that can be used.
   *
   * @param manifest what came, if it is known
   */
  record Unusable(ImageReference asked, String why, Optional<Digest> manifest)
      implements ImportFailure {}

  /** What came does not fit into what imports may hold. */
  record NoRoom(String asked, String why, boolean mayPass) implements ImportFailure {
    static NoRoom of(String asked, NoMemoryException why) {
      return new NoRoom(asked, String.valueOf(why.getMessage()), why.mayPass());
    }
  }

  /** It took too long. */
  record Ended(ImageReference asked, String why) implements ImportFailure {
    @Override
    public boolean mayPass() {
      return true;
    }
  }

  /** A repository is there and has no tags. */
  record NoTags() implements ImportFailure {}

  /** The integrated registry has no such image or repository. */
  record NotHere(ImageReference asked) implements ImportFailure {}

  /** A tag of the integrated registry that is an image of another one. */
  record Elsewhere(StreamName stream, String tag, String pullSpec) implements ImportFailure {}

  /**
   * The integrated registry has it for others.
   *
   * @param host of the registry
   */
  record NotYours(String host, StreamName stream) implements ImportFailure {}

  /** Worth asking again after minutes, although nobody touched anything. */
  default boolean mayPass() {
    return false;
  }

  /** It was not the time to ask, which says nothing of what was asked for. */
  default boolean isUntried() {
    return false;
  }

  /** A login, or another one, might have helped. */
  default boolean isUnauthorized() {
    return false;
  }

  /** What its asker is told. */
  default ApiStatus status() {
    return Refusals.of(this);
  }
}
