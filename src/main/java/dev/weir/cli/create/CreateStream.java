package dev.weir.cli.create;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.resource.Kinds;
import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/** {@code create imagestream NAME}. */
public final class CreateStream implements Command {
  @Override
  public Flags flags() {
    return Creation.declare(
        Flags.of("create imagestream NAME")
            .describedAs("Create an image stream without tags.")
            .examples("weir create imagestream ruby --lookup-local")
            .flag("--lookup-local", "Let pods of the namespace name the stream as their image."));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    String name = Creation.name(call);
    try (Cluster cluster = Cluster.of(call)) {
      ObjectNode stream = Creation.object(cluster, Kinds.IMAGE_STREAM, name);
      stream.putObject("spec").putObject("lookupPolicy").put("local", call.flag("--lookup-local"));
      return Creation.create(call, cluster, Kinds.IMAGE_STREAM, stream);
    }
  }
}
