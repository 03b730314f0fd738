package dev.weir.client.oauth;

/** The OAuth server gave no token; the message says why, without any credential. */
public final class LoginRefusedException extends Exception {
  private final int status;

  LoginRefusedException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** HTTP status of the refusal, 0 if it was no answer. */
  public int status() {
    return status;
  }
}
