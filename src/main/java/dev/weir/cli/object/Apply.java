package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.cli.cluster.Removal;
import dev.weir.cli.cluster.SavedConfig;
import dev.weir.cli.cluster.Writes;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** {@code apply -f}: makes objects as files say, and remembers what was said (cli.md 8). */
public final class Apply implements Command {
  private static final String MANAGER = "weir-client-side-apply";

  /** Codes of refusals after which an object may be made anew: a conflict, and what is invalid. */
  private static final Set<Integer> UNCHANGEABLE = Set.of(409, 422);

  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("apply -f FILE")
            .describedAs(
                "Create objects, or change them to what a file says. What an earlier file said and"
                    + " this one does not is removed; the rest stays.")
            .examples("weir apply -f stream.yaml")
            .flag(
                "--overwrite",
                "Change also what others changed since the last apply (the default).")
            .flag("--force", "Remove and create anew what cannot be changed.")
            .with(Removal::declare)
            .flag(
                "--wait", "Here for oc's sake: --force waits until the old object is gone anyway.")
            .flag("--server-side", "Not here: the server merges nothing, weir does.")
            .flag("--force-conflicts", "Not here: it is about --server-side.")
            .flag("--prune", "Not here: weir deletes what is named, see weir delete -h.");
    return FileObjects.declareSelector(FileObjects.declare(flags));
  }

  @Override
  public ExitCode run(Call call) throws IOException, InterruptedException {
    refuse(call);
    ObjectNode options = Removal.options(call, call.text("--grace-period"));
    Duration limit = Removal.limit(call);
    return FileObjects.each(
        call,
        "apply",
        "applying",
        target -> {
          try {
            apply(call, target);
          } catch (StatusException e) {
            if (!call.flag("--force")
                || target.printer().dryRun() != DryRun.NONE
                || !UNCHANGEABLE.contains(e.status().code())) {
              throw e;
            }
            anew(target, options, limit);
          }
        });
  }

  private static void refuse(Call call) {
    if (call.flag("--server-side")) {
      throw CliException.error(
          "the server does not merge what is applied (server-side apply): leave --server-side out,"
              + " and weir merges it");
    }
    if (call.flag("--force-conflicts")) {
      throw CliException.error("--force-conflicts only works with --server-side");
    }
    if (call.flag("--prune")) {
      throw CliException.error(
          "weir deletes nothing that is not named: leave --prune out, and delete what is no longer"
              + " in the files, such as by weir delete is,deploy -l app=shop");
    }
    if (call.flag("--force") && DryRun.of(call) == DryRun.SERVER) {
      throw CliException.error("--dry-run=server cannot be used with --force");
    }
  }

  private static void anew(FileObjects.Target target, ObjectNode options, Duration limit)
      throws IOException, InterruptedException {
    ObjectName name = new ObjectName(target.kind(), Meta.name(target.object()));
    ObjectNode answer =
        writes(target).delete(target.kind(), target.namespace(), name.name(), options);
    Removal.Doomed old = new Removal.Doomed(name, target.namespace()).told(answer);
    Removal.awaitGone(limit.isZero() ? Removal.PATIENCE : limit, target.cluster(), List.of(old));
    target.printer().done(target.kind(), target.create(MANAGER), "configured");
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
    if (call.arguments().given("--overwrite") && !call.flag("--overwrite")) {
      keepOthersChanges(wanted, live.get(), name);
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

  private static void keepOthersChanges(ObjectNode wanted, ObjectNode live, ObjectName name) {
    ObjectNode last = SavedConfig.of(live).orElseGet(Json::object);
    List<String> conflicts = Conflicts.of(patch(wanted, live), last, live);
    if (!conflicts.isEmpty()) {
      throw CliException.error(
          name.shown()
              + ": "
              + String.join(", ", conflicts)
              + " was changed since the last apply; without --overwrite=false it is changed back");
    }
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
