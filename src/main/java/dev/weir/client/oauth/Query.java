package dev.weir.client.oauth;

import dev.weir.client.http.ResourcePath;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Names and values as a query or a form holds them. */
final class Query {
  private Query() {}

  static String of(Map<String, String> values) {
    return values.entrySet().stream()
        .map(value -> value.getKey() + "=" + ResourcePath.encode(value.getValue()))
        .collect(Collectors.joining("&"));
  }

  /** The values of a query; the last one of a name counts. */
  static Map<String, String> parse(@Nullable String raw) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String pair : (raw == null ? "" : raw).split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        try {
          values.put(
              pair.substring(0, equals),
              URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException _) {
          // A value that cannot be read is no value.
        }
      }
    }
    return values;
  }
}
