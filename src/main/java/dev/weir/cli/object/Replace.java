package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.cli.cluster.Removal;
import dev.weir.cli.cluster.SavedConfig;
import dev.weir.cli.target.RawRequest;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** {@code replace -f}: puts the objects of files in the place of those that are there. */
public final class Replace implements Command {
  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("replace -f FILE")
            .describedAs("Replace objects by those of a file.")
            .examples("weir get is/ruby -o yaml | sed s/a/b/ | weir replace -f -");
    flags
        .flag("--force", "Remove each object first and create it anew.")
        .with(Removal::declare)
        .flag("--wait", "Here for oc's sake: --force waits until the old object is gone anyway.")
        .text("--subresource", "NAME", "Replace what it shows under this name, such as status.")
        .with(RawRequest::declare);
    return FileObjects.declare(SavedConfig.declare(flags));
  }

  @Override
  public ExitCode run(Call call) throws IOException, InterruptedException {
    if (RawRequest.isWanted(call)) {
      return RawRequest.send(call, "PUT");
    }
    ObjectNode options = Removal.options(call, call.text("--grace-period"));
    Duration limit = Removal.limit(call);
    refuseWithoutForce(call, options, limit);
    return FileObjects.each(
        call,
        "replace",
        "replacing",
        target -> {
          SavedConfig.keep(call, target.object());
          if (call.flag("--force")) {
            anew(call, target, options, limit.isZero() ? Removal.PATIENCE : limit);
            return;
          }
          overNewest(target);
          ObjectNode replaced =
              target.printer().dryRun() == DryRun.CLIENT
                  ? target.object()
                  : target
                      .writes("weir-replace")
                      .replace(
                          target.kind(),
                          target.namespace(),
                          call.text("--subresource"),
                          target.object());
          target.printer().done(target.kind(), replaced, "replaced");
        });
  }

  /** What is said of a removal means nothing where nothing is removed. */
  private static void refuseWithoutForce(Call call, ObjectNode options, Duration limit) {
    boolean force = call.flag("--force");
    if (options.has("gracePeriodSeconds") && !force) {
      throw CliException.error("--grace-period must have --force specified");
    }
    if (!limit.isZero() && !force) {
      throw CliException.error("--timeout must have --force specified");
    }
    if (force && DryRun.of(call) != DryRun.NONE) {
      throw CliException.error("--dry-run can not be used when --force is set");
    }
  }

  private static void anew(Call call, FileObjects.Target target, ObjectNode options, Duration limit)
      throws IOException, InterruptedException {
    ObjectName name = new ObjectName(target.kind(), Meta.name(target.object()));
    try {
      ObjectNode answer =
          target
              .writes("weir-replace")
              .delete(target.kind(), target.namespace(), name.name(), options);
      call.print(ObjectName.qualified(target.kind()) + " \"" + name.name() + "\" deleted");
      Removal.Doomed old = new Removal.Doomed(name, target.namespace()).told(answer);
      Removal.awaitGone(limit, target.cluster(), List.of(old));
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
