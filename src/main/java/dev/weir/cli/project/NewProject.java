package dev.weir.cli.project;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/** {@code new-project}: asks for a project and switches to it (cli.md 14). */
public final class NewProject implements Command {
  @Override
  public Flags flags() {
    return Flags.of("new-project NAME")
        .describedAs("Create a project and make it the current one.")
        .examples("weir new-project web --display-name='The web team'")
        .text("--display-name", "TEXT", "Name for people.")
        .text("--description", "TEXT", "What the project is for.")
        .flag("--skip-config-write", "Leave the kubeconfig as it is.");
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    if (call.positional().size() != 1) {
      throw CliException.error("must have exactly one argument");
    }
    String name = call.positional().getFirst();
    try (Cluster cluster = Cluster.of(call)) {
      ObjectNode request =
          Json.object().put("kind", "ProjectRequest").put("apiVersion", "project.openshift.io/v1");
      Meta.of(request).put("name", name);
      put(request, "displayName", call.text("--display-name"));
      put(request, "description", call.text("--description"));
      cluster.resources().create(Kinds.PROJECT_REQUEST, "", request);
      String server = cluster.selection().server().toString();
      if (call.flag("--skip-config-write")) {
        call.print("Project \"" + name + "\" created on server \"" + server + "\".");
        call.print("\nTo switch to this project, use:\n\n    weir project " + name);
        return ExitCode.SUCCESS;
      }
      cluster.kubeconfig().useNamespace(cluster.selection(), name);
      call.print("Now using project \"" + name + "\" on server \"" + server + "\".");
      call.hint("\nYou can tag an image into it, for example:\n\n    weir tag SOURCE NAME:TAG");
    }
    return ExitCode.SUCCESS;
  }

  private static void put(ObjectNode object, String member, String value) {
    if (!value.isEmpty()) {
      object.put(member, value);
    }
  }
}
