package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.cli.cluster.SavedConfig;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
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
    flags.flag("--force", "Remove each object first and create it anew.");
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
          if (call.flag("--force") && target.printer().dryRun() == DryRun.NONE) {
            anew(call, target);
            return;
          }
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

  private static void anew(Call call, FileObjects.Target target) throws IOException {
    ObjectName name = new ObjectName(target.kind(), Meta.name(target.object()));
    try {
      target
          .writes("weir-replace")
          .delete(target.kind(), target.namespace(), name.name(), Json.object());
      call.print(ObjectName.qualified(target.kind()) + " \"" + name.name() + "\" deleted");
    } catch (StatusException e) {
      if (e.status().code() != 404) {
        throw e;
      }
    }
    target.printer().done(target.kind(), target.create("weir-replace"), "replaced");
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
