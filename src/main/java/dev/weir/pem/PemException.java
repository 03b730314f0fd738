package dev.weir.pem;

import dev.weir.failure.FileProblem;
import java.io.IOException;
import java.security.GeneralSecurityException;

/** A certificate or key cannot be used; the message says why in words for people. */
public final class PemException extends GeneralSecurityException {
  public PemException(String message) {
    super(message);
  }

  /** Why a file with certificates or a key cannot be used. */
  public static String reason(Exception failure) {
    return switch (failure) {
      case PemException known -> String.valueOf(known.getMessage());
      case IOException unread -> FileProblem.words(unread);
      default -> "what it holds cannot be used";
    };
  }
}
