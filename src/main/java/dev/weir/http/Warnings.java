package dev.weir.http;

import java.util.List;

/** What the user is to read beside the answer: {@code Warning} headers (RFC 7234 section 5.5). */
public final class Warnings {
  /** Most warnings of one sort on one answer. */
  private static final int MOST = 20;

  /** Most characters of one warning; users name fields, and headers have an end. */
  private static final int LONGEST = 300;

  private static final int MOST_CHARACTERS = 3_000;

  private Warnings() {}

  /** Adds whole sentences to an answer; what is too long, or one too many, is left out. */
  public static void add(Exchange exchange, List<String> texts) {
    int left = MOST_CHARACTERS;
    for (String text : texts.stream().limit(MOST).toList()) {
      String header = "299 - \"" + quoted(shortened(text)) + "\"";
      left -= header.length();
      if (left >= 0) {
        exchange.addHeader("Warning", header);
      }
    }
  }

  private static String shortened(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST - 3) + "..." : text;
  }

  /** A header holds printable ASCII only. */
  private static String quoted(String text) {
    return text.replaceAll("[^\\x20-\\x7e]", "?").replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
