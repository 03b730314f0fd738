package dev.weir.streams.encoded;

import dev.weir.resource.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Adds older events to the tags in a stored stream by their place in its bytes, without a tree. */
public final class TagItems {
  private final byte[] stream;
  private final Map<String, String> older;
  private final ByteArrayOutputStream out;
  private int copied;

  private TagItems(byte[] stream, Map<String, String> older) {
    this.stream = stream;
    this.older = older;
    int more = older.values().stream().mapToInt(text -> text.length() + 1).sum();
    this.out = new ByteArrayOutputStream(stream.length + more);
  }

  /**
   * The stream with more items at the end of those that each tag has.
   *
   * @param length of the stream in the array
   * @param older JSON values with commas between, by tag; may name tags that the stream has not
   */
  public static byte[] append(byte[] stream, int length, Map<String, String> older) {
    TagItems items = new TagItems(stream, older);
    try (JsonParser parser = Json.mapper().createParser(stream, 0, length)) {
      if (parser.nextToken() == JsonToken.START_OBJECT
          && find(parser, "status") == JsonToken.START_OBJECT
          && find(parser, "tags") == JsonToken.START_ARRAY) {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
          items.tag(parser);
        }
      }
    }
    items.copy(length);
    return items.out.toByteArray();
  }

  /** Goes to the value of a member of the object that the parser is in. */
  private static @Nullable JsonToken find(JsonParser parser, String member) {
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      JsonToken value = parser.nextToken();
      if (name.equals(member)) {
        return value;
      }
      parser.skipChildren();
    }
    return null;
  }

  private void tag(JsonParser parser) {
    String tag = "";
    int end = -1;
    boolean some = false;
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      JsonToken value = parser.nextToken();
      if (name.equals("tag")) {
        tag = parser.getString();
      } else if (name.equals("items") && value == JsonToken.START_ARRAY) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          parser.skipChildren();
          some = true;
        }
        end = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
      } else {
        parser.skipChildren();
      }
    }
    String more = older.getOrDefault(tag, "");
    if (end >= 0 && !more.isEmpty()) {
      copy(end);
      out.writeBytes(((some ? "," : "") + more).getBytes(StandardCharsets.UTF_8));
    }
  }

  private void copy(int end) {
    out.write(stream, copied, end - copied);
    copied = end;
  }
}
