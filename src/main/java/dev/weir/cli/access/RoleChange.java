package dev.weir.cli.access;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.KnownKinds;
import dev.weir.cli.cluster.Writes;
import dev.weir.cli.result.Printer;
import dev.weir.client.Resources.Query;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code policy add-role-to-user} and its relatives (cli.md 15). */
public final class RoleChange implements Command {
  private static final String RBAC = "rbac.authorization.k8s.io";
  private static final String ACCOUNT = "system:serviceaccount:";

  private final String words;
  private final boolean adds;
  private final boolean groups;
  private final ResourceKind kind;

  private RoleChange(String words) {
    this.words = words;
    this.adds = words.contains("add-");
    this.groups = words.endsWith("-group");
    this.kind =
        words.contains("cluster-role") ? KnownKinds.CLUSTER_ROLE_BINDING : KnownKinds.ROLE_BINDING;
  }

  /** The verb of a path such as {@code policy remove-role-from-group}. */
  public static RoleChange of(String path) {
    return new RoleChange(path);
  }

  @Override
  public Flags flags() {
    String whom = groups ? "GROUP…" : "(USER… | -z ACCOUNT…)";
    Flags flags =
        Flags.of(words + " ROLE " + whom)
            .describedAs(
                (adds ? "Give a role to " : "Take a role from ")
                    + (groups ? "groups." : "users or service accounts."))
            .examples("weir " + words + " view " + (groups ? "developers" : "ann"))
            .text("--rolebinding-name", "NAME", "The binding to change or to create.");
    if (kind.namespaced()) {
      flags.text("--role-namespace", "NS", "Namespace of a role; a cluster role if left out.");
    }
    if (!groups) {
      flags.texts("-z,--serviceaccount", "NAMES", "Service accounts of the namespace.");
    }
    return Printer.declare(DryRun.declare(flags));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    if (call.positional().isEmpty()) {
      throw CliException.error("you must specify a role");
    }
    Printer printer = Printer.of(call, DryRun.of(call));
    try (Cluster cluster = Cluster.of(call)) {
      String role = call.positional().getFirst();
      List<ObjectNode> subjects = subjects(call, cluster);
      if (subjects.isEmpty()) {
        throw CliException.error(
            groups
                ? "you must specify at least one group"
                : "you must specify at least one user or service account");
      }
      List<ObjectNode> bindings = bindings(call, cluster, role);
      Writes writes =
          printer.dryRun() == DryRun.CLIENT
              ? new Writes(cluster.client(), DryRun.SERVER, "weir-policy")
              : new Writes(cluster.client(), printer.dryRun(), "weir-policy");
      if (adds) {
        warnOfUnknown(call, cluster, subjects);
        add(call, cluster, writes, role, subjects, bindings);
      } else {
        remove(cluster, writes, subjects, bindings);
      }
      say(call, role, subjects, printer);
    }
    return ExitCode.SUCCESS;
  }

  /** Names may be given rights before anybody has them: it is said, and done. */
  private static void warnOfUnknown(Call call, Cluster cluster, List<ObjectNode> subjects) {
    for (ObjectNode subject : subjects) {
      String kind = Json.string(subject, "kind");
      String name = Json.string(subject, "name");
      ResourceKind wanted =
          switch (kind) {
            case "Group" -> KnownKinds.GROUP;
            case "ServiceAccount" -> KnownKinds.SERVICE_ACCOUNT;
            default -> KnownKinds.USER;
          };
      if (name.startsWith("system:")) {
        continue;
      }
      try {
        cluster.resources().get(wanted, Json.string(subject, "namespace"), name);
      } catch (StatusException e) {
        if (e.status().code() == 404) {
          call.warn("Warning: " + kind + " '" + name + "' not found");
        }
      }
    }
  }

  private void say(Call call, String role, List<ObjectNode> subjects, Printer printer) {
    boolean local = !call.text("--role-namespace").isEmpty();
    List<String> names =
        subjects.stream().map(one -> "\"" + Json.string(one, "name") + "\"").toList();
    String shown =
        names.size() == 1
            ? names.getFirst()
            : names.stream().collect(Collectors.joining(" ", "[", "]"));
    call.print(
        (local ? "role." : "clusterrole.")
            + RBAC
            + "/"
            + role
            + (adds ? " added: " : " removed: ")
            + shown
            + printer.dryRun().suffix());
  }

  private List<ObjectNode> subjects(Call call, Cluster cluster) {
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

  /** The bindings of the role; only the named one if a name was given. */
  private List<ObjectNode> bindings(Call call, Cluster cluster, String role) {
    String namespace = kind.namespaced() ? cluster.namespace() : "";
    String named = call.text("--rolebinding-name");
    boolean local = !call.text("--role-namespace").isEmpty();
    return cluster.resources().list(kind, namespace, Query.ALL).items().stream()
        .map(ApiObject::copy)
        .filter(binding -> named.isEmpty() || Meta.name(binding).equals(named))
        .filter(binding -> refersTo(binding, role, local))
        .toList();
  }

  private static boolean refersTo(ObjectNode binding, String role, boolean local) {
    JsonNode reference = Json.objectAt(binding, "roleRef");
    return Json.string(reference, "name").equals(role)
        && Json.string(reference, "kind").equals(local ? "Role" : "ClusterRole");
  }

  private static boolean isSame(JsonNode one, JsonNode other) {
    return Json.string(one, "kind").equals(Json.string(other, "kind"))
        && Json.string(one, "name").equals(Json.string(other, "name"))
        && Json.string(one, "namespace").equals(Json.string(other, "namespace"));
  }

  private void add(
      Call call,
      Cluster cluster,
      Writes writes,
      String role,
      List<ObjectNode> subjects,
      List<ObjectNode> bindings)
      throws IOException {
    List<ObjectNode> missing =
        subjects.stream()
            .filter(
                subject ->
                    bindings.stream()
                        .flatMap(binding -> Json.arrayAt(binding, "subjects").valueStream())
                        .noneMatch(present -> isSame(present, subject)))
            .toList();
    if (missing.isEmpty()) {
      return;
    }
    String namespace = kind.namespaced() ? cluster.namespace() : "";
    if (!call.text("--rolebinding-name").isEmpty() && !bindings.isEmpty()) {
      ObjectNode binding = bindings.getFirst();
      missing.forEach(Json.ensureArray(binding, "subjects")::add);
      writes.replace(kind, namespace, binding);
      return;
    }
    ObjectNode binding =
        Json.object().put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    Meta.of(binding).put("name", freeName(call, cluster, namespace, role));
    missing.forEach(Json.ensureArray(binding, "subjects")::add);
    binding
        .putObject("roleRef")
        .put("apiGroup", RBAC)
        .put("kind", call.text("--role-namespace").isEmpty() ? "ClusterRole" : "Role")
        .put("name", role);
    writes.create(kind, namespace, binding);
  }

  /** {@code ROLE}, or {@code ROLE-0} and so on if there is one already. */
  private String freeName(Call call, Cluster cluster, String namespace, String role) {
    if (!call.text("--rolebinding-name").isEmpty()) {
      return call.text("--rolebinding-name");
    }
    Set<String> taken =
        cluster.resources().list(kind, namespace, Query.ALL).items().stream()
            .map(binding -> Meta.name(binding.tree()))
            .collect(Collectors.toSet());
    String name = role;
    for (int number = 0; taken.contains(name); number++) {
      name = role + "-" + number;
    }
    return name;
  }

  private void remove(
      Cluster cluster, Writes writes, List<ObjectNode> subjects, List<ObjectNode> bindings)
      throws IOException {
    String namespace = kind.namespaced() ? cluster.namespace() : "";
    boolean found = false;
    for (ObjectNode binding : bindings) {
      ArrayNode present = Json.ensureArray(binding, "subjects");
      int before = present.size();
      present.removeIf(one -> subjects.stream().anyMatch(subject -> isSame(one, subject)));
      if (present.size() == before) {
        continue;
      }
      found = true;
      if (present.isEmpty()) {
        writes.delete(kind, namespace, Meta.name(binding), Json.object());
      } else {
        writes.replace(kind, namespace, binding);
      }
    }
    if (!found) {
      throw CliException.error(
          "unable to find target "
              + subjects.stream().map(one -> Json.string(one, "name")).toList());
    }
  }
}
