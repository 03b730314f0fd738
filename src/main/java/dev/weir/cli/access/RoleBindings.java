package dev.weir.cli.access;

import dev.weir.cli.call.CliException;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.Writes;
import dev.weir.client.Resources.Query;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The bindings of one role in one place.
 *
 * @param kind of bindings: those of a namespace, or those of the cluster
 * @param role that they give
 * @param named the only binding that is looked at or made; empty for all, and a free name
 */
record RoleBindings(Cluster cluster, ResourceKind kind, Role role, String named) {
  /**
   * A role.
   *
   * @param local of a namespace; of the cluster if false
   */
  record Role(String name, boolean local) {
    String kind() {
      return local ? "Role" : "ClusterRole";
    }

    boolean isGivenBy(JsonNode binding) {
      JsonNode reference = Json.objectAt(binding, "roleRef");
      return Json.string(reference, "name").equals(name)
          && Json.string(reference, "kind").equals(kind());
    }
  }

  private String namespace() {
    return kind.namespaced() ? cluster.namespace() : "";
  }

  private List<ObjectNode> all() {
    return cluster.resources().list(kind, namespace(), Query.ALL).items().stream()
        .map(ApiObject::copy)
        .toList();
  }

  private List<ObjectNode> ofRole() {
    return all().stream()
        .filter(binding -> named.isEmpty() || Meta.name(binding).equals(named))
        .filter(this::isOfRole)
        .toList();
  }

  /**
   * Whether a binding gives the role.
   *
   * @throws CliException if it was named and gives another one
   */
  private boolean isOfRole(ObjectNode binding) {
    if (!named.isEmpty() && !role.isGivenBy(binding)) {
      String other = Json.string(Json.objectAt(binding, "roleRef"), "name");
      throw CliException.error(
          "%s %s found for role %s, not %s".formatted(kind.singular(), named, other, role.name()));
    }
    return role.isGivenBy(binding);
  }

  private static boolean gives(JsonNode binding, ObjectNode subject) {
    return Json.arrayAt(binding, "subjects")
        .valueStream()
        .anyMatch(one -> Subjects.isSame(one, subject));
  }

  private static List<ObjectNode> missing(List<ObjectNode> present, List<ObjectNode> subjects) {
    return subjects.stream()
        .filter(subject -> present.stream().noneMatch(binding -> gives(binding, subject)))
        .toList();
  }

  /** Whether one of them does not have the role yet. */
  boolean anyMissing(List<ObjectNode> subjects) {
    return !missing(ofRole(), subjects).isEmpty();
  }

  /** Gives the role to those who do not have it; the bindings that give it now. */
  List<ObjectNode> add(Writes writes, List<ObjectNode> subjects) throws IOException {
    List<ObjectNode> present = ofRole();
    List<ObjectNode> missing = missing(present, subjects);
    if (missing.isEmpty()) {
      return present.stream()
          .filter(binding -> subjects.stream().anyMatch(subject -> gives(binding, subject)))
          .toList();
    }
    if (!named.isEmpty() && !present.isEmpty()) {
      ObjectNode binding = present.getFirst();
      missing.forEach(Json.ensureArray(binding, "subjects")::add);
      return List.of(writes.replace(kind, namespace(), binding));
    }
    ObjectNode binding =
        Json.object().put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    Meta.of(binding).put("name", named.isEmpty() ? freeName() : named);
    missing.forEach(Json.ensureArray(binding, "subjects")::add);
    binding
        .putObject("roleRef")
        .put("apiGroup", Subjects.RBAC)
        .put("kind", role.kind())
        .put("name", role.name());
    return List.of(writes.create(kind, namespace(), binding));
  }

  /** {@code ROLE}, or {@code ROLE-0} and so on if there is one already. */
  private String freeName() {
    Set<String> taken = all().stream().map(Meta::name).collect(Collectors.toSet());
    String name = role.name();
    for (int number = 0; taken.contains(name); number++) {
      name = role.name() + "-" + number;
    }
    return name;
  }

  /**
   * Takes the role away; the bindings as they are left, none if nobody had it.
   *
   * @throws StatusException if the named binding is not there
   * @throws CliException if nothing gives the role
   */
  List<ObjectNode> remove(Writes writes, List<ObjectNode> subjects) throws IOException {
    if (!named.isEmpty()) {
      cluster.resources().get(kind, namespace(), named);
    }
    List<ObjectNode> present = ofRole();
    if (present.isEmpty()) {
      throw CliException.error(
          "unable to locate any %s for %s \"%s\"".formatted(kind.kind(), role.kind(), role.name()));
    }
    List<ObjectNode> changed = new ArrayList<>();
    for (ObjectNode binding : present) {
      ArrayNode bound = Json.ensureArray(binding, "subjects");
      int before = bound.size();
      bound.removeIf(one -> subjects.stream().anyMatch(gone -> Subjects.isSame(one, gone)));
      if (bound.size() == before) {
        continue;
      }
      changed.add(binding);
      if (bound.isEmpty()) {
        writes.delete(kind, namespace(), Meta.name(binding), Json.object());
      } else {
        writes.replace(kind, namespace(), binding);
      }
    }
    return changed;
  }
}
