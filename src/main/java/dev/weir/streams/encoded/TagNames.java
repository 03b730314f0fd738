package dev.weir.streams.encoded;

import dev.weir.resource.Json;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The tags of a stream that have an image, in order, read from the stream's own value one by one as
 * they are asked for: the first are there before the last have been looked at, and nothing is kept.
 */
public final class TagNames implements Iterator<String> {
  private final JsonParser parser;
  private @Nullable String next;

  /** Of a value as {@link EncodedStream} writes it. */
  public TagNames(byte[] value) {
    parser = Json.mapper().createParser(value);
    boolean some =
        parser.nextToken() == JsonToken.START_OBJECT
            && StreamLabels.find(parser, "status") == JsonToken.START_OBJECT
            && StreamLabels.find(parser, "tags") == JsonToken.START_ARRAY;
    next = some ? advance() : end();
  }

  private @Nullable String advance() {
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      String tag = "";
      boolean hasImage = false;
      for (String name = parser.nextName(); name != null; name = parser.nextName()) {
        JsonToken value = parser.nextToken();
        if (name.equals("tag") && value == JsonToken.VALUE_STRING) {
          tag = parser.getString();
        } else if (name.equals("items") && value == JsonToken.START_ARRAY) {
          hasImage = newestHasImage();
        } else {
          parser.skipChildren();
        }
      }
      if (hasImage) {
        return tag;
      }
    }
    return end();
  }

  /** Reads a tag's events to their end. */
  private boolean newestHasImage() {
    boolean has = false;
    boolean newest = true;
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      for (String name = parser.nextName(); name != null; name = parser.nextName()) {
        JsonToken value = parser.nextToken();
        if (newest && name.equals("image") && value == JsonToken.VALUE_STRING) {
          has = !parser.getString().isEmpty();
        }
        parser.skipChildren();
      }
      newest = false;
    }
    return has;
  }

  private @Nullable String end() {
    parser.close();
    return null;
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public String next() {
    String found = next;
    if (found == null) {
      throw new NoSuchElementException();
    }
    next = advance();
    return found;
  }
}
