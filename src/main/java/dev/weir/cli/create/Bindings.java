package dev.weir.cli.create;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.Flags;
import dev.weir.resource.Kinds;
import dev.weir.resource.ResourceKind;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ArrayNode;

/** {@code create rolebinding} and {@code create clusterrolebinding}: who has a role. */
public final class Bindings {
  private static final String GROUP = "rbac.authorization.k8s.io";

  private Bindings() {}

  public static Command roleBinding() {
    return made(
        Kinds.ROLE_BINDING,
        flags -> flags.text("--role", "NAME", "A role of the namespace instead."),
        "exactly one of clusterrole or role must be specified");
  }

  public static Command clusterRoleBinding() {
    return made(
        Kinds.CLUSTER_ROLE_BINDING, flags -> flags, "required flag(s) \"clusterrole\" not set");
  }

  private static Command made(ResourceKind kind, UnaryOperator<Flags> more, String noRole) {
    String name = kind.singular();
    return new Made(
        () ->
            more.apply(
                Flags.of("create " + name + " NAME --clusterrole=ROLE")
                    .describedAs("Give a role to users, groups and service accounts.")
                    .examples("weir create " + name + " readers --clusterrole=view --user=ann")
                    .text("--clusterrole", "NAME", "The cluster role.")
                    .texts("--user", "NAME", "A user; may be repeated.")
                    .texts("--group", "NAME", "A group; may be repeated.")
                    .texts("--serviceaccount", "NS:NAME", "A service account; may be repeated.")),
        kind,
        "failed to create " + name + ":",
        (binding, call, _) -> {
          String clusterRole = call.text("--clusterrole");
          String role = call.text("--role");
          if (clusterRole.isEmpty() == role.isEmpty()) {
            throw CliException.error(noRole);
          }
          subjects(binding.putArray("subjects"), call);
          if (binding.path("subjects").isEmpty()) {
            binding.remove("subjects");
          }
          binding
              .putObject("roleRef")
              .put("apiGroup", GROUP)
              .put("kind", role.isEmpty() ? "ClusterRole" : "Role")
              .put("name", clusterRole + role);
        });
  }

  private static void subjects(ArrayNode subjects, Call call) {
    call.arguments().texts("--user").forEach(user -> subject(subjects, "User", user));
    call.arguments().texts("--group").forEach(group -> subject(subjects, "Group", group));
    call.arguments().texts("--serviceaccount").forEach(account -> account(subjects, account));
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
