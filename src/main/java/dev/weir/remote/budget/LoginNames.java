package dev.weir.remote.budget;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Names for logins, which tell them apart and say nothing of them: nobody who reads one can try
 * passwords on it. They hold while the process runs.
 */
public final class LoginNames {
  private static final int BYTES = 32;
  private static final int SHOWN = 16;

  private final byte[] salt = new byte[BYTES];

  public LoginNames() {
    new SecureRandom().nextBytes(salt);
  }

  /** A short name, the same for the same two. */
  public String of(String username, String password) {
    MessageDigest function = sha256();
    function.update(salt);
    function.update(hash(username));
    return HexFormat.of().formatHex(function.digest(hash(password)), 0, SHOWN);
  }

  /** Of one length, so that two texts cannot be taken for two others. */
  private static byte[] hash(String text) {
    return sha256().digest(text.getBytes(StandardCharsets.UTF_8));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
