package dev.weir.console.visit;

import dev.weir.http.Exchange;
import dev.weir.web.Cookie;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A random text that one browser shows again and again, and what is proven by it: that a form was
 * filled in on a page of ours by the user whose page it was, and that who comes from a login is who
 * was sent to it. All tabs have the same, so that none spoils what another has begun.
 */
public final class BrowserSecret {
  /** Name of a form's field. */
  public static final String FIELD = "csrf";

  private static final Cookie COOKIE = new Cookie("weir-browser");
  private static final int BYTES = 32;
  private static final int LENGTH = 43;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] secret;

  private BrowserSecret(String text) {
    this.secret = text.getBytes(StandardCharsets.US_ASCII);
  }

  /** What the browser shows; empty if it shows nothing. */
  public static Optional<BrowserSecret> shown(Exchange exchange) {
    return COOKIE.of(exchange).filter(text -> text.length() == LENGTH).map(BrowserSecret::new);
  }

  /** What the browser shows; a new one goes to it with the answer if it shows nothing. */
  public static BrowserSecret of(Exchange exchange) {
    return shown(exchange).orElseGet(() -> fresh(exchange));
  }

  private static BrowserSecret fresh(Exchange exchange) {
    String text = random();
    COOKIE.setForLinks(exchange, text);
    return new BrowserSecret(text);
  }

  /** Text that nobody guesses. */
  public static String random() {
    return encoded(bytes());
  }

  private static byte[] bytes() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  /** Text that only who knows the secret can make of these words. */
  public String sign(String purpose, String words) {
    return encoded(mac(purpose, words));
  }

  /** Whether the text is what {@link #sign} makes. */
  public boolean signed(String purpose, String words, String text) {
    return MessageDigest.isEqual(
        sign(purpose, words).getBytes(StandardCharsets.US_ASCII),
        text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * What a form of this user's pages sends back. Each is another one, as the length of a compressed
   * page would tell of one that stays.
   */
  public String form(String user) {
    byte[] pad = bytes();
    byte[] proof = mac(FIELD, user);
    byte[] both = new byte[2 * BYTES];
    for (int i = 0; i < BYTES; i++) {
      both[i] = pad[i];
      both[BYTES + i] = (byte) (pad[i] ^ proof[i]);
    }
    return encoded(both);
  }

  /** Whether the text comes from a form of this user's pages. */
  public boolean proves(String user, String text) {
    byte[] both;
    try {
      both = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException _) {
      return false;
    }
    if (both.length != 2 * BYTES) {
      return false;
    }
    byte[] proof = new byte[BYTES];
    for (int i = 0; i < BYTES; i++) {
      proof[i] = (byte) (both[i] ^ both[BYTES + i]);
    }
    return MessageDigest.isEqual(proof, mac(FIELD, user));
  }

  private byte[] mac(String purpose, String words) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return mac.doFinal((purpose + "\n" + words).getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
