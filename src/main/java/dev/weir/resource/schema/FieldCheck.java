package dev.weir.resource.schema;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What of an object its schema does not know, or knows otherwise.
 *
 * @param unknown paths such as {@code spec.tags[0].foo}
 * @param mismatches sentences about values of a wrong type
 */
public record FieldCheck(List<String> unknown, List<String> mismatches) {
  /**
   * Compares an object with its schema, takes away unknown fields, maps that are empty or {@code
   * null} and line breaks in base64, and makes {@code null} of times that stand for none.
   */
  public static FieldCheck prune(ObjectNode object, Schema schema) {
    FieldCheck found = new FieldCheck(new ArrayList<>(), new ArrayList<>());
    found.walk(object, schema, "");
    return found;
  }

  private void walk(JsonNode value, Schema schema, String path) {
    if (value.isNull()) {
      return;
    }
    switch (schema) {
      case Schema.Anything _ -> {}
      case Schema.Scalar scalar -> scalar(value, scalar, path);
      case Schema.Items(Schema item) -> {
        if (value instanceof ArrayNode list) {
          for (int i = 0; i < list.size(); i++) {
            walk(list.get(i), item, path + "[" + i + "]");
          }
        } else {
          mismatch(value, "a list", path);
        }
      }
      case Schema.Values(Schema each, _) -> {
        if (value instanceof ObjectNode map) {
          for (String key : List.copyOf(map.propertyNames())) {
            if (map.path(key).isNull() && each.equals(Schema.STRING)) {
              map.put(key, ""); // as Go reads it
            }
            walk(map.path(key), each, below(path, key));
            joinLines(map, key, each);
          }
        } else {
          mismatch(value, "an object", path);
        }
      }
      case Schema.Fields fields -> {
        if (value instanceof ObjectNode object) {
          members(object, fields, path);
        } else {
          mismatch(value, "an object", path);
        }
      }
    }
  }

  private void members(ObjectNode object, Schema.Fields schema, String path) {
    var fields = schema.fields();
    List<String> names = List.copyOf(object.propertyNames());
    for (String name : names) {
      Field field = fields.get(name);
      if (field == null) {
        unknown.add(below(path, name));
        object.remove(name);
      } else {
        walk(object.path(name), field.schema(), below(path, name));
        tidy(object, name, field.schema());
      }
    }
  }

  /** Base64 in several lines, as {@code base64 FILE} prints it, is kept as one. */
  private static void joinLines(ObjectNode object, String name, Schema schema) {
    JsonNode value = object.path(name);
    if (schema.equals(Schema.BYTES) && value.isString()) {
      String lines = value.stringValue();
      String line = ScalarRules.withoutLineBreaks(lines);
      if (!line.equals(lines)) {
        object.put(name, line);
      }
    }
  }

  /** What stands for nothing is not kept as something. */
  private static void tidy(ObjectNode object, String name, Schema schema) {
    joinLines(object, name, schema);
    JsonNode value = object.path(name);
    if (ScalarRules.isZeroTime(value, schema)) {
      object.putNull(name);
    } else if (schema instanceof Schema.Values(_, boolean keptEmpty)
        && !keptEmpty
        && (value.isNull() || (value.isObject() && value.isEmpty()))) {
      object.remove(name);
    }
  }

  private void scalar(JsonNode value, Schema.Scalar scalar, String path) {
    if (!ScalarRules.fits(value, scalar)) {
      mismatch(value, ScalarRules.expected(scalar), path);
    }
  }

  /** Does not repeat texts: they may be secret. */
  private void mismatch(JsonNode value, String expected, String path) {
    String found =
        switch (value) {
          case ObjectNode _ -> "an object";
          case ArrayNode _ -> "a list";
          case JsonNode text when text.isString() ->
              expected.startsWith("a base64") ? "one that cannot be decoded" : "a string";
          default -> value.toString();
        };
    mismatches.add(path + ": " + expected + " is expected, not " + found);
  }

  private static String below(String path, String member) {
    return path.isEmpty() ? member : path + "." + member;
  }
}
