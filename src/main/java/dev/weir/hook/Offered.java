package dev.weir.hook;

import dev.weir.http.Exchange;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a sender offers to prove that it knows a webhook's token: the token itself, in the address
 * or in a header, or what the token makes of the body. Compared without telling by the time how
 * much of it was right.
 *
 * @param tokens each that could be one
 * @param signature {@code sha256=} and hexadecimal digits; empty if there is none
 */
record Offered(List<String> tokens, String signature) {
  private static final String HEADER = "X-Weir-Token";
  private static final String SIGNATURE = "X-Hub-Signature-256";
  private static final String BEARER = "bearer ";
  private static final String BASIC = "basic ";
  private static final String SIGNED_BY = "sha256=";
  private static final String MAC = "HmacSHA256";

  static Offered of(Exchange exchange) {
    return new Offered(
        Stream.of(
                exchange.secretInPath(),
                exchange.header(HEADER),
                exchange.header("Authorization").map(Offered::withoutScheme))
            .flatMap(Optional::stream)
            .filter(token -> !token.isEmpty())
            .toList(),
        exchange.header(SIGNATURE).orElse(""));
  }

  /** Harbor sends what was typed, others a bearer's token, or the password of an address. */
  private static String withoutScheme(String authorization) {
    String value = authorization.strip();
    String folded = value.toLowerCase(Locale.ROOT);
    if (folded.startsWith(BEARER)) {
      return value.substring(BEARER.length()).strip();
    }
    return folded.startsWith(BASIC) ? password(value.substring(BASIC.length()).strip()) : value;
  }

  /** Empty if there is none. */
  private static String password(String login) {
    try {
      String text = new String(Base64.getDecoder().decode(login), StandardCharsets.UTF_8);
      return text.substring(text.indexOf(':') + 1);
    } catch (IllegalArgumentException _) {
      return "";
    }
  }

  /** True if one of the tokens is this one. */
  boolean isToken(String token) {
    boolean found = false;
    for (String offered : tokens) {
      found |= isSame(offered, token); // each is looked at, whatever came of those before
    }
    return found;
  }

  boolean isSigned() {
    return signature.toLowerCase(Locale.ROOT).startsWith(SIGNED_BY);
  }

  /** True if the body was signed with this token. */
  boolean signs(byte[] body, String token) {
    return isSigned() && isSame(signature.toLowerCase(Locale.ROOT), SIGNED_BY + mac(body, token));
  }

  private static String mac(byte[] body, String token) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), MAC));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java has it, and takes any key that is not empty
    }
  }

  private static boolean isSame(String one, String other) {
    return MessageDigest.isEqual(sha256(one), sha256(other));
  }

  /** Of the same length, whatever the text. */
  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /** Never shows what was offered. */
  @Override
  public String toString() {
    return "Offered[" + tokens.size() + (isSigned() ? ", signed]" : "]");
  }
}
