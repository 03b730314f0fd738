package dev.weir.cli.workload;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.cli.cluster.Writes;
import dev.weir.cli.result.Printer;
import dev.weir.client.http.ApiRequest;
import dev.weir.client.http.ResourcePath;
import dev.weir.resource.Json;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** {@code rollout latest}: asks the server for a new rollout of a deployment config (cli.md 17). */
public final class RolloutLatest implements Command {
  private static final String REVISION = "revision";
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  @Override
  public Flags flags() {
    return Printer.declare(
        DryRun.declare(
            Flags.of("rollout latest dc/NAME")
                .describedAs("Start a rollout of a deployment config with the newest images.")
                .examples("weir rollout latest dc/web")
                .flag("--again", "Roll the current images out again.")));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    if (call.positional().size() != 1) {
      throw CliException.error("one deployment config name is needed as argument.");
    }
    DryRun dryRun = DryRun.of(call);
    boolean revision = call.text("--output").equals(REVISION);
    Optional<Printer> printer = revision ? Optional.empty() : Optional.of(Printer.of(call, dryRun));
    if (revision) {
      call.warn(
          "--output=revision is deprecated. Use `--output=jsonpath={.status.latestVersion}`"
              + " instead");
    }
    try (Cluster cluster = Cluster.of(call)) {
      ObjectName name = name(cluster, call.positional());
      ObjectNode config = cluster.get(name.kind(), cluster.namespace(), name.name());
      requireIdle(cluster, config);
      ObjectNode asked =
          dryRun == DryRun.CLIENT ? config : ask(call, cluster, name, config, dryRun);
      printer.ifPresentOrElse(
          it -> it.done(name.kind(), asked, "rolled out"),
          () -> call.context().out().print(ConfigRollout.latestVersion(asked)));
    }
    return ExitCode.SUCCESS;
  }

  private static ObjectName name(Cluster cluster, List<String> arguments) throws IOException {
    String argument = arguments.getFirst();
    ObjectName name =
        argument.contains("/")
            ? ObjectName.parse(cluster.kinds(), arguments).getFirst()
            : new ObjectName(cluster.kinds().called("deploymentconfigs"), argument);
    if (!name.kind().plural().equals("deploymentconfigs")) {
      boolean restarts = Rollout.RESTARTABLE.contains(name.kind().plural());
      throw CliException.error(
          name.name()
              + " is not a deployment config"
              + (restarts ? ": use 'weir rollout restart " + name.shown() + "'" : ""));
    }
    return name;
  }

  private static void requireIdle(Cluster cluster, ObjectNode config) {
    if (ConfigRollout.isPaused(config)) {
      throw CliException.error("cannot deploy a paused deployment config");
    }
    ConfigRollout.latest(cluster, cluster.namespace(), config)
        .filter(latest -> !latest.isOver())
        .ifPresent(
            latest -> {
              throw CliException.error(
                  "#%d is already in progress (%s)."
                      .formatted(ConfigRollout.latestVersion(config), latest.phase()));
            });
  }

  private static ObjectNode ask(
      Call call, Cluster cluster, ObjectName name, ObjectNode config, DryRun dryRun)
      throws IOException {
    ObjectNode request =
        Json.object()
            .put("apiVersion", "apps.openshift.io/v1")
            .put("kind", "DeploymentRequest")
            .put("name", name.name())
            .put("latest", !call.flag("--again"))
            .put("force", true);
    String target =
        ResourcePath.of(name.kind(), cluster.namespace(), name.name())
            + "/instantiate"
            + (dryRun == DryRun.SERVER ? "?dryRun=All" : "");
    try {
      return cluster.client().json(ApiRequest.of("POST", target, Json.bytes(request)));
    } catch (StatusException e) {
      int code = e.status().code();
      if (code != FORBIDDEN && code != NOT_FOUND) {
        throw e;
      }
      // who may not ask, or whose server cannot be asked, may write the next version
      Json.ensureObject(config, "status")
          .put("latestVersion", ConfigRollout.latestVersion(config) + 1);
      return new Writes(cluster.client(), dryRun, "weir-rollout")
          .replace(name.kind(), cluster.namespace(), config);
    }
  }
}
