package dev.weir.apiserver;

import dev.weir.http.Exchange;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Sends documents with an ETag, and nothing to clients that have them already (RFC 9110 13). */
final class Tagged {
  private Tagged() {}

  /** Sends a document that is known by its content. */
  static void send(Exchange exchange, String contentType, byte[] body) throws IOException {
    exchange.setHeader("Vary", "Accept");
    if (!isKnown(exchange, digest(body))) {
      exchange.status(200);
      exchange.send(contentType, body);
    }
  }

  /** Tags the answer; true if the client has it already, which is then answered. */
  static boolean isKnown(Exchange exchange, String hash) {
    String tag = "\"" + hash + "\"";
    exchange.setHeader("ETag", tag);
    boolean known =
        exchange.headers().getValuesList("If-None-Match").stream().anyMatch(tag::equals);
    if (known) {
      exchange.status(304);
    }
    return known;
  }

  private static String digest(byte[] body) {
    try {
      return HexFormat.of()
          .withUpperCase()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
