package dev.weir.cli.create;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.resource.Kinds;
import java.io.IOException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code create quota NAME}: how much a namespace may hold. */
public final class CreateQuota implements Command {
  @Override
  public Flags flags() {
    return Creation.declare(
        Flags.of("create quota NAME")
            .describedAs("Create a resource quota: how much a namespace may hold.")
            .examples("weir create quota images --hard=openshift.io/imagestreams=10")
            .text("--hard", "NAME=AMOUNT,…", "The limits.")
            .text("--scopes", "NAMES", "What it counts, with commas between."));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    String name = Creation.name(call);
    try (Cluster cluster = Cluster.of(call)) {
      ObjectNode quota = Creation.object(cluster, Kinds.RESOURCE_QUOTA, name);
      ObjectNode spec = quota.putObject("spec");
      ObjectNode hard = spec.putObject("hard");
      for (String limit : call.text("--hard").split(",")) {
        int equals = limit.indexOf('=');
        if (!limit.isEmpty() && equals <= 0) {
          throw CliException.error(
              "invalid argument syntax \"" + limit + "\" for --hard, expected NAME=AMOUNT");
        } else if (equals > 0) {
          hard.put(limit.substring(0, equals), limit.substring(equals + 1));
        }
      }
      if (!call.text("--scopes").isEmpty()) {
        ArrayNode scopes = spec.putArray("scopes");
        for (String scope : call.text("--scopes").split(",")) {
          scopes.add(scope);
        }
      }
      return Creation.create(call, cluster, Kinds.RESOURCE_QUOTA, quota, "failed to create quota:");
    }
  }
}
