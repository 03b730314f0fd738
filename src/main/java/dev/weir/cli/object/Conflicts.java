package dev.weir.cli.object;

import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** What a patch would change that somebody else has changed since the last apply. */
final class Conflicts {
  private Conflicts() {}

  /** The fields, such as {@code data.a}. */
  static List<String> of(ObjectNode patch, ObjectNode last, ObjectNode live) {
    List<String> found = new ArrayList<>();
    collect(patch, last, live, "", found);
    return found;
  }

  private static void collect(
      ObjectNode patch, ObjectNode last, ObjectNode live, String path, List<String> found) {
    patch.forEachEntry(
        (name, value) -> {
          JsonNode before = last.get(name);
          JsonNode now = live.get(name);
          if (value instanceof ObjectNode change && now instanceof ObjectNode present) {
            ObjectNode said = before instanceof ObjectNode o ? o : Json.object();
            collect(change, said, present, path + name + ".", found);
          } else if (before != null && !before.equals(orNull(now))) {
            found.add(path + name);
          }
        });
  }

  private static JsonNode orNull(@Nullable JsonNode node) {
    return node == null ? NullNode.getInstance() : node;
  }
}
