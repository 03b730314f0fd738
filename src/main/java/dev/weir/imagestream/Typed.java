package dev.weir.imagestream;

import dev.weir.resource.Json;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Members of a known type; the last part of the path is the member's name. */
final class Typed {
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
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return OptionalLong.of(value.longValue());
    }
    throw wrong(path, "a whole number");
  }

  static Instant time(JsonNode node, String path) {
    String text = string(node, path);
    try {
      return text.isEmpty() ? Instant.EPOCH : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          path + ": \"" + text + "\" is no time such as 2015-09-02T10:15:09Z", e);
    }
  }

  private static @Nullable JsonNode member(JsonNode node, String path) {
    return node.get(path.substring(path.lastIndexOf('.') + 1));
  }

  private static IllegalArgumentException wrong(String path, String expected) {
    return new IllegalArgumentException(path + " must be " + expected);
  }
}
