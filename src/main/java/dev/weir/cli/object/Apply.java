package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.cli.cluster.SavedConfig;
import dev.weir.cli.cluster.Writes;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** {@code apply -f}: makes objects as files say, and remembers what was said (cli.md 8). */
public final class Apply implements Command {
  private static final String MANAGER = "weir-client-side-apply";

  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("apply -f FILE")
            .describedAs(
                "Create objects, or change them to what a file says. What an earlier file said and"
                    + " this one does not is removed; the rest stays.")
            .examples("weir apply -f stream.yaml");
    return FileObjects.declareSelector(FileObjects.declare(flags));
  }

  @Override
  public ExitCode run(Call call) throws IOException, InterruptedException {
    return FileObjects.each(call, "apply", "applying", target -> apply(call, target));
  }

  private static void apply(Call call, FileObjects.Target target) throws IOException {
    ObjectNode wanted = target.object();
    SavedConfig.save(wanted);
    ObjectName name = new ObjectName(target.kind(), Meta.name(wanted));
    Optional<ObjectNode> live = live(target.cluster(), name, target.namespace());
    DryRun dryRun = target.printer().dryRun();
    if (live.isEmpty()) {
      ObjectNode created = dryRun == DryRun.CLIENT ? wanted : target.create(MANAGER);
      target.printer().done(target.kind(), created, "created");
      return;
    }
    if (SavedConfig.of(live.get()).isEmpty()) {
      call.warn(
          "Warning: resource "
              + target.kind().plural()
              + "/"
              + Meta.name(wanted)
              + " is missing the "
              + SavedConfig.ANNOTATION
              + " annotation which is required by weir apply. The missing annotation will be"
              + " patched automatically.");
    }
    if (dryRun == DryRun.CLIENT) {
      boolean changes = !patch(wanted, live.get()).isEmpty();
      target.printer().done(target.kind(), live.get(), changes ? "configured" : "unchanged");
      return;
    }
    Changes.Outcome outcome =
        new Changes(target.cluster(), writes(target), name, target.namespace())
            .apply(live.get(), now -> patch(wanted, now));
    target
        .printer()
        .done(target.kind(), outcome.object(), outcome.changed() ? "configured" : "unchanged");
  }

  private static ObjectNode patch(ObjectNode wanted, ObjectNode live) {
    return ThreeWayMerge.patch(SavedConfig.of(live).orElseGet(Json::object), wanted, live);
  }

  private static Writes writes(FileObjects.Target target) {
    return target.writes(MANAGER);
  }

  /** The object as it is; empty if there is none. */
  static Optional<ObjectNode> live(Cluster cluster, ObjectName name, String namespace) {
    try {
      return Optional.of(cluster.resources().get(name.kind(), namespace, name.name()).copy());
    } catch (StatusException e) {
      if (e.status().code() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
