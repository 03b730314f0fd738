package dev.weir.remote.budget;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

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
    return of(List.of(username, password));
  }

  /** A short name, the same for the same texts in the same order. */
  public String of(List<String> texts) {
    MessageDigest function = sha256();
    function.update(salt);
    texts.forEach(text -> function.update(hash(text)));
    return HexFormat.of().formatHex(function.digest(), 0, SHOWN);
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
