package dev.weir.cli.workload;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Failures;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.cli.result.Printer;
import dev.weir.client.http.ApiRequest;
import dev.weir.client.http.ResourcePath;
import dev.weir.resource.Json;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** {@code scale}: sets how many replicas a workload wants. */
public final class Scale implements Command {
  @Override
  public Flags flags() {
    return Printer.declare(
        DryRun.declare(
            Flags.of("scale (TYPE NAME… | TYPE/NAME…) --replicas=COUNT")
                .describedAs("Set how many replicas a workload wants.")
                .examples("weir scale deploy/web --replicas=3")
                .text("--replicas", "COUNT", "How many; 0 stops it.")
                .text("--current-replicas", "COUNT", "Only if it wants so many now.")
                .text("--resource-version", "VERSION", "Only if this is its version.")));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    if (call.text("--replicas").isEmpty()) {
      throw CliException.usage("required flag(s) \"replicas\" not set");
    }
    int replicas = count(call, "--replicas");
    if (call.positional().isEmpty()) {
      throw CliException.usage("you must name what to scale, as TYPE/NAME");
    }
    Printer printer = Printer.of(call, DryRun.of(call));
    Failures failures = new Failures(call);
    try (Cluster cluster = Cluster.of(call)) {
      List<ObjectName> names = ObjectName.parse(cluster.kinds(), call.positional());
      if (names.stream().anyMatch(name -> name.name().isEmpty())) {
        throw CliException.error("resource(s) were provided, but no name was specified");
      }
      for (ObjectName name : names) {
        try {
          scale(call, cluster, name, replicas, printer);
        } catch (StatusException e) {
          failures.add(e);
        }
      }
    }
    return failures.exitCode();
  }

  private static void scale(
      Call call, Cluster cluster, ObjectName name, int replicas, Printer printer)
      throws IOException {
    ObjectNode before = cluster.get(name.kind(), cluster.namespace(), name.name());
    int wanted = Json.objectAt(before, "spec").path("replicas").asInt(0);
    if (!call.text("--current-replicas").isEmpty() && count(call, "--current-replicas") != wanted) {
      throw CliException.error(
          "Expected replicas to be %d, was %d"
              .formatted(count(call, "--current-replicas"), wanted));
    }
    ObjectNode written = before;
    if (printer.dryRun() != DryRun.CLIENT) {
      ObjectNode patch = Json.object();
      patch.putObject("spec").put("replicas", replicas);
      if (!call.text("--resource-version").isEmpty()) {
        patch.putObject("metadata").put("resourceVersion", call.text("--resource-version"));
      }
      String target =
          ResourcePath.of(name.kind(), cluster.namespace(), name.name())
              + "/scale?fieldManager=weir-scale"
              + (printer.dryRun() == DryRun.SERVER ? "&dryRun=All" : "");
      written =
          cluster
              .client()
              .json(
                  ApiRequest.of("PATCH", target, Json.bytes(patch))
                      .ofType("application/merge-patch+json"));
    }
    printer.done(name.kind(), written, "scaled");
  }

  private static int count(Call call, String flag) {
    String text = call.text(flag);
    if (!text.matches("\\d{1,9}")) {
      throw CliException.usage(
          "invalid argument \"" + text + "\" for \"" + flag + "\" flag: a count is expected");
    }
    return Integer.parseInt(text);
  }
}
