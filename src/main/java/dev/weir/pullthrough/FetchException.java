package dev.weir.pullthrough;

import java.io.IOException;

/** A blob does not come to its end. The message names the repository and the reason. */
public final class FetchException extends IOException {
  private final Reason reason;

  FetchException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  FetchException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /** What is counted apart. */
  public enum Reason {
    /** No origin gave it. */
    REFUSED,
    /** It broke off or went silent, and no further attempt helped. */
    BROKEN,
    /** More or fewer bytes than the blob has, or more than a blob may have. */
    WRONG_LENGTH,
    /** Other bytes than those of the digest. */
    WRONG_DIGEST,
    /** Too many others were waited for. */
    BUSY,
    /** This process ends, or nobody wants the blob any more. */
    STOPPED,
    /** A fault of this program. */
    FAULT
  }
}
