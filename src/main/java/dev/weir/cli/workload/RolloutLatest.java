package dev.weir.cli.workload;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.cli.result.Printer;
import dev.weir.client.http.ApiRequest;
import dev.weir.client.http.ResourcePath;
import dev.weir.resource.Json;
import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/** {@code rollout latest}: asks the server for a new rollout of a deployment config (cli.md 17). */
public final class RolloutLatest implements Command {
  @Override
  public Flags flags() {
    return Printer.declare(
        Flags.of("rollout latest dc/NAME")
            .describedAs("Start a rollout of a deployment config with the newest images.")
            .examples("weir rollout latest dc/web")
            .flag("--again", "Roll the current images out again."));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    if (call.positional().size() != 1) {
      throw CliException.usage("one deployment config name is needed as argument.");
    }
    Printer printer = Printer.of(call);
    try (Cluster cluster = Cluster.of(call)) {
      String argument = call.positional().getFirst();
      ObjectName name =
          argument.contains("/")
              ? ObjectName.parse(cluster.kinds(), call.positional()).getFirst()
              : new ObjectName(cluster.kinds().called("deploymentconfigs"), argument);
      if (!name.kind().plural().equals("deploymentconfigs")) {
        throw CliException.error(name.name() + " is not a deployment config");
      }
      ObjectNode config = cluster.get(name.kind(), cluster.namespace(), name.name());
      if (Json.objectAt(config, "spec").path("paused").asBoolean(false)) {
        throw CliException.error("cannot deploy a paused deployment config");
      }
      ObjectNode request =
          Json.object()
              .put("apiVersion", "apps.openshift.io/v1")
              .put("kind", "DeploymentRequest")
              .put("name", name.name())
              .put("latest", !call.flag("--again"))
              .put("force", true);
      String target =
          ResourcePath.of(name.kind(), cluster.namespace(), name.name()) + "/instantiate";
      ObjectNode answer = cluster.client().json(ApiRequest.of("POST", target, Json.bytes(request)));
      printer.done(name.kind(), answer, "rolled out");
    }
    return ExitCode.SUCCESS;
  }
}
