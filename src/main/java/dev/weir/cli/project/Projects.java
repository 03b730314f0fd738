package dev.weir.cli.project;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.client.Resources.Query;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;

/** {@code projects}: those that the user may see (cli.md 14). */
public final class Projects implements Command {
  private static final String NONE =
      "You are not a member of any projects. You can request a project to be created with the"
          + " 'new-project' command.";

  @Override
  public Flags flags() {
    return Flags.of("projects")
        .describedAs("Show your projects, the current one with a star.")
        .examples("weir projects")
        .flag("-q,--short", "Show only the names.");
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    if (!call.positional().isEmpty()) {
      throw CliException.error("no arguments should be passed");
    }
    try (Cluster cluster = Cluster.of(call)) {
      List<ApiObject> projects = all(cluster);
      if (call.flag("--short")) {
        projects.forEach(project -> call.print(Meta.name(project.tree())));
        return ExitCode.SUCCESS;
      }
      switch (projects.size()) {
        case 0 -> {
          call.print(NONE);
          return ExitCode.SUCCESS;
        }
        case 1 ->
            call.print(
                "You have one project on this server: \"" + shown(projects.getFirst()) + "\".");
        default -> {
          call.print(
              "You have access to the following projects and can switch between them with 'weir"
                  + " project <projectname>':\n");
          boolean sees = sees(projects, cluster.namespace());
          for (ApiObject project : projects) {
            call.print(line(project, cluster.namespace(), sees));
          }
        }
      }
      if (sees(projects, cluster.namespace())) {
        call.print("\n" + Project.using(cluster));
      }
    }
    return ExitCode.SUCCESS;
  }

  private static boolean sees(List<ApiObject> projects, String current) {
    return projects.stream().anyMatch(project -> Meta.name(project.tree()).equals(current));
  }

  /** A star stands before the current project, if it is among them. */
  private static String line(ApiObject project, String current, boolean stars) {
    String name = Meta.name(project.tree());
    String shown = Meta.annotation(project.tree(), "openshift.io/display-name");
    return (name.equals(current) ? "  * " : stars ? "    " : "")
        + name
        + (shown.isEmpty() || shown.equals(name) ? "" : " - " + shown);
  }

  private static List<ApiObject> all(Cluster cluster) {
    return cluster.resources().list(Kinds.PROJECT, "", Query.ALL).items().stream()
        .sorted(Comparator.comparing(project -> Meta.name(project.tree())))
        .toList();
  }

  /** The projects for an error message; empty if they cannot be had. */
  static String listed(Cluster cluster) {
    try {
      List<ApiObject> projects = all(cluster);
      if (projects.isEmpty()) {
        return "\n" + NONE;
      }
      if (projects.size() == 1) {
        return "\nYou have one project on this server: " + shown(projects.getFirst());
      }
      StringBuilder text = new StringBuilder("\nYour projects are:");
      projects.forEach(project -> text.append("\n* ").append(shown(project)));
      return text.toString();
    } catch (StatusException _) {
      return "";
    }
  }

  private static String shown(ApiObject project) {
    String name = Meta.name(project.tree());
    String shown = Meta.annotation(project.tree(), "openshift.io/display-name");
    return shown.isEmpty() || shown.equals(name) ? name : shown + " (" + name + ")";
  }
}
