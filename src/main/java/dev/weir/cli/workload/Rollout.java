package dev.weir.cli.workload;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.FieldManager;
import dev.weir.cli.result.Printer;
import dev.weir.cli.target.Change;
import dev.weir.cli.target.Target;
import dev.weir.cli.target.Targets;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The parts of {@code rollout} that only change the workload: {@code restart}, {@code pause} and
 * {@code resume}. Who runs the pods does the rest.
 */
public final class Rollout implements Command {
  private static final String RESTARTED = "kubectl.kubernetes.io/restartedAt";
  static final Set<String> RESTARTABLE = Set.of("deployments", "daemonsets", "statefulsets");
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
        Flags.of("rollout " + verb + " (TYPE NAME… | TYPE/NAME… | -f FILE)")
            .describedAs(
                "Mark a workload, so that whoever runs its pods does it. Weir runs none itself.")
            .examples("weir rollout " + verb + " deploy/web");
    return FieldManager.declare(Printer.declare(Targets.declare(flags)));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    String now = call.context().clock().instant().truncatedTo(ChronoUnit.SECONDS).toString();
    try (Targets targets = Targets.of(call)) {
      List<Target> found = RolloutElsewhere.targets(call, targets, "rollout " + verb);
      return targets.change(found, "weir-rollout", target -> change(target, now));
    }
  }

  private Change change(Target target, String now) {
    Set<String> kinds = verb.equals("restart") ? RESTARTABLE : PAUSABLE;
    String name = "\"" + target.name().name() + "\" ";
    if (!kinds.contains(target.kind().plural())) {
      throw unsupported(target, name);
    }
    boolean paused = Json.objectAt(target.object(), "spec").path("paused").asBoolean(false);
    String shown = target.kind().resource() + " " + name;
    ObjectNode patch = Json.object();
    ObjectNode spec = patch.putObject("spec");
    switch (verb) {
      case "restart" -> {
        if (paused) {
          throw CliException.error(
              shown + "can't restart paused deployment (run rollout resume first)");
        }
        JsonNode template = Json.objectAt(Json.objectAt(target.object(), "spec"), "template");
        if (Meta.annotation(template, RESTARTED).equals(now)) {
          throw CliException.error(
              "failed to create patch for "
                  + target.name().name()
                  + ": if restart has already been triggered within the past second, please wait"
                  + " before attempting to trigger another");
        }
        Meta.setAnnotation(Json.ensureObject(spec, "template"), RESTARTED, now);
      }
      case "pause" -> {
        if (paused) {
          throw CliException.error(shown + "is already paused");
        }
        spec.put("paused", true);
      }
      default -> {
        if (!paused) {
          throw CliException.error(shown + "is not paused");
        }
        spec.put("paused", false);
      }
    }
    return new Change(Change.STRATEGIC, patch, target.object(), done);
  }

  /** That the kind has no such thing, and what it has instead. */
  private CliException unsupported(Target target, String name) {
    String group = target.kind().group();
    String resource = target.kind().plural() + (group.isEmpty() ? "" : "." + group);
    boolean config = target.kind().plural().equals("deploymentconfigs");
    return CliException.error(
        resource
            + " "
            + name
            + (verb.startsWith("re") ? verb.replaceFirst("e?$", "ing") : "pausing")
            + " is not supported"
            + (config ? ": use 'weir rollout latest dc/" + target.name().name() + "'" : ""));
  }
}
