package dev.weir.resource.template;

import dev.weir.resource.Json;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts values where parameters are named: {@code ${NAME}} within a text or a key, {@code ${{NAME}}}
 * as a whole text, whose value is read as JSON. What names no parameter stays, and values are not
 * looked into.
 */
final class Substitution {
  private static final Pattern WITHIN = Pattern.compile("\\$\\{([a-zA-Z0-9_]+)}");
  private static final Pattern WHOLE = Pattern.compile("\\$\\{\\{([a-zA-Z0-9_]+)}}");

  private final Map<String, String> values;
  private final Room room;

  Substitution(Map<String, String> values, Room room) {
    this.values = values;
    this.room = room;
  }

  /** True of a text that names parameters. */
  static boolean namesParameters(String text) {
    return WITHIN.matcher(text).find() || WHOLE.matcher(text).find();
  }

  /** The same tree with values. */
  JsonNode in(JsonNode node) {
    return switch (node) {
      case ObjectNode object -> in(object);
      case ArrayNode list -> {
        ArrayNode filled = Json.array();
        list.forEach(item -> filled.add(in(item)));
        yield filled;
      }
      default -> node.isString() ? whole(node) : node;
    };
  }

  /** The same object with values in its keys and members. */
  ObjectNode in(ObjectNode object) {
    ObjectNode filled = Json.object();
    object.forEachEntry((key, member) -> filled.set(in(key), in(member)));
    return filled;
  }

  private JsonNode whole(JsonNode text) {
    Matcher matcher = WHOLE.matcher(text.stringValue());
    String value = matcher.matches() ? values.get(matcher.group(1)) : null;
    if (value != null) {
      room.take(value.length());
      return json(value).orElseGet(() -> Json.object().put("text", value).get("text"));
    }
    String filled = in(text.stringValue());
    return filled.equals(text.stringValue()) ? text : Json.object().put("t", filled).get("t");
  }

  /** Numbers, truth values, lists and objects; any other value is a text. */
  private static Optional<JsonNode> json(String value) {
    try {
      return Optional.of(Json.parse(value));
    } catch (JacksonException _) {
      return Optional.empty();
    }
  }

  /** The same text with values. */
  String in(String text) {
    if (text.indexOf('$') < 0) {
      return text;
    }
    Matcher named = WITHIN.matcher(text);
    StringBuilder filled = new StringBuilder();
    int done = 0;
    while (named.find()) {
      String value = values.get(named.group(1));
      if (value != null) {
        room.take(value.length());
        filled.append(text, done, named.start()).append(value);
        done = named.end();
      }
    }
    return filled.append(text, done, text.length()).toString();
  }
}
