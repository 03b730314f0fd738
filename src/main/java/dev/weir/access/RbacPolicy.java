package dev.weir.access;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Roles and bindings (rbac.authorization.k8s.io/v1), and what follows from them. A cluster binding
 * gives a cluster role everywhere; a binding in a namespace gives a role, or a cluster role, there.
 */
final class RbacPolicy {
  private static final String CLUSTER_WIDE = "";

  private final Map<String, List<PolicyRule>> roles = new ConcurrentHashMap<>();
  private final Map<String, Map<String, Binding>> bindings = new ConcurrentHashMap<>();

  private record Binding(String name, List<Subject> subjects, String role) {}

  private record Subject(String kind, String name) {
    boolean includes(User user) {
      return switch (kind) {
        case "Group" -> user.groups().contains(name);
        default -> user.name().equals(name);
      };
    }
  }

  /** Adds or replaces an object; other kinds change nothing. */
  void put(ObjectNode object) {
    String kind = Json.string(object, "kind");
    String namespace = Meta.namespace(object);
    String name = Meta.name(object);
    switch (kind) {
      case "ClusterRole" -> roles.put(roleKey(kind, CLUSTER_WIDE, name), PolicyRule.all(object));
      case "Role" -> roles.put(roleKey(kind, namespace, name), PolicyRule.all(object));
      case "ClusterRoleBinding", "RoleBinding" ->
          bindings
              .computeIfAbsent(namespace, n -> new ConcurrentHashMap<>())
              .put(name, binding(object, namespace, name));
      default -> {}
    }
  }

  /** Takes an object away; other kinds change nothing. */
  void remove(ObjectNode object) {
    String kind = Json.string(object, "kind");
    String namespace = Meta.namespace(object);
    String name = Meta.name(object);
    switch (kind) {
      case "ClusterRole" -> roles.remove(roleKey(kind, CLUSTER_WIDE, name));
      case "Role" -> roles.remove(roleKey(kind, namespace, name));
      case "ClusterRoleBinding", "RoleBinding" ->
          bindings.getOrDefault(namespace, Map.of()).remove(name);
      default -> {}
    }
  }

  private static Binding binding(ObjectNode object, String namespace, String name) {
    JsonNode role = Json.objectAt(object, "roleRef");
    String kind = Json.string(role, "kind");
    String scope = kind.equals("Role") ? namespace : CLUSTER_WIDE;
    List<Subject> subjects =
        Json.arrayAt(object, "subjects").valueStream().map(s -> subject(s, namespace)).toList();
    return new Binding(name, subjects, roleKey(kind, scope, Json.string(role, "name")));
  }

  private static Subject subject(JsonNode subject, String bindingNamespace) {
    String kind = Json.string(subject, "kind");
    String name = Json.string(subject, "name");
    if (!kind.equals("ServiceAccount")) {
      return new Subject(kind, name);
    }
    String namespace = Json.string(subject, "namespace");
    String home = namespace.isEmpty() ? bindingNamespace : namespace;
    return new Subject("User", "system:serviceaccount:" + home + ":" + name);
  }

  private static String roleKey(String kind, String namespace, String name) {
    return kind + "/" + namespace + "/" + name;
  }

  /** The binding that allows it; empty if none does. */
  Optional<String> allows(User user, Attributes wanted) {
    Optional<String> everywhere =
        first(bindings.getOrDefault(CLUSTER_WIDE, Map.of()).values(), user, wanted)
            .map(name -> "ClusterRoleBinding \"" + name + "\"");
    if (everywhere.isPresent() || wanted.namespace().isEmpty() || !wanted.isResource()) {
      return everywhere;
    }
    return first(bindings.getOrDefault(wanted.namespace(), Map.of()).values(), user, wanted)
        .map(name -> "RoleBinding \"" + name + "/" + wanted.namespace() + "\"");
  }

  private Optional<String> first(Collection<Binding> candidates, User user, Attributes wanted) {
    return candidates.stream()
        .filter(binding -> binding.subjects().stream().anyMatch(s -> s.includes(user)))
        .filter(
            binding ->
                roles.getOrDefault(binding.role(), List.of()).stream()
                    .anyMatch(rule -> rule.covers(wanted)))
        .map(Binding::name)
        .findFirst();
  }
}
