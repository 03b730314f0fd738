package dev.weir.cli.access;

import dev.weir.cli.access.RoleBindings.Role;
import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.Writes;
import dev.weir.cli.result.Printer;
import dev.weir.resource.Kinds;
import dev.weir.resource.ResourceKind;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** {@code policy add-role-to-user} and its relatives (cli.md 15). */
public final class RoleChange implements Command {
  private static final String ROLES =
      " Roles are view, edit and admin, for images alone system:image-puller, system:image-pusher"
          + " and system:image-builder; weir get clusterroles shows all.";

  private final String words;
  private final boolean adds;
  private final boolean groups;
  private final ResourceKind kind;

  private RoleChange(String words) {
    this.words = words;
    this.adds = words.contains("add-");
    this.groups = words.endsWith("-group");
    this.kind = words.contains("cluster-role") ? Kinds.CLUSTER_ROLE_BINDING : Kinds.ROLE_BINDING;
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
                    + (groups ? "groups" : "users or service accounts")
                    + (kind.namespaced() ? " in the current project." : " in all projects.")
                    + (adds ? ROLES : ""))
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
    requireArguments(call);
    Printer printer = Printer.of(call, DryRun.of(call));
    boolean local = !call.text("--role-namespace").isEmpty();
    Role role = new Role(call.positional().getFirst(), local);
    try (Cluster cluster = Cluster.of(call)) {
      List<ObjectNode> subjects = Subjects.of(call, cluster, groups);
      if (subjects.isEmpty()) {
        throw CliException.error("you must specify at least one user or service account");
      }
      RoleBindings bindings =
          new RoleBindings(cluster, kind, role, call.text("--rolebinding-name"));
      // A client dry run asks the server, too: which bindings there are only it knows.
      DryRun dryRun = printer.dryRun() == DryRun.CLIENT ? DryRun.SERVER : printer.dryRun();
      Writes writes = new Writes(cluster.client(), dryRun, "weir-policy");
      List<ObjectNode> changed;
      if (adds) {
        ResourceKind roles = local ? Kinds.ROLE : Kinds.CLUSTER_ROLE;
        requireOwn(call, cluster);
        if (Subjects.isMissing(cluster, roles, call.text("--role-namespace"), role.name())) {
          call.warn("Warning: role '" + role.name() + "' not found");
        }
        if (bindings.anyMissing(subjects)) {
          Subjects.warnOfUnknown(call, cluster, subjects);
        }
        changed = bindings.add(writes, subjects);
      } else {
        changed = bindings.remove(writes, subjects);
        if (changed.isEmpty()) {
          throw CliException.error("unable to find target " + Subjects.typed(call));
        }
      }
      if (printer.isText()) {
        say(call, role, printer);
      } else {
        changed.forEach(printer::object);
      }
    }
    return ExitCode.SUCCESS;
  }

  private void requireArguments(Call call) {
    if (groups && call.positional().size() < 2) {
      throw CliException.error(
          "you must specify at least two arguments: <role> <group> [group]...");
    }
    if (call.positional().isEmpty()) {
      throw CliException.error("you must specify a role");
    }
  }

  /** A binding gives roles of its own namespace only. */
  private static void requireOwn(Call call, Cluster cluster) {
    String given = call.text("--role-namespace");
    if (!given.isEmpty() && !given.equals(cluster.namespace())) {
      throw CliException.error(
          "role binding in namespace \"%s\" can't reference role in different namespace \"%s\""
              .formatted(cluster.namespace(), given));
    }
  }

  private void say(Call call, Role role, Printer printer) {
    List<String> names = Subjects.typed(call).stream().map(name -> "\"" + name + "\"").toList();
    String shown =
        names.size() == 1
            ? names.getFirst()
            : names.stream().collect(Collectors.joining(" ", "[", "]"));
    call.print(
        role.kind().toLowerCase(Locale.ROOT)
            + "."
            + Subjects.RBAC
            + "/"
            + role.name()
            + (adds ? " added: " : " removed: ")
            + shown
            + printer.dryRun().suffix());
  }
}
