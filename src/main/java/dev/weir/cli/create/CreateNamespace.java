package dev.weir.cli.create;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.resource.Kinds;
import java.io.IOException;

/** {@code create namespace NAME}. */
public final class CreateNamespace implements Command {
  @Override
  public Flags flags() {
    return Creation.declare(
        Flags.of("create namespace NAME")
            .describedAs("Create a namespace.")
            .examples("weir create namespace web"));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    String name = Creation.name(call);
    try (Cluster cluster = Cluster.of(call)) {
      return Creation.create(
          call, cluster, Kinds.NAMESPACE, Creation.object(cluster, Kinds.NAMESPACE, name));
    }
  }
}
