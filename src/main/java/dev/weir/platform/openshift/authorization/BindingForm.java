package dev.weir.platform.openshift.authorization;

import dev.weir.platform.rbac.RbacKinds;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Bindings. OpenShift's name a role by its namespace alone, which is empty for a cluster role, and
 * who has it in two ways: {@code subjects}, and {@code userNames} with {@code groupNames}. A write
 * may change one of them, or both alike.
 *
 * @param kind of bindings in OpenShift's form, for refusals
 */
record BindingForm(ResourceKind kind) implements PolicyForm {
  private static final String USERS = "userNames";
  private static final String GROUPS = "groupNames";
  private static final String SUBJECTS = "subjects";

  @Override
  public void show(ObjectNode binding) {
    Set<Subject> subjects = Subject.ofSubjects(binding);
    String namespace = Meta.namespace(binding);
    Subject.names(binding, USERS, subjects.stream().filter(s -> !s.isGroup()), namespace);
    Subject.names(binding, GROUPS, subjects.stream().filter(Subject::isGroup), namespace);
    var shown = binding.putArray(SUBJECTS);
    subjects.forEach(subject -> shown.add(subject.openShift()));
    ObjectNode role = Json.objectAt(binding, "roleRef");
    ObjectNode reference = Json.object();
    if (Json.string(role, "kind").equals(Kinds.ROLE.kind())) {
      reference.put("namespace", namespace);
    }
    binding.set("roleRef", reference.put("name", Json.string(role, "name")));
  }

  @Override
  public void keep(ObjectNode binding, ObjectNode before) {
    List<FieldProblem> problems = new ArrayList<>();
    ObjectNode role = role(binding, problems);
    Set<Subject> subjects = subjects(binding, before, problems);
    if (!problems.isEmpty()) {
      throw ApiStatus.invalid(kind, Meta.name(binding), problems).exception();
    }
    binding.remove(List.of(USERS, GROUPS));
    binding.set("roleRef", role);
    var kept = binding.putArray(SUBJECTS);
    subjects.forEach(subject -> kept.add(subject.rbac()));
  }

  private ObjectNode role(ObjectNode binding, List<FieldProblem> problems) {
    ObjectNode reference = Json.objectAt(binding, "roleRef");
    String namespace = Json.string(reference, "namespace");
    String said = Json.string(reference, "kind");
    boolean ofNamespace = !namespace.isEmpty() || said.equals(Kinds.ROLE.kind());
    String meant = ofNamespace ? Kinds.ROLE.kind() : Kinds.CLUSTER_ROLE.kind();
    if (ofNamespace && !kind.namespaced()) {
      problems.add(
          FieldProblem.forbidden("roleRef", "a binding of the whole server gives a cluster role"));
    } else if (!namespace.isEmpty() && !namespace.equals(Meta.namespace(binding))) {
      problems.add(
          FieldProblem.invalid(
              "roleRef.namespace",
              namespace,
              "must be empty, for a cluster role, or the binding's own, for a role"));
    } else if (!said.isEmpty() && !said.equals(meant)) {
      problems.add(
          FieldProblem.invalid(
              "roleRef.kind", said, "the namespace says " + meant + ": leave it or the kind out"));
    }
    return Json.object()
        .put("apiGroup", RbacKinds.GROUP)
        .put("kind", meant)
        .put("name", Json.string(reference, "name"));
  }

  private static Set<Subject> subjects(
      ObjectNode binding, ObjectNode before, List<FieldProblem> problems) {
    String namespace = Meta.namespace(binding);
    Optional<Set<Subject>> named = changed(binding, before, namespace, true);
    Optional<Set<Subject>> listed = changed(binding, before, namespace, false);
    if (named.isPresent() && listed.isPresent() && !named.equals(listed)) {
      problems.add(
          FieldProblem.invalid(
              SUBJECTS,
              texts(listed.get()),
              "userNames and groupNames say "
                  + texts(named.get())
                  + ": change one of them, or both alike"));
    }
    boolean saysNothing =
        Stream.of(USERS, GROUPS, SUBJECTS).noneMatch(member -> binding.hasNonNull(member));
    return saysNothing
        ? Set.of()
        : listed.or(() -> named).orElseGet(() -> Subject.ofSubjects(before));
  }

  /**
   * Whom one of the two ways names, where it says something else than before; what it leaves out of
   * a new object, or takes away from one, says nothing as long as the other way does.
   */
  private static Optional<Set<Subject>> changed(
      ObjectNode binding, ObjectNode before, String namespace, boolean byName) {
    boolean said =
        byName
            ? binding.hasNonNull(USERS) || binding.hasNonNull(GROUPS)
            : binding.hasNonNull(SUBJECTS);
    if (!said) {
      return Optional.empty();
    }
    Set<Subject> now = whom(binding, namespace, byName);
    return before.isEmpty() || !now.equals(whom(before, namespace, byName))
        ? Optional.of(now)
        : Optional.empty();
  }

  private static Set<Subject> whom(ObjectNode binding, String namespace, boolean byName) {
    return byName
        ? Subject.ofNames(binding, namespace)
        : inNamespace(Subject.ofSubjects(binding), namespace);
  }

  /** So that both ways name an account alike. */
  private static Set<Subject> inNamespace(Set<Subject> subjects, String namespace) {
    Set<Subject> all = new LinkedHashSet<>();
    subjects.forEach(subject -> all.add(subject.in(namespace)));
    return all;
  }

  private static String texts(Set<Subject> subjects) {
    return subjects.stream().limit(10).map(Subject::toString).toList().toString();
  }

  /**
   * Who has a role.
   *
   * @param kind of RBAC
   * @param namespace of a service account; may be empty for one of the binding's own
   */
  record Subject(String kind, String namespace, String name) {
    private static final String ACCOUNT = "ServiceAccount";
    private static final String ACCOUNT_USER = "system:serviceaccount:";
    private static final String USER = "User";
    private static final String GROUP = "Group";

    static Set<Subject> ofSubjects(ObjectNode binding) {
      Set<Subject> found = new LinkedHashSet<>();
      for (JsonNode subject : Json.arrayAt(binding, SUBJECTS)) {
        String said = Json.string(subject, "kind");
        String kind =
            switch (said) {
              case "SystemUser" -> USER;
              case "SystemGroup" -> GROUP;
              default -> said;
            };
        String name = Json.string(subject, "name");
        found.add(
            kind.equals(USER)
                ? user(name)
                : new Subject(
                    kind, kind.equals(ACCOUNT) ? Json.string(subject, "namespace") : "", name));
      }
      return found;
    }

    static Set<Subject> ofNames(ObjectNode binding, String namespace) {
      Set<Subject> found = new LinkedHashSet<>();
      Json.arrayAt(binding, USERS)
          .forEach(name -> found.add(user(name.asString("")).in(namespace)));
      Json.arrayAt(binding, GROUPS)
          .forEach(name -> found.add(new Subject(GROUP, "", name.asString(""))));
      return found;
    }

    /** A service account is a user by its long name. */
    private static Subject user(String name) {
      String[] parts = name.split(":", -1);
      return name.startsWith(ACCOUNT_USER) && parts.length == 4
          ? new Subject(ACCOUNT, parts[2], parts[3])
          : new Subject(USER, "", name);
    }

    Subject in(String own) {
      return kind.equals(ACCOUNT) && namespace.isEmpty() ? new Subject(kind, own, name) : this;
    }

    boolean isGroup() {
      return kind.equals(GROUP);
    }

    static void names(ObjectNode binding, String member, Stream<Subject> subjects, String own) {
      List<String> names = subjects.map(s -> s.in(own).userName()).toList();
      if (names.isEmpty()) {
        binding.putNull(member);
      } else {
        names.forEach(binding.putArray(member)::add);
      }
    }

    private String userName() {
      return kind.equals(ACCOUNT) ? ACCOUNT_USER + namespace + ":" + name : name;
    }

    /** Names with a colon are the system's own. */
    ObjectNode openShift() {
      boolean system = name.contains(":") && (kind.equals(USER) || kind.equals(GROUP));
      ObjectNode subject = Json.object().put("kind", (system ? "System" : "") + kind);
      return inPlace(subject);
    }

    ObjectNode rbac() {
      ObjectNode subject = Json.object();
      if (!kind.equals(ACCOUNT)) {
        subject.put("apiGroup", RbacKinds.GROUP);
      }
      return inPlace(subject.put("kind", kind));
    }

    private ObjectNode inPlace(ObjectNode subject) {
      if (!namespace.isEmpty()) {
        subject.put("namespace", namespace);
      }
      return subject.put("name", name);
    }

    @Override
    public String toString() {
      return kind + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
    }
  }
}
