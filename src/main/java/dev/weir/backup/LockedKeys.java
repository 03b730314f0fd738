package dev.weir.backup;

import dev.weir.resource.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Files with keys, locked by a passphrase: AES-256-GCM under a key that PBKDF2-HMAC-SHA512 (RFC
 * 8018) makes of it.
 */
public final class LockedKeys {
  private static final String KIND = "WeirBackupKeys";
  private static final int FORMAT = 1;
  private static final int ITERATIONS = 600_000;

  /** More would only hold up whoever opens a file that somebody made for that. */
  private static final int MOST_ITERATIONS = 20_000_000;

  private static final int SALT_BYTES = 16;
  private static final int NONCE_BYTES = 12;
  private static final int KEY_BITS = 256;
  private static final int TAG_BITS = 128;

  private LockedKeys() {}

  /**
   * Locks files.
   *
   * @param files content by name
   */
  public static byte[] lock(Map<String, byte[]> files, char[] passphrase) {
    byte[] salt = random(SALT_BYTES);
    byte[] nonce = random(NONCE_BYTES);
    byte[] plain = plain(files);
    try {
      Cipher cipher =
          cipher(Cipher.ENCRYPT_MODE, key(passphrase, salt, ITERATIONS), nonce, ITERATIONS);
      ObjectNode json =
          Json.object()
              .put("kind", KIND)
              .put("format", FORMAT)
              .put("derivation", "PBKDF2-HMAC-SHA512")
              .put("iterations", ITERATIONS)
              .put("salt", base64(salt))
              .put("cipher", "AES-256-GCM")
              .put("nonce", base64(nonce))
              .put("locked", base64(cipher.doFinal(plain)));
      return (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java has these
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /**
   * Opens what {@link #lock} made.
   *
   * @param name of the file, for whoever reads of its faults
   * @throws BackupException if the passphrase is another, or the file was changed
   */
  public static Map<String, byte[]> open(byte[] locked, char[] passphrase, String name)
      throws BackupException {
    try {
      ObjectNode json = Json.parseObject(locked);
      if (!Json.string(json, "kind").equals(KIND)
          || Json.whole(json.path("format")).orElse(0) != FORMAT) {
        throw new BackupException(name + " is of a form that this Weir does not know; use a newer");
      }
      long iterations = Json.whole(json.path("iterations")).orElse(0);
      if (iterations < 1 || iterations > MOST_ITERATIONS) {
        throw new BackupException(name + " is damaged: its iterations are out of bounds");
      }
      SecretKey key = key(passphrase, bytes(json, "salt"), (int) iterations);
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, bytes(json, "nonce"), (int) iterations);
      return files(cipher.doFinal(bytes(json, "locked")));
    } catch (AEADBadTagException e) {
      throw new BackupException(
          "the passphrase does not open the keys in "
              + name
              + ": it is another one, or the file was changed; nothing was written",
          e);
    } catch (GeneralSecurityException | JacksonException | IllegalArgumentException e) {
      throw new BackupException(name + " is damaged: it holds no locked keys", e);
    }
  }

  private static SecretKey key(char[] passphrase, byte[] salt, int iterations)
      throws GeneralSecurityException {
    PBEKeySpec spec = new PBEKeySpec(passphrase, salt, iterations, KEY_BITS);
    try {
      byte[] key =
          SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512").generateSecret(spec).getEncoded();
      return new SecretKeySpec(key, "AES");
    } finally {
      spec.clearPassword();
    }
  }

  private static Cipher cipher(int mode, SecretKey key, byte[] nonce, int iterations)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    String about = KIND + " " + FORMAT + " " + iterations;
    cipher.updateAAD(about.getBytes(StandardCharsets.US_ASCII));
    return cipher;
  }

  private static byte[] plain(Map<String, byte[]> files) {
    ObjectNode json = Json.object();
    files.forEach((name, content) -> json.put(name, base64(content)));
    return Json.bytes(json);
  }

  private static Map<String, byte[]> files(byte[] plain) {
    ObjectNode json = Json.parseObject(plain);
    Arrays.fill(plain, (byte) 0);
    Map<String, byte[]> files = new LinkedHashMap<>();
    json.propertyNames().forEach(name -> files.put(name, bytes(json, name)));
    return files;
  }

  private static byte[] bytes(ObjectNode json, String member) {
    return Base64.getDecoder().decode(Json.string(json, member));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }
}
