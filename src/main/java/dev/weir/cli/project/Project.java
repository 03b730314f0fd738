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
      throw CliException.usage("Only one argument is supported (project name or context name).");
    }
    try (Cluster cluster = Cluster.of(call)) {
      String server = "on server \"" + cluster.selection().server() + "\".";
      if (call.positional().isEmpty() || call.positional().getFirst().isEmpty()) {
        if (call.text("--namespace").isEmpty()
            && !cluster.kubeconfig().hasNamespace(cluster.selection().context())) {
          call.print("No project has been set. Pass a project name to make that the default.");
          return ExitCode.SUCCESS;
        }
        say(call, cluster.namespace(), "Using project \"" + cluster.namespace() + "\" " + server);
        return ExitCode.SUCCESS;
      }
      String name = call.positional().getFirst();
      if (name.equals(cluster.namespace())) {
        say(call, name, "Already on project \"" + name + "\" " + server);
      } else if (cluster.kubeconfig().hasContext(name)) {
        cluster.kubeconfig().use(name);
        say(call, name, "Now using context named \"" + name + "\" " + server);
      } else {
        require(cluster, name);
        cluster.kubeconfig().useNamespace(cluster.selection(), name);
        say(call, name, "Now using project \"" + name + "\" " + server);
      }
    }
    return ExitCode.SUCCESS;
  }

  private static void say(Call call, String name, String sentence) {
    call.print(call.flag("--short") ? name : sentence);
  }

  private static void require(Cluster cluster, String name) {
    try {
      cluster.resources().get(Kinds.PROJECT, "", name);
    } catch (StatusException e) {
      switch (e.status().code()) {
        case 403 ->
            throw CliException.error(
                "You are not a member of project \"" + name + "\"." + Projects.listed(cluster));
        case 404 ->
            throw CliException.error(
                "A project named \""
                    + name
                    + "\" does not exist on \""
                    + cluster.selection().server()
                    + "\"."
                    + Projects.listed(cluster));
        default -> throw e;
      }
    }
  }
}
