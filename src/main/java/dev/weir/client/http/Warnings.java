package dev.weir.client.http;

import java.util.ArrayList;
import java.util.List;

/** Reads {@code Warning} headers, {@code 299 - "text"} (RFC 7234 section 5.5). */
final class Warnings {
  private Warnings() {}

  /** The quoted texts; anything else is skipped. */
  static List<String> texts(String header) {
    List<String> found = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < header.length(); i++) {
      char c = header.charAt(i);
      if (!quoted) {
        quoted = c == '"';
      } else if (c == '\\' && i + 1 < header.length()) {
        text.append(header.charAt(++i));
      } else if (c == '"') {
        quoted = false;
        found.add(text.toString());
        text.setLength(0);
      } else if (c >= ' ' && c != 0x7f) {
        text.append(c);
      }
    }
    return found;
  }
}
