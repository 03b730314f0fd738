package dev.weir.cli.project;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.resource.Kinds;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.Optional;

/** {@code project}: shows or changes the current project (cli.md 14). */
public final class Project implements Command {
  @Override
  public Flags flags() {
    return Flags.of("project [NAME]")
        .describedAs("Show the current project, or switch to another one or to a context.")
        .examples("weir project\nweir project web")
        .flag("-q,--short", "Show only the name.");
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    if (call.positional().size() > 1) {
      throw CliException.error("Only one argument is supported (project name or context name).");
    }
    try (Cluster cluster = Cluster.of(call)) {
      if (call.positional().isEmpty() || call.positional().getFirst().isEmpty()) {
        show(call, cluster);
      } else {
        change(call, cluster, call.positional().getFirst());
      }
    }
    return ExitCode.SUCCESS;
  }

  private static void show(Call call, Cluster cluster) {
    if (call.text("--namespace").isEmpty()
        && !cluster.kubeconfig().hasNamespace(cluster.selection().context())) {
      if (call.flag("--short")) {
        throw CliException.error("no project has been set");
      }
      call.print("No project has been set. Pass a project name to make that the default.");
      return;
    }
    String project = cluster.namespace();
    refusal(cluster, project)
        .ifPresent(
            _ -> {
              throw CliException.error(
                  "you do not have rights to view project \""
                      + project
                      + "\" specified in your config or the project doesn't exist");
            });
    say(call, project, using(cluster));
  }

  /** {@code Using project "web" on server "https://…".}, with the context where it has a name. */
  static String using(Cluster cluster) {
    String context = cluster.selection().context();
    boolean named = !context.isEmpty() && !context.equals(usual(cluster));
    return "Using project \""
        + cluster.namespace()
        + (named ? "\" from context named \"" + context : "")
        + "\" "
        + onServer(cluster);
  }

  private static String usual(Cluster cluster) {
    String context = cluster.selection().context();
    return cluster.selection().contextOf(cluster.kubeconfig().namespaceOf(context));
  }

  private static String onServer(Cluster cluster) {
    return "on server \"" + cluster.selection().server() + "\".";
  }

  private static void change(Call call, Cluster cluster, String name) throws IOException {
    String on = onServer(cluster);
    String already = "Already on project \"" + cluster.namespace() + "\" " + on;
    if (cluster.kubeconfig().hasContext(name)) {
      String project = cluster.kubeconfig().namespaceOf(name);
      cluster.kubeconfig().use(name);
      String context = "context named \"" + name + "\" " + on;
      if (project.isEmpty()) {
        say(call, project, "Now using " + context);
      } else if (project.equals(cluster.namespace())) {
        say(call, project, already);
      } else {
        say(call, project, "Now using project \"" + project + "\" from " + context);
      }
      return;
    }
    require(cluster, name);
    cluster.kubeconfig().useNamespace(cluster.selection(), name);
    boolean same = name.equals(cluster.namespace());
    say(call, name, same ? already : "Now using project \"" + name + "\" " + on);
  }

  private static void say(Call call, String name, String sentence) {
    call.print(call.flag("--short") ? name : sentence);
  }

  private static void require(Cluster cluster, String name) {
    refusal(cluster, name)
        .ifPresent(
            code -> {
              throw CliException.error(
                  (code == 403
                          ? "You are not a member of project \"" + name + "\"."
                          : "A project named \""
                              + name
                              + "\" does not exist on \""
                              + cluster.selection().server()
                              + "\".")
                      + Projects.listed(cluster));
            });
  }

  /** 403 or 404 if the user may not see the project. */
  private static Optional<Integer> refusal(Cluster cluster, String name) {
    try {
      var _ = cluster.resources().get(Kinds.PROJECT, "", name);
      return Optional.empty();
    } catch (StatusException e) {
      int code = e.status().code();
      if (code == 403 || code == 404) {
        return Optional.of(code);
      }
      throw e;
    }
  }
}
