package dev.weir.reference;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * The content address of a blob or manifest, {@code sha256:<64 hex>} or {@code sha512:<128 hex>}
 * (OCI image-spec, "Digests"). Other algorithms are refused: nothing here could verify them.
 */
public record Digest(String algorithm, String hex) {
  private static final Map<String, Integer> HEX_LENGTH = Map.of("sha256", 64, "sha512", 128);

  public Digest {
    Integer length = HEX_LENGTH.get(algorithm);
    if (length == null) {
      throw new IllegalArgumentException("unsupported digest algorithm: " + algorithm);
    }
    if (hex.length() != length) {
      throw new IllegalArgumentException("invalid checksum digest length");
    }
    for (int i = 0; i < hex.length(); i++) {
      char c = hex.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        throw new IllegalArgumentException("invalid checksum digest format");
      }
    }
  }

  /**
   * Reads {@code algorithm:hex}.
   *
   * @throws IllegalArgumentException saying what is wrong with the text
   */
  public static Digest parse(String text) {
    int colon = text.indexOf(':');
    if (colon <= 0) {
      throw new IllegalArgumentException("invalid checksum digest format");
    }
    return new Digest(text.substring(0, colon), text.substring(colon + 1));
  }

  /** As {@link #parse}, with empty for anything that is not a digest. */
  public static Optional<Digest> tryParse(String text) {
    try {
      return Optional.of(parse(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** The sha256 digest of the bytes. */
  public static Digest of(byte[] bytes) {
    return finish("sha256", newMessageDigest("sha256"), bytes);
  }

  /** The digest of the bytes by this digest's own algorithm, to compare with it. */
  public Digest sameAlgorithm(byte[] bytes) {
    return finish(algorithm, newMessageDigest(algorithm), bytes);
  }

  /** A fresh hash function for {@code sha256} or {@code sha512}. */
  public static MessageDigest newMessageDigest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm.equals("sha512") ? "SHA-512" : "SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has both
    }
  }

  /** The digest of what the function was fed; the function begins anew. */
  public static Digest ofFinished(String algorithm, MessageDigest function) {
    return new Digest(algorithm, HexFormat.of().formatHex(function.digest()));
  }

  private static Digest finish(String algorithm, MessageDigest function, byte[] bytes) {
    function.update(bytes);
    return ofFinished(algorithm, function);
  }

  @Override
  public String toString() {
    return algorithm + ":" + hex;
  }
}
