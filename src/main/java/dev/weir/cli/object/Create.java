package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.SavedConfig;
import dev.weir.cli.target.RawRequest;
import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/** {@code create -f}: creates the objects of files (cli.md 8). */
public final class Create implements Command {
  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("create -f FILE")
            .describedAs("Create the objects of a file, a directory or standard input.")
            .examples(
                """
                # Create what a file holds
                weir create -f stream.yaml

                # The same from another program
                cat stream.json | weir create -f -\
                """);
    flags.with(RawRequest::declare);
    return FileObjects.declareSelector(FileObjects.declare(SavedConfig.declare(flags)));
  }

  @Override
  public ExitCode run(Call call) throws IOException, InterruptedException {
    if (RawRequest.isWanted(call)) {
      return RawRequest.send(call, "POST");
    }
    return FileObjects.each(
        call,
        "create",
        "creating",
        target -> {
          SavedConfig.keep(call, target.object());
          ObjectNode created =
              target.printer().dryRun() == DryRun.CLIENT
                  ? target.object()
                  : target.create("weir-create");
          target.printer().done(target.kind(), created, "created");
        });
  }
}
