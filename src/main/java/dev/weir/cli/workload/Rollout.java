package dev.weir.cli.workload;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Failures;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.FieldManager;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.cli.cluster.Writes;
import dev.weir.cli.result.Printer;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * The parts of {@code rollout} that only change the workload: {@code restart}, {@code pause} and
 * {@code resume}. Who runs the pods does the rest.
 */
public final class Rollout implements Command {
  private static final String RESTARTED = "kubectl.kubernetes.io/restartedAt";
  private static final Set<String> RESTARTABLE =
      Set.of("deployments", "daemonsets", "statefulsets");
  private static final Set<String> PAUSABLE = Set.of("deployments", "deploymentconfigs");

  private final String verb;
  private final String done;

  private Rollout(String verb, String done) {
    this.verb = verb;
    this.done = done;
  }

  public static Rollout restart() {
    return new Rollout("restart", "restarted");
  }

  public static Rollout pause() {
    return new Rollout("pause", "paused");
  }

  public static Rollout resume() {
    return new Rollout("resume", "resumed");
  }

  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("rollout " + verb + " (TYPE NAME… | TYPE/NAME…)")
            .describedAs(
                "Mark a workload, so that whoever runs its pods does it. Weir runs none itself.")
            .examples("weir rollout " + verb + " deploy/web");
    return FieldManager.declare(Printer.declare(flags));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    if (call.positional().isEmpty()) {
      throw CliException.usage("required resource not specified");
    }
    Printer printer = Printer.of(call);
    Failures failures = new Failures(call);
    try (Cluster cluster = Cluster.of(call)) {
      for (ObjectName name : ObjectName.parse(cluster.kinds(), call.positional())) {
        try {
          change(call, cluster, name, printer);
        } catch (StatusException e) {
          failures.add(e);
        } catch (CliException e) {
          failures.add(String.valueOf(e.getMessage()));
        }
      }
    }
    return failures.exitCode();
  }

  private void change(Call call, Cluster cluster, ObjectName name, Printer printer)
      throws IOException {
    Set<String> kinds = verb.equals("restart") ? RESTARTABLE : PAUSABLE;
    if (name.name().isEmpty()) {
      throw CliException.error("resource(s) were provided, but no name was specified");
    }
    if (!kinds.contains(name.kind().plural())) {
      throw CliException.error(name.kind().plural() + " \"" + name.name() + "\" cannot be " + done);
    }
    ObjectNode object = cluster.get(name.kind(), cluster.namespace(), name.name());
    boolean paused = Json.objectAt(object, "spec").path("paused").asBoolean(false);
    String shown = name.kind().plural() + "." + name.kind().group() + " \"" + name.name() + "\" ";
    ObjectNode patch = Json.object();
    switch (verb) {
      case "restart" -> {
        if (paused) {
          throw CliException.error(
              shown + "can't restart paused deployment (run rollout resume first)");
        }
        String now = call.context().clock().instant().truncatedTo(ChronoUnit.SECONDS).toString();
        Meta.setAnnotation(
            Json.ensureObject(Json.ensureObject(patch, "spec"), "template"), RESTARTED, now);
      }
      case "pause" -> {
        if (paused) {
          throw CliException.error(shown + "is already paused");
        }
        patch.putObject("spec").put("paused", true);
      }
      default -> {
        if (!paused) {
          throw CliException.error(shown + "is not paused");
        }
        patch.putObject("spec").put("paused", false);
      }
    }
    ObjectNode written =
        new Writes(cluster.client(), DryRun.NONE, FieldManager.of(call, "weir-rollout"))
            .patch(
                name.kind(),
                cluster.namespace(),
                name.name(),
                "application/strategic-merge-patch+json",
                patch);
    printer.done(name.kind(), written, done);
  }
}
