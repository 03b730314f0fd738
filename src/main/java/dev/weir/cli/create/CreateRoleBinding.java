package dev.weir.cli.create;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.resource.Kinds;
import dev.weir.resource.ResourceKind;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code create rolebinding} and {@code create clusterrolebinding}: who has a role. */
public final class CreateRoleBinding implements Command {
  private static final String GROUP = "rbac.authorization.k8s.io";

  private final ResourceKind kind;

  private CreateRoleBinding(ResourceKind kind) {
    this.kind = kind;
  }

  public static CreateRoleBinding roleBinding() {
    return new CreateRoleBinding(Kinds.ROLE_BINDING);
  }

  public static CreateRoleBinding clusterRoleBinding() {
    return new CreateRoleBinding(Kinds.CLUSTER_ROLE_BINDING);
  }

  @Override
  public Flags flags() {
    String name = kind.singular();
    Flags flags =
        Flags.of("create " + name + " NAME --clusterrole=ROLE")
            .describedAs("Give a role to users, groups and service accounts.")
            .examples("weir create " + name + " readers --clusterrole=view --user=ann")
            .text("--clusterrole", "NAME", "The cluster role.")
            .texts("--user", "NAMES", "Users.")
            .texts("--group", "NAMES", "Groups.")
            .texts("--serviceaccount", "NS:NAME", "Service accounts.");
    if (kind.equals(Kinds.ROLE_BINDING)) {
      flags.text("--role", "NAME", "A role of the namespace instead.");
    }
    return Creation.declare(flags);
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    String name = Creation.name(call);
    String clusterRole = call.text("--clusterrole");
    String role = call.text("--role");
    if (clusterRole.isEmpty() == role.isEmpty()) {
      throw CliException.error(
          kind.equals(Kinds.ROLE_BINDING)
              ? "exactly one of clusterrole or role must be specified"
              : "required flag(s) \"clusterrole\" not set");
    }
    try (Cluster cluster = Cluster.of(call)) {
      ObjectNode binding = Creation.object(cluster, kind, name);
      ArrayNode subjects = binding.putArray("subjects");
      values(call, "--user").forEach(user -> subject(subjects, "User", user));
      values(call, "--group").forEach(group -> subject(subjects, "Group", group));
      values(call, "--serviceaccount").forEach(account -> account(subjects, account));
      if (subjects.isEmpty()) {
        binding.remove("subjects");
      }
      binding
          .putObject("roleRef")
          .put("apiGroup", GROUP)
          .put("kind", role.isEmpty() ? "ClusterRole" : "Role")
          .put("name", clusterRole + role);
      return Creation.create(
          call, cluster, kind, binding, "failed to create " + kind.singular() + ":");
    }
  }

  private static List<String> values(Call call, String flag) {
    return call.arguments().texts(flag).stream()
        .flatMap(value -> Arrays.stream(value.split(",")))
        .filter(value -> !value.isEmpty())
        .toList();
  }

  private static void subject(ArrayNode subjects, String kind, String name) {
    subjects.addObject().put("apiGroup", GROUP).put("kind", kind).put("name", name);
  }

  private static void account(ArrayNode subjects, String account) {
    String[] parts = account.split(":", -1);
    if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      throw CliException.error("serviceaccount must be <namespace>:<name>");
    }
    subjects
        .addObject()
        .put("kind", "ServiceAccount")
        .put("name", parts[1])
        .put("namespace", parts[0]);
  }
}
