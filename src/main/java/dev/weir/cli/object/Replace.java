package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.Writes;
import dev.weir.cli.result.Printer;
import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/** {@code replace -f}: puts the objects of files in the place of those that are there. */
public final class Replace implements Command {
  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("replace -f FILE")
            .describedAs("Replace objects by those of a file.")
            .examples("weir get is/ruby -o yaml | sed s/a/b/ | weir replace -f -")
            .optional("--validate", "MODE", "true", "Accepted for scripts; the server checks.");
    return Printer.declare(DryRun.declare(ManifestFiles.declare(flags)));
  }

  @Override
  public ExitCode run(Call call) throws IOException, InterruptedException {
    return FileObjects.each(
        call,
        target -> {
          DryRun dryRun = target.printer().dryRun();
          ObjectNode replaced =
              dryRun == DryRun.CLIENT
                  ? target.object()
                  : new Writes(target.cluster().client(), dryRun, "weir-replace")
                      .replace(target.kind(), target.namespace(), target.object());
          target.printer().done(target.kind(), replaced, "replaced");
        });
  }
}
