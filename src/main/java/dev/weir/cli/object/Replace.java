package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.SavedConfig;
import dev.weir.resource.Meta;
import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/** {@code replace -f}: puts the objects of files in the place of those that are there. */
public final class Replace implements Command {
  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("replace -f FILE")
            .describedAs("Replace objects by those of a file.")
            .examples("weir get is/ruby -o yaml | sed s/a/b/ | weir replace -f -");
    return FileObjects.declare(SavedConfig.declare(flags));
  }

  @Override
  public ExitCode run(Call call) throws IOException, InterruptedException {
    return FileObjects.each(
        call,
        "replace",
        "replacing",
        target -> {
          SavedConfig.keep(call, target.object());
          overNewest(target);
          ObjectNode replaced =
              target.printer().dryRun() == DryRun.CLIENT
                  ? target.object()
                  : target
                      .writes("weir-replace")
                      .replace(target.kind(), target.namespace(), target.object());
          target.printer().done(target.kind(), replaced, "replaced");
        });
  }

  /** An object that does not say which version it replaces replaces the one that is there. */
  private static void overNewest(FileObjects.Target target) {
    if (Meta.resourceVersion(target.object()).isEmpty()) {
      ObjectNode live =
          target
              .cluster()
              .resources()
              .get(target.kind(), target.namespace(), Meta.name(target.object()))
              .tree();
      Meta.of(target.object()).put("resourceVersion", Meta.resourceVersion(live));
    }
  }
}
