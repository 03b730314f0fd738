package dev.weir.pending;

import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds values by their path in an object. */
final class Fields {
  private static final String EACH = "[]";

  private final List<String> path;

  private Fields(List<String> path) {
    this.path = path;
  }

  /** Values at a path such as {@code spec.tags[].from}; {@code []} stands for each element. */
  static Fields at(String path) {
    return new Fields(List.of(path.split("\\.")));
  }

  /** A member of these objects; its name may hold dots. */
  Fields member(String name) {
    List<String> longer = new ArrayList<>(path);
    longer.add(name);
    return new Fields(longer);
  }

  /** Those that are there. */
  Function<ObjectNode, Map<String, String>> present() {
    return where(value -> !value.isNull());
  }

  /** Those that are as wanted. */
  Function<ObjectNode, Map<String, String>> where(Predicate<JsonNode> wanted) {
    return object -> {
      Map<String, String> found = new LinkedHashMap<>();
      walk("", object, 0, wanted, found);
      return found;
    };
  }

  private void walk(
      String at, JsonNode value, int depth, Predicate<JsonNode> wanted, Map<String, String> found) {
    if (depth == path.size()) {
      if (wanted.test(value)) {
        found.put(at, Json.text(value));
      }
      return;
    }
    String step = path.get(depth);
    boolean each = step.endsWith(EACH);
    String name = each ? step.substring(0, step.length() - EACH.length()) : step;
    JsonNode member = value.path(name);
    String below = at.isEmpty() ? name : at + "." + name;
    if (!each) {
      if (!member.isMissingNode()) {
        walk(below, member, depth + 1, wanted, found);
      }
      return;
    }
    for (int i = 0; member.isArray() && i < member.size(); i++) {
      String label = Json.string(member.path(i), "name");
      walk(
          below + "[" + (label.isEmpty() ? i : label) + "]",
          member.path(i),
          depth + 1,
          wanted,
          found);
    }
  }
}
