package dev.weir.cli.image;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.target.Change;
import dev.weir.cli.target.Target;
import dev.weir.reference.ImageReference;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.patch.MergePatch;
import dev.weir.workload.PodPaths;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the flags of {@code set triggers} do to a workload (cli.md 10).
 *
 * @param image the tag that is followed, or not any more; empty if the flags are about all triggers
 */
record TriggerChange(Call call, Optional<ImageReference> image) {
  /** Those that give their pods a changed template; a server may follow tags for more. */
  private static final Set<ResourceKind> KINDS =
      Set.of(Kinds.DEPLOYMENT, Kinds.DAEMON_SET, Kinds.STATEFUL_SET, Kinds.CRON_JOB);

  /** The triggers of a workload; empty if it can have none, or they cannot be read. */
  static Optional<TriggerEdit> triggers(Target target) {
    return PodPaths.workload(target.kind())
        .filter(
            pods -> KINDS.stream().anyMatch(kind -> kind.resource().equals(pods.kind().resource())))
        .flatMap(pods -> TriggerEdit.of(pods, target.object()));
  }

  static boolean isPaused(Target target) {
    return Json.objectAt(target.object(), "spec").path("paused").asBoolean(false);
  }

  /**
   * The change of one workload.
   *
   * @throws CliException if the workload has no triggers, or not the containers
   */
  Change of(Target target) {
    try {
      return change(target);
    } catch (CliException e) {
      throw CliException.error(target.inTable() + " " + e.getMessage());
    }
  }

  private Change change(Target target) {
    if (BuildTriggerChange.isOf(target)) {
      return new BuildTriggerChange(call, image).of(target);
    }
    if (!call.flag("--remove")) {
      requireNoWebhooks(ConfigTriggers.areOf(target) ? "deployment configs do" : "does");
    }
    if (ConfigTriggers.areOf(target)) {
      return new ConfigTriggers(call, image).of(target);
    }
    TriggerEdit triggers =
        triggers(target).orElseThrow(() -> CliException.error("does not support triggers"));
    String before = Meta.annotation(target.object(), TriggerEdit.ANNOTATION);
    ObjectNode patch = Json.object();
    if (call.flag("--remove-all")) {
      triggers.removeAll();
    } else if (image.isPresent()) {
      edit(triggers, image.get(), target.namespace());
    } else if (WebhookType.of(call).isEmpty()) {
      boolean configuration = call.flag("--from-config");
      boolean paused = call.flag("--remove") || (call.flag("--manual") && !configuration);
      if (!configuration) {
        triggers.pause(paused);
      }
      if (target.kind().plural().equals("deployments") && isPaused(target) != paused) {
        patch.putObject("spec").put("paused", paused);
      }
    }
    String after = triggers.annotation();
    if (after.isEmpty() && !before.isEmpty()) {
      Json.ensureObject(Meta.of(patch), "annotations").putNull(TriggerEdit.ANNOTATION);
    } else if (!after.equals(before)) {
      Meta.setAnnotation(patch, TriggerEdit.ANNOTATION, after);
    }
    return patch.isEmpty()
        ? Change.none(target, "triggers not changed")
        : new Change(
            Change.STRATEGIC, patch, MergePatch.apply(target.object(), patch), "triggers updated");
  }

  private void requireNoWebhooks(String who) {
    for (WebhookType hook : WebhookType.of(call)) {
      throw CliException.error(who + " not support " + hook.inWords());
    }
  }

  private void edit(TriggerEdit triggers, ImageReference followed, String namespace) {
    String space = followed.namespace().equals(namespace) ? "" : followed.namespace();
    if (call.flag("--remove")) {
      triggers.remove(followed.nameString(), space);
      return;
    }
    String tag = followed.nameString();
    List<String> containers = containers(triggers);
    List<String> taken =
        containers.stream().filter(name -> triggers.followsOther(tag, space, name)).toList();
    if (!taken.isEmpty()) {
      throw CliException.error(
          "only one trigger may reference each container: " + String.join(", ", taken));
    }
    containers.forEach(name -> triggers.set(tag, space, name, call.flag("--manual")));
  }

  private List<String> containers(TriggerEdit triggers) {
    return containers(call, triggers.containers());
  }

  /**
   * The containers that are named; the only one if none is (cli.md 20, row 18).
   *
   * @param all that there are
   * @throws CliException if another one is named, or none of several
   */
  static List<String> containers(Call call, List<String> all) {
    List<String> named =
        call.arguments().texts("--containers").stream()
            .filter(value -> !value.isEmpty())
            .flatMap(value -> Arrays.stream(value.split(",", -1)))
            .distinct()
            .toList();
    if (named.isEmpty() && all.size() == 1) {
      return all;
    }
    if (named.isEmpty()) {
      throw CliException.error("you must specify --containers when setting --from-image");
    }
    List<String> unknown = named.stream().filter(name -> !all.contains(name)).toList();
    if (!unknown.isEmpty()) {
      throw CliException.error(
          "not all container names exist: "
              + String.join(", ", unknown)
              + " (accepts: "
              + String.join(", ", all.stream().sorted().toList())
              + ")");
    }
    return named;
  }
}
