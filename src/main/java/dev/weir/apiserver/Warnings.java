package dev.weir.apiserver;

import dev.weir.http.Exchange;
import java.util.List;

/** What the user is to read beside the answer: {@code Warning} headers (RFC 7234 section 5.5). */
final class Warnings {
  /** Most warnings of one sort on one answer. */
  private static final int MOST = 20;

  private Warnings() {}

  static void add(Exchange exchange, List<String> texts) {
    texts.stream()
        .limit(MOST)
        .forEach(text -> exchange.addHeader("Warning", "299 - \"" + quoted(text) + "\""));
  }

  /** A header holds printable ASCII only. */
  private static String quoted(String text) {
    return text.replaceAll("[^\\x20-\\x7e]", "?").replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
