package dev.weir.remote.outbound;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One of the items of a header that is a list, such as {@code 100;w=60, 5} (RFC 9651), as far as it
 * can be read.
 *
 * @param value without quotes
 * @param parameters lower-case names, values without quotes
 */
record HeaderItem(String value, Map<String, String> parameters) {
  HeaderItem {
    parameters = Map.copyOf(parameters);
  }

  /** All items of a header; none where nothing stands. */
  static List<HeaderItem> list(String header) {
    return split(header, ',').stream().filter(text -> !text.isBlank()).map(HeaderItem::of).toList();
  }

  private static HeaderItem of(String text) {
    List<String> parts = split(text, ';');
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String part : parts.subList(1, parts.size())) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        parameters.put(
            part.substring(0, equals).strip().toLowerCase(Locale.ROOT),
            bare(part.substring(equals + 1)));
      }
    }
    return new HeaderItem(bare(parts.getFirst()), parameters);
  }

  /** The value of a parameter; empty without it. */
  String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int start = 0;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      quoted ^= c == '"';
      if (c == separator && !quoted) {
        parts.add(text.substring(start, at));
        start = at + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }

  private static String bare(String text) {
    return text.strip().replace("\"", "");
  }
}
