package dev.weir.streams.encoded;

import dev.weir.resource.Json;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The labels of a stream, read from the stream's own value: nothing behind them is looked at, so
 * that of many streams those with a label are found soon.
 */
public final class StreamLabels {
  private StreamLabels() {}

  /** Of a value as {@link EncodedStream} writes it. */
  public static Map<String, String> of(byte[] value) {
    Map<String, String> labels = new TreeMap<>();
    try (JsonParser parser = Json.mapper().createParser(value)) {
      if (parser.nextToken() == JsonToken.START_OBJECT
          && find(parser, "metadata") == JsonToken.START_OBJECT
          && find(parser, "labels") == JsonToken.START_OBJECT) {
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
          if (parser.nextToken() == JsonToken.VALUE_STRING) {
            labels.put(name, parser.getString());
          }
          parser.skipChildren();
        }
      }
    }
    return labels;
  }

  /** Goes to the value of a member of the object that the parser is in. */
  static @Nullable JsonToken find(JsonParser parser, String member) {
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      JsonToken value = parser.nextToken();
      if (name.equals(member)) {
        return value;
      }
      parser.skipChildren();
    }
    return null;
  }
}
