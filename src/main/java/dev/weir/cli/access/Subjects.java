package dev.weir.cli.access;

import dev.weir.cli.call.Call;
import dev.weir.cli.cluster.Cluster;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Whom a role is given to: users, groups and service accounts, as bindings name them. */
final class Subjects {
  static final String RBAC = "rbac.authorization.k8s.io";
  private static final String ACCOUNT = "system:serviceaccount:";

  private Subjects() {}

  /** Those of the arguments after the role, and of {@code -z}. */
  static List<ObjectNode> of(Call call, Cluster cluster, boolean groups) {
    List<ObjectNode> subjects = new ArrayList<>();
    for (String name : call.positional().subList(1, call.positional().size())) {
      String[] parts = name.split(":", -1);
      if (!groups && name.startsWith(ACCOUNT) && parts.length == 4) {
        subjects.add(account(parts[2], parts[3]));
      } else {
        subjects.add(
            Json.object()
                .put("apiGroup", RBAC)
                .put("kind", groups ? "Group" : "User")
                .put("name", name));
      }
    }
    call.arguments().texts("--serviceaccount").stream()
        .flatMap(names -> Arrays.stream(names.split(",")))
        .forEach(name -> subjects.add(account(cluster.namespace(), name)));
    return subjects;
  }

  private static ObjectNode account(String namespace, String name) {
    return Json.object()
        .put("kind", "ServiceAccount")
        .put("name", name)
        .put("namespace", namespace);
  }

  /** Their names as they were typed. */
  static List<String> typed(Call call) {
    return Stream.concat(
            call.positional().stream().skip(1),
            call.arguments().texts("--serviceaccount").stream()
                .flatMap(names -> Arrays.stream(names.split(","))))
        .toList();
  }

  static boolean isSame(JsonNode one, JsonNode other) {
    return Json.string(one, "kind").equals(Json.string(other, "kind"))
        && Json.string(one, "name").equals(Json.string(other, "name"))
        && Json.string(one, "namespace").equals(Json.string(other, "namespace"));
  }

  /** Names may be given rights before anybody has them: it is said, and done. */
  static void warnOfUnknown(Call call, Cluster cluster, List<ObjectNode> subjects) {
    for (ObjectNode subject : subjects) {
      String kind = Json.string(subject, "kind");
      String name = Json.string(subject, "name");
      ResourceKind wanted =
          switch (kind) {
            case "Group" -> Kinds.GROUP;
            case "ServiceAccount" -> Kinds.SERVICE_ACCOUNT;
            default -> Kinds.USER;
          };
      if (name.startsWith("system:")) {
        continue;
      }
      if (isMissing(cluster, wanted, Json.string(subject, "namespace"), name)) {
        call.warn("Warning: " + kind + " '" + name + "' not found");
      }
    }
  }

  /** False also if the caller may not look. */
  static boolean isMissing(Cluster cluster, ResourceKind kind, String namespace, String name) {
    try {
      cluster.resources().get(kind, namespace, name);
      return false;
    } catch (StatusException e) {
      return e.status().code() == 404;
    }
  }
}
