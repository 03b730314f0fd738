package dev.weir.pullthrough.stream;

import dev.weir.pullthrough.FetchException;
import dev.weir.pullthrough.TooManyFetchesException;
import dev.weir.remote.RemoteException;
import java.time.Duration;
import java.util.Optional;

/**
 * What a stream shows of another registry cannot be had there. The message says what of where, and
 * the registry's reason, and holds no credential.
 */
public final class PullThroughException extends RuntimeException {
  private final Kind kind;
  private final Optional<Duration> retryAfter;

  public PullThroughException(Kind kind, String message) {
    this(kind, message, Optional.empty());
  }

  private PullThroughException(Kind kind, String message, Optional<Duration> retryAfter) {
    super(message, null, false, false);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  /** What callers tell apart. */
  public enum Kind {
    /** The registry does not have it any more. */
    NOT_FOUND("NotFound"),
    /** The registry refuses the logins of the stream's project, or nobody may ask it. */
    FORBIDDEN("Forbidden"),
    TOO_MANY_REQUESTS("TooManyRequests"),
    /** It cannot be reached, or fails. */
    UNAVAILABLE("Unavailable"),
    /** It has it in a form that is not passed on. */
    UNSUPPORTED("Unsupported"),
    /** It sent other bytes than those of the digest. */
    DIGEST_MISMATCH("DigestMismatch"),
    /** It was not asked, since too much is being fetched here. */
    BUSY_HERE("Busy"),
    /** It ended here: who pulls went away, or the server stops or has a fault. */
    ENDED_HERE("Ended");

    private final String reason;

    Kind(String reason) {
      this.reason = reason;
    }

    /** As conditions and Events say it. */
    public String reason() {
      return reason;
    }

    /** True if it says something about the other registry, or what may be asked of it. */
    public boolean isAboutElsewhere() {
      return this != BUSY_HERE && this != ENDED_HERE;
    }
  }

  /**
   * A registry's failure.
   *
   * @param places where it was looked for, such as {@code docker.io/library/busybox}
   */
  static PullThroughException of(RemoteException cause, String places) {
    return new PullThroughException(
        kind(cause.kind()), places + ": " + cause.advised(), cause.retryAfter());
  }

  /** A blob that broke off. */
  public static PullThroughException of(FetchException cause) {
    Kind kind =
        switch (cause.reason()) {
          case WRONG_DIGEST, WRONG_LENGTH -> Kind.DIGEST_MISMATCH;
          case REFUSED, BROKEN ->
              cause.getCause() instanceof RemoteException told
                  ? kind(told.kind())
                  : Kind.UNAVAILABLE;
          case BUSY -> Kind.BUSY_HERE;
          case STOPPED, FAULT -> Kind.ENDED_HERE;
        };
    return new PullThroughException(kind, String.valueOf(cause.getMessage()));
  }

  static PullThroughException of(TooManyFetchesException cause) {
    return new PullThroughException(
        Kind.BUSY_HERE, String.valueOf(cause.getMessage()), Optional.of(cause.retryAfter()));
  }

  /** There is no room here for what would come. */
  static PullThroughException crowded(Duration retryAfter) {
    return new PullThroughException(
        Kind.BUSY_HERE,
        "too much comes from other registries at once; try again later",
        Optional.of(retryAfter));
  }

  /** For a thread that was interrupted while it waited for what another fetched. */
  static PullThroughException interrupted() {
    return new PullThroughException(Kind.ENDED_HERE, "the wait for another registry was ended");
  }

  private static Kind kind(RemoteException.Kind kind) {
    return switch (kind) {
      case MANIFEST_UNKNOWN, BLOB_UNKNOWN, REPOSITORY_UNKNOWN -> Kind.NOT_FOUND;
      case UNAUTHORIZED, BAD_CREDENTIALS, DENIED -> Kind.FORBIDDEN;
      case TOO_MANY_REQUESTS -> Kind.TOO_MANY_REQUESTS;
      case FIRST_SCHEMA -> Kind.UNSUPPORTED;
      case DIGEST_MISMATCH -> Kind.DIGEST_MISMATCH;
      case CROWDED -> Kind.BUSY_HERE;
      case STOPPED -> Kind.ENDED_HERE;
      case HTTP_ONLY, UNTRUSTED, NOT_A_REGISTRY, ADDRESS_REFUSED, UNREACHABLE, REGISTRY_ERROR ->
          Kind.UNAVAILABLE;
    };
  }

  public Kind kind() {
    return kind;
  }

  /** How long the registry wants to be left alone, if it said so. */
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
