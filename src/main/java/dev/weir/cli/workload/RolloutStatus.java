package dev.weir.cli.workload;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.Durations;
import dev.weir.cli.target.Target;
import dev.weir.cli.target.Targets;
import dev.weir.client.ObjectEvent;
import dev.weir.client.ObjectWatch;
import dev.weir.client.Resources.Listing;
import dev.weir.client.Resources.Query;
import dev.weir.resource.ApiObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * {@code rollout status}: follows what whoever runs the pods writes of them (cli.md 17). Weir runs
 * none: a workload that nobody watches over is only waited for as long as the user says.
 */
public final class RolloutStatus implements Command {
  private static final Duration FOREVER = Duration.ofDays(365);

  @Override
  public Flags flags() {
    return Targets.declare(
        Flags.of("rollout status (TYPE NAME | TYPE/NAME | -f FILE)")
            .describedAs(
                "Tell how far the pods of a workload are, until they are all there. Weir runs no"
                    + " pods: who runs the workload writes how it goes into its status.")
            .examples("weir rollout status deploy/web --timeout=2m")
            .optional("-w,--watch", "BOOL", "true", "Wait until it is done (the default).")
            .text("--revision", "NUMBER", "Fail if this is not the version that runs.")
            .text("--timeout", "TIME", "Longest time to wait; 0 is no limit."));
  }

  @Override
  public ExitCode run(Call call) throws IOException, InterruptedException {
    Duration limit = limit(call.text("--timeout"));
    long end = System.nanoTime() + (limit.isZero() ? FOREVER : limit).toNanos();
    boolean waits = !call.arguments().given("--watch") || truth(call.text("--watch"));
    long revision = Revisions.read(call, "--revision");
    try (Targets targets = Targets.of(call)) {
      List<Target> found = RolloutElsewhere.targets(call, targets, "rollout status");
      for (Target target : found) {
        Revisions.require(revision, target);
        if (waits && limit.isZero() && !RolloutProgress.isWatchedOver(target.object())) {
          RolloutProgress.of(target.kind(), target.object());
          throw CliException.error(
              target.inTable()
                  + " has no status: Weir runs no pods, and whoever runs these has told nothing"
                  + " yet; ask the cluster that runs them, or wait for a while with"
                  + " --timeout=TIME");
        }
        if (!tell(call, "", target, target.object()) && waits) {
          if (!RolloutProgress.isWatchedOver(target.object())) {
            call.warn(
                "Weir runs no pods: this waits until whoever runs those of "
                    + target.inTable()
                    + " tells how they are");
          }
          follow(call, targets.server("rollout status"), target, end);
        }
      }
      return targets.exitCode();
    }
  }

  private static boolean truth(String text) {
    return switch (text) {
      case "1", "t", "T", "true", "TRUE", "True" -> true;
      case "0", "f", "F", "false", "FALSE", "False" -> false;
      default ->
          throw CliException.flags(
              "invalid argument \""
                  + text
                  + "\" for \"-w, --watch\" flag: true or false is expected");
    };
  }

  private static Duration limit(String text) {
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException _) {
      throw Durations.invalid("--timeout", text);
    }
  }

  /** Prints how far it is; true if it is done. */
  private static boolean tell(Call call, String before, Target target, JsonNode object) {
    RolloutProgress progress = RolloutProgress.of(target.kind(), object);
    if (!progress.text().equals(before)) {
      call.print(progress.text());
      call.context().out().flush();
    }
    return progress.done();
  }

  private static void follow(Call call, Cluster cluster, Target target, long end)
      throws InterruptedException {
    Query query = new Query("", "metadata.name=" + target.name().name());
    Listing listing = cluster.resources().list(target.kind(), target.namespace(), query);
    String said = RolloutProgress.of(target.kind(), target.object()).text();
    for (ApiObject object : listing.items()) {
      if (tell(call, said, target, object.tree())) {
        return;
      }
      said = RolloutProgress.of(target.kind(), object.tree()).text();
    }
    try (ObjectWatch watch =
        cluster
            .resources()
            .watch(target.kind(), target.namespace(), query, listing.resourceVersion())) {
      for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
        for (ObjectEvent event : watch.next(Duration.ofNanos(left))) {
          if (event.type() == ObjectEvent.Type.DELETED) {
            throw CliException.error("object has been deleted");
          }
          if (event.type() != ObjectEvent.Type.BOOKMARK) {
            JsonNode now = event.object().tree();
            if (tell(call, said, target, now)) {
              return;
            }
            said = RolloutProgress.of(target.kind(), now).text();
          }
        }
      }
    }
    throw CliException.error("timed out waiting for the condition");
  }
}
