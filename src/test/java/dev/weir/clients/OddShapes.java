package dev.weir.clients;

import dev.weir.resource.Json;
import dev.weir.resource.schema.Schema;
import java.util.List;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Documents in which one value is not what belongs there; the same seed makes the same ones. */
public final class OddShapes {
  private static final String MARK = "@odd@";

  /** Numbers that no field holds, or only some do. */
  private static final List<String> NUMBERS =
      List.of(
          "1000000000000000000000000000000",
          "-1000000000000000000000000000000",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775809",
          "2147483647",
          "2147483648",
          "-2147483649",
          "1e400",
          "-1e400",
          "1e30",
          "1.5",
          "3.0",
          "-1",
          "0");

  private static final List<String> OTHERS =
      List.of(
          "null",
          "true",
          "\"\"",
          "\"x\"",
          "\"99999999999999999999\"",
          "[]",
          "{}",
          "[null]",
          "[1000000000000000000000000000000]",
          "[\"x\",5]",
          "[{}]",
          "{\"a\":1}",
          "{\"a\":1e400}",
          "{\"\":null}",
          "{\"a\":{\"b\":[[]]}}");

  private final RandomGenerator random;

  public OddShapes(RandomGenerator random) {
    this.random = random;
  }

  /** The text of a document, with one value replaced at a random place. */
  public String spoil(JsonNode document) {
    JsonNode copy = document.deepCopy();
    JsonNode place = copy;
    while (true) {
      List<JsonNode> inside =
          place.valueStream().filter(n -> n.isContainer() && !n.isEmpty()).toList();
      if (inside.isEmpty() || random.nextInt(4) == 0) {
        break;
      }
      place = pick(inside);
    }
    if (place instanceof ObjectNode object) {
      object.put(pick(List.copyOf(object.propertyNames())), MARK);
    } else if (place instanceof ArrayNode list) {
      list.set(random.nextInt(list.size()), MARK);
    }
    return withOdd(copy);
  }

  /** The text of an object, with a value at a random place of its schema. */
  public String spoil(ObjectNode object, Schema.Fields schema) {
    ObjectNode copy = object.deepCopy();
    int steps = 1 + random.nextInt(9);
    put(copy, schema, steps);
    return withOdd(copy);
  }

  private void put(ObjectNode object, Schema.Fields schema, int steps) {
    List<String> names = List.copyOf(schema.fields().keySet());
    if (names.isEmpty()) {
      object.put("x", MARK);
      return;
    }
    String name = pick(names);
    for (int i = 0; steps > 1 && i < 3 && isPlain(schema, name); i++) {
      name = pick(names); // deep places are many, and few ways lead there
    }
    JsonNode found = object.path(name);
    object.set(
        name,
        steps == 1
            ? mark()
            : replaced(
                found,
                java.util.Objects.requireNonNull(schema.fields().get(name)).schema(),
                steps - 1));
  }

  private static boolean isPlain(Schema.Fields schema, String name) {
    Schema field = java.util.Objects.requireNonNull(schema.fields().get(name)).schema();
    return name.equals("metadata")
        || field instanceof Schema.Scalar
        || field instanceof Schema.Anything;
  }

  private JsonNode replaced(JsonNode found, Schema schema, int steps) {
    return switch (schema) {
      case Schema.Anything _ -> mark();
      case Schema.Scalar _ -> mark();
      case Schema.Items(Schema item) -> {
        ArrayNode list = found instanceof ArrayNode present ? present : Json.array();
        JsonNode value = replaced(list.path(0), item, steps);
        yield list.isEmpty() ? list.add(value) : list.set(0, value);
      }
      case Schema.Values(Schema each, _) -> {
        ObjectNode map = found instanceof ObjectNode present ? present : Json.object();
        map.set("a", replaced(map.path("a"), each, steps));
        yield map;
      }
      case Schema.Fields fields -> {
        ObjectNode object = found instanceof ObjectNode present ? present : Json.object();
        put(object, fields, steps);
        yield object;
      }
    };
  }

  private static JsonNode mark() {
    return Json.object().stringNode(MARK);
  }

  private String withOdd(JsonNode tree) {
    return Json.text(tree).replace('"' + MARK + '"', odd());
  }

  /** An odd value, written as JSON. */
  public String odd() {
    return pick(random.nextInt(5) < 3 ? NUMBERS : OTHERS);
  }

  public <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  public boolean oneIn(int number) {
    return random.nextInt(number) == 0;
  }
}
