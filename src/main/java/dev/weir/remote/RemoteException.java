package dev.weir.remote;

import java.time.Duration;
import java.util.Optional;

/**
 * A registry could not do what it was asked. The message says which registry and why, in one
 * sentence, and holds no credential.
 */
public final class RemoteException extends RuntimeException {
  private final Kind kind;
  private final Passing passing;
  private final Optional<Duration> retryAfter;
  private final boolean held;
  private final boolean ofAddress;

  public RemoteException(Kind kind, String message) {
    this(kind, Passing.NO, message);
  }

  RemoteException(Kind kind, Passing passing, String message) {
    this(kind, passing, message, Optional.empty());
  }

  RemoteException(Kind kind, Passing passing, String message, Optional<Duration> retryAfter) {
    this(kind, passing, message, retryAfter, false, false);
  }

  private RemoteException(
      Kind kind,
      Passing passing,
      String message,
      Optional<Duration> retryAfter,
      boolean held,
      boolean ofAddress) {
    super(message);
    this.kind = kind;
    this.passing = passing;
    this.retryAfter = retryAfter;
    this.held = held;
    this.ofAddress = ofAddress;
  }

  /** For a thread that was interrupted while it waited for another's answer. */
  static RemoteException interrupted() {
    return new RemoteException(Kind.STOPPED, "interrupted");
  }

  public Kind kind() {
    return kind;
  }

  /**
   * How long the registry wants to be left alone, from when this was thrown; empty if it does not
   * say. Usually of a {@link Kind#TOO_MANY_REQUESTS} or of an error of the registry's own.
   */
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }

  Passing passing() {
    return passing;
  }

  /** True if {@link Retries} tries again. */
  boolean isTriedAgain() {
    return passing.pause().isPositive();
  }

  /** How long to wait before another try; zero if there should be none. */
  Duration pause() {
    return held || isTriedAgain()
        ? retryAfter.filter(Duration::isPositive).orElse(passing.pause())
        : Duration.ZERO;
  }

  /** True if nobody was asked: because of what was answered before, or others are being asked. */
  public boolean isHeld() {
    return held;
  }

  /** True if it is not the account that is refused, but whoever comes from this address. */
  boolean isOfAddress() {
    return ofAddress;
  }

  /** The same, which does not depend on who asks. */
  RemoteException forAddress() {
    return new RemoteException(kind, passing, String.valueOf(getMessage()), retryAfter, held, true);
  }

  /** The same for somebody who was not there when it happened, and not to be tried at once. */
  RemoteException forNow() {
    return new RemoteException(
        kind,
        passing == Passing.NO ? Passing.NO : Passing.LATER,
        String.valueOf(getMessage()),
        Optional.empty(),
        true,
        ofAddress);
  }

  /** The same for somebody who comes before it may be asked again. */
  RemoteException forNow(Duration left) {
    return new RemoteException(
        kind, passing, String.valueOf(getMessage()), Optional.of(left), true, ofAddress);
  }

  /** For somebody who was not let ask. */
  static RemoteException crowded(String message) {
    return new RemoteException(Kind.CROWDED, Passing.LATER, message, Optional.empty(), true, false);
  }

  /**
   * For work in the background, where what a registry still grants is for people.
   *
   * @param left until it may be asked again
   */
  static RemoteException kept(String message, Duration left) {
    return new RemoteException(
        Kind.TOO_MANY_REQUESTS, Passing.BUSY, message, Optional.of(left), true, false);
  }

  /** Worth asking again after minutes, although nobody changed anything here. */
  public boolean mayPass() {
    return passing != Passing.NO;
  }

  /** What callers tell apart (image-api.md 5.8). */
  public enum Kind {
    MANIFEST_UNKNOWN,
    BLOB_UNKNOWN,
    REPOSITORY_UNKNOWN,
    /** No or not enough rights; a credential may help. */
    UNAUTHORIZED,
    /** A user name or password was given and is wrong. */
    BAD_CREDENTIALS,
    /** The registry knows who asks and refuses. */
    DENIED,
    /** Only plain HTTP is spoken there and the policy asks for TLS. */
    HTTP_ONLY,
    /** Its certificate is not to be trusted, and the policy asks for one that is. */
    UNTRUSTED,
    NOT_A_REGISTRY,
    ADDRESS_REFUSED,
    /** Network, name server or TLS. */
    UNREACHABLE,
    /** It was asked too often: status 429, or what it still grants is for people. */
    TOO_MANY_REQUESTS,
    /** It was not asked: as much as may is on its way there from here. */
    CROWDED,
    /** Nobody waits for the answer any more, or this process stops or fails: no word of theirs. */
    STOPPED,
    /** It has an image of a form that is not taken any more, and the message says what to do. */
    FIRST_SCHEMA,
    /** The bytes are not those of the digest. */
    DIGEST_MISMATCH,
    /** Any other error answer. */
    REGISTRY_ERROR;

    private static final String INSECURE = "set importPolicy.insecure: true (--insecure)";

    /**
     * What whoever owns the stream for which it was asked may do about it; empty if that follows
     * from the message.
     */
    public Optional<String> advice() {
      return switch (this) {
        case HTTP_ONLY -> Optional.of(INSECURE);
        case UNTRUSTED ->
            Optional.of(
                "if you trust it, name its authority with \"weir serve --upstream-ca FILE\", or "
                    + INSECURE);
        default -> Optional.empty();
      };
    }
  }

  /** The message, and what may be done about it. */
  public String advised() {
    String message = String.valueOf(getMessage());
    return kind.advice().map(advice -> message + "; " + advice).orElse(message);
  }

  /** Whether another try may help, and after how long (image-api.md 5.4). */
  enum Passing {
    NO(Duration.ZERO),
    /** Not within seconds, but a server that is down comes back. */
    LATER(Duration.ZERO),
    NETWORK(Duration.ofSeconds(1)),
    BUSY(Duration.ofSeconds(2)),
    FAILING(Duration.ofSeconds(5));

    private final Duration pause;

    Passing(Duration pause) {
      this.pause = pause;
    }

    Duration pause() {
      return pause;
    }
  }
}
