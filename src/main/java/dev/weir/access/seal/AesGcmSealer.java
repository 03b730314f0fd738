package dev.weir.access.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals with AES-256-GCM. A sealed value is: form (1 byte, 1), key id (4 bytes), nonce (12 bytes),
 * ciphertext with its 16-byte tag; the store key is authenticated with it.
 */
public final class AesGcmSealer implements Sealer {
  /** Length of a key, in bytes. */
  public static final int KEY_BYTES = 32;

  private static final byte FORM = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int HEADER_BYTES = 1 + Integer.BYTES + NONCE_BYTES;

  private final Map<Integer, SecretKey> keys = new LinkedHashMap<>();
  private final int sealingKey;
  private final SecureRandom random = new SecureRandom();

  /**
   * A sealer with these keys.
   *
   * @param keys of {@link #KEY_BYTES} each; the first one seals, all of them open
   */
  public AesGcmSealer(List<byte[]> keys) {
    if (keys.isEmpty() || keys.stream().anyMatch(key -> key.length != KEY_BYTES)) {
      throw new IllegalArgumentException("keys of " + KEY_BYTES + " bytes are needed");
    }
    keys.forEach(key -> this.keys.put(idOf(key), new SecretKeySpec(key, "AES")));
    this.sealingKey = idOf(keys.getFirst());
  }

  /** A new random key. */
  public static byte[] newKey() {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return key;
  }

  private static int idOf(byte[] key) {
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(key)).getInt();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java has SHA-256
    }
  }

  @Override
  public byte[] seal(String storeKey, byte[] plain) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, sealingKey, nonce, storeKey);
      ByteBuffer sealed = ByteBuffer.allocate(HEADER_BYTES + cipher.getOutputSize(plain.length));
      sealed.put(FORM).putInt(sealingKey).put(nonce);
      cipher.doFinal(ByteBuffer.wrap(plain), sealed);
      return sealed.array();
    } catch (GeneralSecurityException e) {
      throw new SealException("cannot seal the value of " + storeKey, e);
    }
  }

  @Override
  public byte[] open(String storeKey, byte[] sealed) {
    if (sealed.length < HEADER_BYTES || sealed[0] != FORM) {
      throw new SealException("the value of " + storeKey + " is not sealed in a known form");
    }
    ByteBuffer in = ByteBuffer.wrap(sealed, 1, sealed.length - 1);
    int keyId = in.getInt();
    byte[] nonce = new byte[NONCE_BYTES];
    in.get(nonce);
    if (!keys.containsKey(keyId)) {
      throw new SealException(
          "the value of "
              + storeKey
              + " was sealed with key "
              + HexFormat.of().toHexDigits(keyId)
              + ", which is not in the key file");
    }
    try {
      return cipher(Cipher.DECRYPT_MODE, keyId, nonce, storeKey)
          .doFinal(sealed, in.position(), in.remaining());
    } catch (GeneralSecurityException e) {
      throw new SealException("the sealed value of " + storeKey + " was changed or moved", e);
    }
  }

  private Cipher cipher(int mode, int keyId, byte[] nonce, String storeKey)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, keys.get(keyId), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(storeKey.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  @Override
  public String toString() {
    return "AesGcmSealer";
  }
}
