package dev.weir.resource.patch;

import dev.weir.resource.Json;
import dev.weir.resource.YamlDocuments;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A row of {@code strategic-merge.yaml}.
 *
 * @param to what comes of it; empty if it is refused
 * @param kubectl what kubectl makes of it
 */
public record MergeCase(
    String what, ObjectNode from, ObjectNode patch, ObjectNode to, ObjectNode kubectl) {
  private static final Map<String, String> GROUPS =
      Map.of(
          "Deployment", "apps/v1",
          "StatefulSet", "apps/v1",
          "CronJob", "batch/v1",
          "Role", "rbac.authorization.k8s.io/v1");

  /** All rows. */
  public static Stream<MergeCase> all() {
    try (InputStream table = MergeCase.class.getResourceAsStream("strategic-merge.yaml")) {
      String text =
          new String(Objects.requireNonNull(table).readAllBytes(), StandardCharsets.UTF_8);
      List<MergeCase> rows = new ArrayList<>();
      YamlDocuments.documents(text).getFirst().forEach(row -> rows.add(of(row)));
      return rows.stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MergeCase of(JsonNode row) {
    ObjectNode to = row.has("refused") ? Json.object() : whole(row, "to");
    return new MergeCase(
        Json.string(row, "what"),
        whole(row, "from"),
        Json.objectAt(row, "patch"),
        to,
        row.has("kubectl") ? whole(row, "kubectl") : to);
  }

  private static ObjectNode whole(JsonNode row, String member) {
    String kind = Json.string(row, "kind");
    ObjectNode object = Json.objectAt(row, member).deepCopy();
    Json.ensureObject(object, "metadata").put("name", "x");
    return object.put("apiVersion", GROUPS.getOrDefault(kind, "v1")).put("kind", kind);
  }

  /** True if nothing comes of it. */
  public boolean refused() {
    return to.isEmpty();
  }

  @Override
  public String toString() {
    return what;
  }
}
