package dev.weir.imagestream;

import dev.weir.resource.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Members of a known type; the last part of the path is the member's name. */
final class Typed {
  /** How Go writes that there is no time. */
  private static final String ZERO = "0001-01-01T00:00:00Z";

  private Typed() {}

  static ObjectNode object(JsonNode node, String path) {
    JsonNode value = member(node, path);
    if (value == null || value.isNull()) {
      return Json.object();
    }
    if (value instanceof ObjectNode object) {
      return object;
    }
    throw wrong(path, "an object");
  }

  static ArrayNode array(JsonNode node, String path) {
    JsonNode value = member(node, path);
    if (value == null || value.isNull()) {
      return Json.array();
    }
    if (value instanceof ArrayNode array && array.valueStream().allMatch(JsonNode::isObject)) {
      return array;
    }
    throw wrong(path, "a list of objects");
  }

  static String string(JsonNode node, String path) {
    JsonNode value = member(node, path);
    if (value == null || value.isNull()) {
      return "";
    }
    if (value.isString()) {
      return value.stringValue();
    }
    throw wrong(path, "a string");
  }

  static boolean bool(JsonNode node, String path) {
    JsonNode value = member(node, path);
    if (value == null || value.isNull()) {
      return false;
    }
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    throw wrong(path, "true or false");
  }

  static OptionalLong number(JsonNode node, String path) {
    JsonNode value = member(node, path);
    if (value == null || value.isNull()) {
      return OptionalLong.empty();
    }
    OptionalLong whole = Json.whole(value);
    if (whole.isEmpty()) {
      throw wrong(path, "a whole number of 64 bits");
    }
    return whole;
  }

  /** The epoch stands for no time. */
  static Instant time(JsonNode node, String path) {
    String text = string(node, path);
    try {
      return text.isEmpty() || text.equals(ZERO) ? Instant.EPOCH : instant(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          path + ": \"" + text + "\" is no time such as 2015-09-02T10:15:09Z", e);
    }
  }

  /** The form that Weir writes is read without the general parser: a stream has thousands. */
  private static Instant instant(String text) {
    if (text.length() != 20
        || text.charAt(4) != '-'
        || text.charAt(7) != '-'
        || text.charAt(10) != 'T'
        || text.charAt(13) != ':'
        || text.charAt(16) != ':'
        || text.charAt(19) != 'Z') {
      return OffsetDateTime.parse(text).toInstant();
    }
    try {
      return LocalDateTime.of(
              number(text, 0, 4),
              number(text, 5, 7),
              number(text, 8, 10),
              number(text, 11, 13),
              number(text, 14, 16),
              number(text, 17, 19))
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException _) {
      return OffsetDateTime.parse(text).toInstant(); // refuses it in its own words
    }
  }

  private static int number(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw new DateTimeException("no digit: " + text.charAt(i));
      }
      value = 10 * value + digit;
    }
    return value;
  }

  private static @Nullable JsonNode member(JsonNode node, String path) {
    return node.get(path.substring(path.lastIndexOf('.') + 1));
  }

  private static IllegalArgumentException wrong(String path, String expected) {
    return new IllegalArgumentException(path + " must be " + expected);
  }
}
