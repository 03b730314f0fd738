package dev.weir.platform.rbac;

import dev.weir.access.PolicyRule;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads {@code default-roles.yaml}: the roles and bindings that every server has. */
final class DefaultRoles {
  static final String AUTOUPDATE = "rbac.authorization.kubernetes.io/autoupdate";
  private static final String AGGREGATE = "rbac.authorization.k8s.io/aggregate-to-";
  private static final List<String> READ = List.of("get", "list", "watch");
  private static final List<String> WRITE =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

  private final Map<String, List<String>> groups = new HashMap<>();
  private final List<Default> objects = new ArrayList<>();

  /** An object that shall be there; of its metadata only what is given. */
  record Default(ResourceKind kind, ObjectNode object) {}

  private DefaultRoles(JsonNode table) {
    Json.objectAt(table, "groups")
        .forEachEntry(
            (word, names) ->
                groups.put(word, names.valueStream().map(JsonNode::stringValue).toList()));
    Json.arrayAt(table, "clusterRoles").forEach(row -> role(Kinds.CLUSTER_ROLE, row));
    Json.arrayAt(table, "roles").forEach(row -> role(Kinds.ROLE, row));
    for (JsonNode row : Json.arrayAt(table, "clusterRoleBindings")) {
      binding(Kinds.CLUSTER_ROLE_BINDING, "", cell(row, 0), "ClusterRole", cell(row, 1));
      subjects(cell(row, 2));
    }
    for (JsonNode row : Json.arrayAt(table, "roleBindings")) {
      binding(Kinds.ROLE_BINDING, cell(row, 0), cell(row, 1), cell(row, 2), cell(row, 3));
      subjects(cell(row, 4));
    }
  }

  /** The objects, in the order of the file. */
  static List<Default> read() {
    try (InputStream in = DefaultRoles.class.getResourceAsStream("default-roles.yaml")) {
      byte[] text = Objects.requireNonNull(in, "default-roles.yaml").readAllBytes();
      return List.copyOf(new DefaultRoles(Yaml.parse(text)).objects);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it lies beside this class
    }
  }

  private static String cell(JsonNode row, int index) {
    JsonNode value = row.get(index);
    return value == null ? "" : value.stringValue();
  }

  private static List<String> words(String cell) {
    return cell.isEmpty() ? List.of() : List.of(cell.split(" +", -1));
  }

  private ObjectNode add(ResourceKind kind, String namespace, String name) {
    ObjectNode object = Json.object();
    object.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    ObjectNode meta = Meta.of(object).put("name", name);
    if (!namespace.isEmpty()) {
      meta.put("namespace", namespace);
    }
    meta.putObject("labels").put("kubernetes.io/bootstrapping", "rbac-defaults");
    Meta.setAnnotation(object, AUTOUPDATE, "true");
    objects.add(new Default(kind, object));
    return object;
  }

  private void role(ResourceKind kind, JsonNode row) {
    ObjectNode role = add(kind, Json.string(row, "namespace"), Json.string(row, "name"));
    Meta.setAnnotation(role, "openshift.io/description", Json.string(row, "says"));
    words(Json.string(row, "joins"))
        .forEach(word -> Json.objectAt(Meta.of(role), "labels").put(AGGREGATE + word, "true"));
    String gathers = Json.string(row, "gathers");
    if (!gathers.isEmpty()) {
      role.putObject("aggregationRule")
          .putArray("clusterRoleSelectors")
          .addObject()
          .putObject("matchLabels")
          .put(AGGREGATE + gathers, "true");
    }
    var rules = role.putArray("rules");
    Json.arrayAt(row, "rules").forEach(rule -> rules.add(rule(rule).toJson()));
  }

  private PolicyRule rule(JsonNode row) {
    List<String> things = words(cell(row, 1));
    List<String> verbs =
        switch (cell(row, 2)) {
          case "read" -> READ;
          case "write" -> WRITE;
          default -> verbs(words(cell(row, 2)));
        };
    if (cell(row, 0).equals("path")) {
      return new PolicyRule(verbs, List.of(), List.of(), List.of(), things);
    }
    List<String> named =
        Objects.requireNonNull(groups.get(cell(row, 0)), () -> "group " + cell(row, 0));
    return new PolicyRule(verbs, named, things, words(cell(row, 3)), List.of());
  }

  private static List<String> verbs(List<String> words) {
    return words.stream()
        .flatMap(word -> word.equals("read") ? READ.stream() : Stream.of(word))
        .toList();
  }

  private void binding(
      ResourceKind kind, String namespace, String name, String roleKind, String role) {
    add(kind, namespace, name)
        .putObject("roleRef")
        .put("apiGroup", RbacKinds.GROUP)
        .put("kind", roleKind)
        .put("name", role);
  }

  /** The subjects of the binding that was added last. */
  private void subjects(String cell) {
    var subjects = objects.getLast().object().putArray("subjects");
    for (String word : words(cell)) {
      boolean group = word.startsWith("group:");
      subjects
          .addObject()
          .put("apiGroup", RbacKinds.GROUP)
          .put("kind", group ? "Group" : "User")
          .put("name", word.substring(word.indexOf(':') + 1));
    }
  }
}
