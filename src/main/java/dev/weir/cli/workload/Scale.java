package dev.weir.cli.workload;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.result.Printer;
import dev.weir.cli.target.Target;
import dev.weir.cli.target.Targets;
import dev.weir.client.http.ApiRequest;
import dev.weir.client.http.ResourcePath;
import dev.weir.resource.Json;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** {@code scale}: sets how many replicas a workload wants. */
public final class Scale implements Command {
  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("scale (TYPE NAME… | TYPE/NAME… | -f FILE) --replicas=COUNT")
            .describedAs("Set how many replicas a workload wants.")
            .examples("weir scale deploy/web --replicas=3\nweir scale deploy --all --replicas=0")
            .text("--replicas", "COUNT", "How many; 0 stops it.")
            .text("--current-replicas", "COUNT", "Only if it wants so many now.")
            .text("--resource-version", "VERSION", "Only if this is its version.");
    return Printer.declare(DryRun.declare(Targets.declare(flags)));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    if (call.text("--replicas").isEmpty()) {
      throw CliException.usage("required flag(s) \"replicas\" not set");
    }
    int replicas = count(call, "--replicas");
    Printer printer = Printer.of(call, DryRun.of(call));
    try (Targets targets = Targets.of(call)) {
      List<Target> found = targets.find(call.positional(), "scale");
      Cluster cluster = targets.server("scale");
      ExitCode code =
          targets.each(found, target -> scale(call, cluster, target, replicas, printer));
      if (found.isEmpty() && code.isSuccess()) {
        throw CliException.error("no objects passed to scale");
      }
      return code;
    }
  }

  private static void scale(
      Call call, Cluster cluster, Target target, int replicas, Printer printer) throws IOException {
    ObjectNode spec = Json.objectAt(target.object(), "spec");
    int wanted = spec.path("replicas").asInt(0);
    if (!call.text("--current-replicas").isEmpty() && count(call, "--current-replicas") != wanted) {
      throw CliException.error(
          "Expected replicas to be %d, was %d"
              .formatted(count(call, "--current-replicas"), wanted));
    }
    ObjectNode written = target.object().deepCopy();
    Json.ensureObject(written, "spec").put("replicas", replicas);
    if (printer.dryRun() != DryRun.CLIENT) {
      ObjectNode patch = Json.object();
      patch.putObject("spec").put("replicas", replicas);
      if (!call.text("--resource-version").isEmpty()) {
        patch.putObject("metadata").put("resourceVersion", call.text("--resource-version"));
      }
      String path =
          ResourcePath.of(target.kind(), target.namespace(), target.name().name())
              + "/scale?fieldManager=weir-scale"
              + (printer.dryRun() == DryRun.SERVER ? "&dryRun=All" : "");
      written =
          cluster
              .client()
              .json(
                  ApiRequest.of("PATCH", path, Json.bytes(patch))
                      .ofType("application/merge-patch+json"));
    }
    printer.done(target.kind(), written, "scaled");
  }

  private static int count(Call call, String flag) {
    String text = call.text(flag);
    if (!text.matches("\\d{1,9}")) {
      throw CliException.flags(
          "invalid argument \"" + text + "\" for \"" + flag + "\" flag: a count is expected");
    }
    return Integer.parseInt(text);
  }
}
