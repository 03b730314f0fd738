package dev.weir.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * Tokens and codes as text: {@code sha256~} and 43 random characters. What the store knows them by
 * is {@code sha256~} and the SHA-256 of those characters, in base64url, as clients compute it to
 * delete their token (cli.md 14).
 */
final class SecretText {
  private static final String FORM = "sha256~";
  private static final int RANDOM_BYTES = 32;
  private static final int LONGEST = 512;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private SecretText() {}

  static String random(SecureRandom random) {
    byte[] secret = new byte[RANDOM_BYTES];
    random.nextBytes(secret);
    return FORM + ENCODER.encodeToString(secret);
  }

  /** The name that a secret is stored under; empty if the text has not the form of one. */
  static Optional<String> nameOf(String text) {
    if (!text.startsWith(FORM) || text.length() > LONGEST) {
      return Optional.empty();
    }
    return Optional.of(FORM + ENCODER.encodeToString(sha256(text.substring(FORM.length()))));
  }

  static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has SHA-256
    }
  }
}
