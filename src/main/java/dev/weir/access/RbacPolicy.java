package dev.weir.access;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Roles and bindings (rbac.authorization.k8s.io/v1), and what follows from them. A cluster binding
 * gives a cluster role everywhere; a binding in a namespace gives a role, or a cluster role, there.
 *
 * <p>Bindings lie under their subjects and namespaces, and a role's rules under their resources, so
 * that the time of a decision depends on what the user has, not on what others have. One thread
 * changes a policy; any number may ask.
 */
final class RbacPolicy {
  private static final String CLUSTER_WIDE = "";
  private static final Grant[] NO_GRANTS = {};

  private final Map<RoleKey, RoleRules> roles = new ConcurrentHashMap<>();
  private final Map<BindingKey, Binding> bindings = new ConcurrentHashMap<>();
  private final Map<Place, Grant[]> grants = new ConcurrentHashMap<>();

  private record RoleKey(String kind, String namespace, String name) {}

  private record BindingKey(String namespace, String name) {
    @Override
    public String toString() {
      return namespace.isEmpty()
          ? "ClusterRoleBinding \"" + name + "\""
          : "RoleBinding \"" + name + "/" + namespace + "\"";
    }
  }

  private record Binding(Set<Subject> subjects, RoleKey role) {}

  private record Subject(boolean group, String name) {}

  /** Where somebody may have been given something. */
  private record Place(boolean group, String subject, String namespace) {}

  /**
   * @param answer made once: the same for every question that it allows
   */
  private record Grant(BindingKey binding, RoleKey role, Decision.Allowed answer) {
    static Grant of(BindingKey binding, RoleKey role, Subject subject) {
      String given =
          "RBAC: allowed by %s of %s \"%s\" to %s \"%s\""
              .formatted(
                  binding,
                  role.kind(),
                  role.name(),
                  subject.group() ? "Group" : "User",
                  subject.name());
      return new Grant(binding, role, new Decision.Allowed(given));
    }
  }

  /** Adds or replaces an object; other kinds change nothing. */
  void put(ObjectNode object) {
    String kind = Json.string(object, "kind");
    String namespace = Meta.namespace(object);
    String name = Meta.name(object);
    switch (kind) {
      case "ClusterRole" ->
          roles.put(new RoleKey(kind, CLUSTER_WIDE, name), new RoleRules(PolicyRule.all(object)));
      case "Role" ->
          roles.put(new RoleKey(kind, namespace, name), new RoleRules(PolicyRule.all(object)));
      case "ClusterRoleBinding", "RoleBinding" ->
          bind(new BindingKey(namespace, name), binding(object, namespace));
      default -> {}
    }
  }

  /** Takes an object away; other kinds change nothing. */
  void remove(ObjectNode object) {
    String kind = Json.string(object, "kind");
    String namespace = Meta.namespace(object);
    String name = Meta.name(object);
    switch (kind) {
      case "ClusterRole" -> roles.remove(new RoleKey(kind, CLUSTER_WIDE, name));
      case "Role" -> roles.remove(new RoleKey(kind, namespace, name));
      case "ClusterRoleBinding", "RoleBinding" -> unbind(new BindingKey(namespace, name));
      default -> {}
    }
  }

  private void bind(BindingKey key, Binding binding) {
    unbind(key);
    bindings.put(key, binding);
    for (Subject subject : binding.subjects()) {
      grants.merge(
          new Place(subject.group(), subject.name(), key.namespace()),
          new Grant[] {Grant.of(key, binding.role(), subject)},
          RbacPolicy::join);
    }
  }

  private void unbind(BindingKey key) {
    Binding old = bindings.remove(key);
    if (old == null) {
      return;
    }
    for (Subject subject : old.subjects()) {
      grants.computeIfPresent(
          new Place(subject.group(), subject.name(), key.namespace()),
          (_, present) -> without(present, key));
    }
  }

  private static Grant[] join(Grant[] present, Grant[] more) {
    Grant[] joined = Arrays.copyOf(present, present.length + more.length);
    System.arraycopy(more, 0, joined, present.length, more.length);
    return joined;
  }

  @SuppressWarnings("NullAway") // null takes the entry out of the map
  private static Grant[] without(Grant[] present, BindingKey key) {
    Grant[] left =
        Arrays.stream(present).filter(g -> !g.binding().equals(key)).toArray(Grant[]::new);
    return left.length == 0 ? null : left;
  }

  private static Binding binding(ObjectNode object, String namespace) {
    JsonNode role = Json.objectAt(object, "roleRef");
    String kind = Json.string(role, "kind");
    String home = kind.equals("Role") ? namespace : CLUSTER_WIDE;
    Set<Subject> subjects = new LinkedHashSet<>();
    for (JsonNode subject : Json.arrayAt(object, "subjects")) {
      subjects.add(subject(subject, namespace));
    }
    return new Binding(subjects, new RoleKey(kind, home, Json.string(role, "name")));
  }

  private static Subject subject(JsonNode subject, String bindingNamespace) {
    String name = Json.string(subject, "name");
    return switch (Json.string(subject, "kind")) {
      case "Group" -> new Subject(true, name);
      case "ServiceAccount" -> {
        String namespace = Json.string(subject, "namespace");
        String home = namespace.isEmpty() ? bindingNamespace : namespace;
        yield new Subject(false, "system:serviceaccount:" + home + ":" + name);
      }
      default -> new Subject(false, name);
    };
  }

  /** The answer of the binding that allows it; null if none does. No allocation but of keys. */
  Decision.@Nullable Allowed allows(User user, Attributes wanted) {
    String full = wanted.fullResource();
    Decision.Allowed everywhere = allowed(user, CLUSTER_WIDE, wanted, full);
    if (everywhere != null || wanted.namespace().isEmpty() || !wanted.isResource()) {
      return everywhere;
    }
    return allowed(user, wanted.namespace(), wanted, full);
  }

  private Decision.@Nullable Allowed allowed(
      User user, String namespace, Attributes wanted, String full) {
    Decision.Allowed own = first(grants(false, user.name(), namespace), wanted, full);
    if (own != null) {
      return own;
    }
    for (String group : user.groups()) {
      Decision.Allowed given = first(grants(true, group, namespace), wanted, full);
      if (given != null) {
        return given;
      }
    }
    return null;
  }

  private Grant[] grants(boolean group, String subject, String namespace) {
    return grants.getOrDefault(new Place(group, subject, namespace), NO_GRANTS);
  }

  private Decision.@Nullable Allowed first(Grant[] candidates, Attributes wanted, String full) {
    for (Grant grant : candidates) {
      if (rules(grant.role()).allow(wanted, full)) {
        return grant.answer();
      }
    }
    return null;
  }

  private RoleRules rules(RoleKey key) {
    return roles.getOrDefault(key, RoleRules.NONE);
  }

  /** As {@link Policy#rulesOf}. */
  List<PolicyRule> rulesOf(User user, String namespace) {
    Set<PolicyRule> found = new LinkedHashSet<>();
    roleKeys(user, CLUSTER_WIDE).forEach(key -> found.addAll(rules(key).all()));
    if (!namespace.isEmpty()) {
      for (RoleKey key : roleKeys(user, namespace)) {
        rules(key).all().stream().filter(rule -> rule.paths().isEmpty()).forEach(found::add);
      }
    }
    return List.copyOf(found);
  }

  private Set<RoleKey> roleKeys(User user, String namespace) {
    List<Grant> found = new ArrayList<>(List.of(grants(false, user.name(), namespace)));
    user.groups().forEach(group -> found.addAll(List.of(grants(true, group, namespace))));
    Set<RoleKey> keys = new LinkedHashSet<>();
    found.forEach(grant -> keys.add(grant.role()));
    return keys;
  }

  /** As {@link Policy#rulesOfRole}. */
  Optional<List<PolicyRule>> rulesOfRole(String kind, String namespace, String name) {
    String home = kind.equals("Role") ? namespace : CLUSTER_WIDE;
    return Optional.ofNullable(roles.get(new RoleKey(kind, home, name))).map(RoleRules::all);
  }

  /** As {@link Policy#whoCan}. */
  Policy.Holders whoCan(Attributes wanted) {
    Policy.Holders holders = new Policy.Holders(new TreeSet<>(), new TreeSet<>());
    String full = wanted.fullResource();
    bindings.forEach(
        (key, binding) -> {
          boolean there =
              key.namespace().isEmpty()
                  || (wanted.isResource() && key.namespace().equals(wanted.namespace()));
          if (there && rules(binding.role()).allow(wanted, full)) {
            for (Subject subject : binding.subjects()) {
              (subject.group() ? holders.groups() : holders.users()).add(subject.name());
            }
          }
        });
    return holders;
  }
}
