package dev.weir.cli.create;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.resource.Kinds;
import java.io.IOException;

/** {@code create serviceaccount NAME}. */
public final class CreateServiceAccount implements Command {
  @Override
  public Flags flags() {
    return Creation.declare(
        Flags.of("create serviceaccount NAME")
            .describedAs("Create a service account: a user for programs.")
            .examples("weir create serviceaccount robot"));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    String name = Creation.name(call);
    try (Cluster cluster = Cluster.of(call)) {
      return Creation.create(
          call,
          cluster,
          Kinds.SERVICE_ACCOUNT,
          Creation.object(cluster, Kinds.SERVICE_ACCOUNT, name),
          "failed to create serviceaccount:");
    }
  }
}
