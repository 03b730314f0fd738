package dev.weir.cli.workload;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.Writes;
import dev.weir.cli.describe.PodTemplateText;
import dev.weir.cli.result.Printer;
import dev.weir.cli.target.Target;
import dev.weir.cli.target.Targets;
import dev.weir.client.http.ApiRequest;
import dev.weir.client.http.ResourcePath;
import dev.weir.resource.Json;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code rollout undo}: asks the server for a deployment config with the template of an earlier
 * version, and writes it (cli.md 17).
 */
public final class RolloutUndo implements Command {
  @Override
  public Flags flags() {
    return Printer.declare(
        DryRun.declare(
            Targets.declare(
                Flags.of("rollout undo dc/NAME")
                    .describedAs(
                        "Give a deployment config the template of an earlier version. Its image"
                            + " triggers are not automatic any more: 'weir set triggers dc/NAME"
                            + " --auto' makes them so.")
                    .examples("weir rollout undo dc/web\nweir rollout undo dc/web --to-revision=2")
                    .text(
                        "--to-revision", "NUMBER", "Which version; the one before if left out."))));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    long revision = Revisions.read(call, "--to-revision");
    Printer printer = Printer.of(call, DryRun.of(call));
    try (Targets targets = Targets.of(call)) {
      List<Target> found = RolloutElsewhere.configs(call, targets, "rollout undo");
      Cluster cluster = targets.server("rollout undo");
      return targets.each(found, target -> undo(cluster, target, revision, printer));
    }
  }

  private static void undo(Cluster cluster, Target target, long revision, Printer printer)
      throws IOException {
    String name = target.name().name();
    if (ConfigRollout.isPaused(target.object())) {
      throw CliException.error(
          "cannot rollback a paused config; resume it first with 'rollout resume dc/"
              + name
              + "' and try again");
    }
    ObjectNode request =
        Json.object()
            .put("apiVersion", "apps.openshift.io/v1")
            .put("kind", "DeploymentConfigRollback")
            .put("name", name);
    request.putObject("spec").put("revision", revision).put("includeTemplate", true);
    String path = ResourcePath.of(target.kind(), target.namespace(), name) + "/rollback";
    ObjectNode wanted = cluster.client().json(ApiRequest.of("POST", path, Json.bytes(request)));
    if (printer.dryRun() == DryRun.CLIENT) {
      ObjectNode template = Json.objectAt(Json.objectAt(wanted, "spec"), "template");
      printer.done(target.kind(), wanted, "\n" + PodTemplateText.of(template));
      return;
    }
    ObjectNode written =
        new Writes(cluster.client(), printer.dryRun(), "weir-rollout")
            .replace(target.kind(), target.namespace(), wanted);
    printer.done(target.kind(), written, "rolled back");
  }
}
