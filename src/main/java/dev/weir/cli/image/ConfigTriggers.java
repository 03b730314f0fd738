package dev.weir.cli.image;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.target.Change;
import dev.weir.cli.target.Target;
import dev.weir.reference.ImageReference;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.patch.MergePatch;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code set triggers} does to the triggers of a deployment config, which are fields of its
 * own (cli.md 10).
 *
 * @param image the tag that is followed, or not any more; empty if the flags are about all triggers
 */
record ConfigTriggers(Call call, Optional<ImageReference> image) {
  private static final String CONFIG = "ConfigChange";
  private static final String IMAGE = "ImageChange";
  private static final String PARAMS = "imageChangeParams";

  /** True of a kind that has them. */
  static boolean areOf(Target target) {
    return target.kind().resource().equals(Kinds.DEPLOYMENT_CONFIG.resource());
  }

  private static ArrayNode triggers(Target target) {
    return Json.arrayAt(Json.objectAt(target.object(), "spec"), "triggers");
  }

  /** Adds the lines of the listing. */
  static void list(Target target, StringBuilder table) {
    ArrayNode triggers = triggers(target);
    boolean follows = triggers.valueStream().anyMatch(it -> isType(it, CONFIG));
    table.append(target.inTable()).append("\tconfig\t\t").append(follows).append('\n');
    for (JsonNode trigger : triggers) {
      if (isType(trigger, IMAGE)) {
        JsonNode params = trigger.path(PARAMS);
        table
            .append(target.inTable())
            .append("\timage\t")
            .append(tag(params.path("from"), target.namespace()))
            .append(" (")
            .append(names(params))
            .append(")\t")
            .append(params.path("automatic").asBoolean(false))
            .append('\n');
      }
    }
  }

  private static boolean isType(JsonNode trigger, String type) {
    return Json.string(trigger, "type").equals(type);
  }

  private static String tag(JsonNode from, String own) {
    String namespace = Json.string(from, "namespace");
    return (namespace.isEmpty() || namespace.equals(own) ? "" : namespace + "/")
        + Json.string(from, "name");
  }

  private static String names(JsonNode params) {
    StringJoiner names = new StringJoiner(", ");
    Json.arrayAt(params, "containerNames").forEach(name -> names.add(name.asString("")));
    return names.toString();
  }

  /**
   * The change of one config.
   *
   * @throws CliException if it has not the containers
   */
  Change of(Target target) {
    ArrayNode before = triggers(target);
    ArrayNode after = changed(target, before);
    if (after.equals(before)) {
      return Change.none(target, "triggers not changed");
    }
    ObjectNode patch = Json.object();
    patch.putObject("spec").set("triggers", after);
    return new Change(
        Change.MERGE, patch, MergePatch.apply(target.object(), patch), "triggers updated");
  }

  private ArrayNode changed(Target target, ArrayNode before) {
    if (call.flag("--remove-all")) {
      return Json.array();
    }
    if (image.isPresent()) {
      return call.flag("--remove")
          ? without(before, trigger -> isOf(trigger, target, image.get()))
          : with(target, before, image.get());
    }
    if (!WebhookType.of(call).isEmpty()) {
      return before; // there are none to remove
    }
    boolean manual = call.flag("--manual") || call.flag("--remove");
    ArrayNode after = without(before, trigger -> isType(trigger, CONFIG));
    if (call.flag("--from-config")) {
      return call.flag("--remove") ? after : configFirst(after);
    }
    after.forEach(
        trigger -> {
          if (trigger.path(PARAMS) instanceof ObjectNode params) {
            params.put("automatic", !manual);
          }
        });
    return manual ? after : configFirst(after);
  }

  private static ArrayNode configFirst(ArrayNode others) {
    ArrayNode all = Json.array();
    all.addObject().put("type", CONFIG);
    return all.addAll(others);
  }

  /** What of a list is to go. */
  private interface Meant {
    boolean test(JsonNode trigger);
  }

  private static ArrayNode without(ArrayNode triggers, Meant meant) {
    ArrayNode kept = Json.array();
    triggers.forEach(
        trigger -> {
          if (!meant.test(trigger)) {
            kept.add(trigger.deepCopy());
          }
        });
    return kept;
  }

  private static boolean isOf(JsonNode trigger, Target target, ImageReference tag) {
    String space = tag.namespace().equals(target.namespace()) ? "" : tag.namespace();
    return isType(trigger, IMAGE)
        && tag(trigger.path(PARAMS).path("from"), target.namespace())
            .equals((space.isEmpty() ? "" : space + "/") + tag.nameString());
  }

  private ArrayNode with(Target target, ArrayNode before, ImageReference tag) {
    List<String> containers = containers(target);
    ArrayNode after = before.deepCopy();
    ObjectNode params =
        after
            .valueStream()
            .filter(trigger -> isOf(trigger, target, tag))
            .findFirst()
            .map(trigger -> Json.objectAt(trigger, PARAMS))
            .orElseGet(() -> after.addObject().put("type", IMAGE).putObject(PARAMS));
    params.put("automatic", !call.flag("--manual"));
    ArrayNode named = params.putArray("containerNames");
    containers.forEach(named::add);
    ObjectNode from = params.putObject("from").put("kind", "ImageStreamTag");
    String namespace = tag.namespace().isEmpty() ? target.namespace() : tag.namespace();
    if (!namespace.isEmpty()) {
      from.put("namespace", namespace);
    }
    from.put("name", tag.nameString());
    return after;
  }

  private List<String> containers(Target target) {
    ObjectNode template = Json.objectAt(Json.objectAt(target.object(), "spec"), "template");
    List<String> all =
        Stream.of("containers", "initContainers")
            .flatMap(list -> Json.arrayAt(Json.objectAt(template, "spec"), list).valueStream())
            .map(container -> Json.string(container, "name"))
            .toList();
    return TriggerChange.containers(call, all);
  }
}
