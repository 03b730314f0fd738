package dev.weir.platform.openshift.build;

import dev.weir.follower.Trigger;
import dev.weir.platform.openshift.config.TagRules;
import dev.weir.resource.Defaults;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code spec.triggers} of a build config (controllers-and-access.md 3.1). Pure. */
final class BuildTriggers {
  private static final String IMAGE = "ImageChange";

  /** The member with a webhook's secret, by type. */
  private static final Map<String, String> WEBHOOKS =
      Map.of(
          "GitHub", "github", "GitLab", "gitlab", "Bitbucket", "bitbucket", "Generic", "generic");

  private static final List<String> TYPES =
      Stream.concat(WEBHOOKS.keySet().stream(), Stream.of(IMAGE, "ConfigChange")).sorted().toList();

  /** Types by the words that the first releases of OpenShift had for them. */
  private static final Map<String, String> OLD_TYPES =
      Map.of("github", "GitHub", "generic", "Generic", "imageChange", IMAGE);

  private BuildTriggers() {}

  /** Drops what nobody knows, and completes image changes. */
  static void defaults(ObjectNode spec) {
    ArrayNode kept = Json.array();
    for (JsonNode trigger : Json.arrayAt(spec, "triggers")) {
      String old = OLD_TYPES.get(Json.string(trigger, "type"));
      if (old != null && trigger instanceof ObjectNode object) {
        object.put("type", old);
      }
      if (isKnown(Json.string(trigger, "type"))) {
        kept.add(trigger);
        if (Json.string(trigger, "type").equals(IMAGE) && trigger instanceof ObjectNode object) {
          Defaults.object(object, "imageChange");
        }
      }
    }
    spec.set("triggers", kept);
  }

  /** What is to be said of the triggers of a config. */
  static List<String> remarks(ObjectNode config) {
    JsonNode spec = Json.objectAt(config, "spec");
    List<String> all = dropped(spec);
    all.addAll(circles(spec, Meta.namespace(config)));
    return all;
  }

  /** Triggers on the tag that the builds themselves move. */
  private static List<String> circles(JsonNode spec, String namespace) {
    Optional<Trigger.TagKey> output =
        tag(Json.objectAt(Json.objectAt(spec, "output"), "to"), namespace);
    List<String> circles = new ArrayList<>();
    ArrayNode triggers = Json.arrayAt(spec, "triggers");
    for (int i = 0; output.isPresent() && i < triggers.size(); i++) {
      JsonNode change = Json.objectAt(triggers.get(i), "imageChange");
      if (Json.string(triggers.get(i), "type").equals(IMAGE)
          && !change.path("paused").asBoolean(false)
          && tag(from(change, spec), namespace).equals(output)) {
        circles.add(
            "spec.triggers[%d]: builds of this config push to %s, so that each starts the next: push elsewhere, or follow another tag"
                .formatted(i, output.get()));
      }
    }
    return circles;
  }

  private static Optional<Trigger.TagKey> tag(JsonNode reference, String namespace) {
    String kind = Json.string(reference, "kind");
    return kind.isEmpty() || kind.equals(TagRules.KIND)
        ? Trigger.TagKey.of(reference, namespace)
        : Optional.empty();
  }

  private static List<String> dropped(JsonNode spec) {
    List<String> dropped = new ArrayList<>();
    ArrayNode triggers = Json.arrayAt(spec, "triggers");
    for (int i = 0; i < triggers.size(); i++) {
      String type = Json.string(triggers.get(i), "type");
      if (!isKnown(type) && !OLD_TYPES.containsKey(type)) {
        dropped.add(
            "spec.triggers[%d].type: \"%s\" is none of %s; the trigger is left out"
                .formatted(i, type, String.join(", ", TYPES)));
      }
    }
    return dropped;
  }

  private static boolean isKnown(String type) {
    return TYPES.contains(type);
  }

  static List<FieldProblem> validate(JsonNode spec, String namespace) {
    List<FieldProblem> problems = new ArrayList<>();
    Set<String> followed = new HashSet<>();
    ArrayNode triggers = Json.arrayAt(spec, "triggers");
    for (int i = 0; i < triggers.size(); i++) {
      JsonNode trigger = triggers.get(i);
      String at = "spec.triggers[" + i + "]";
      String type = Json.string(trigger, "type");
      if (type.equals(IMAGE)) {
        problems.addAll(image(at + ".imageChange.from", trigger, spec, namespace, followed));
      } else if (WEBHOOKS.containsKey(type)) {
        problems.addAll(webhook(at + "." + WEBHOOKS.get(type), trigger.path(WEBHOOKS.get(type))));
      }
    }
    return problems;
  }

  /** The {@code imageChange} of each image trigger. */
  static Stream<JsonNode> imageChanges(JsonNode spec) {
    return Json.arrayAt(spec, "triggers")
        .valueStream()
        .filter(trigger -> Json.string(trigger, "type").equals(IMAGE))
        .map(trigger -> trigger.path("imageChange"));
  }

  /** What an image trigger follows: what the strategy builds from unless it says another. */
  static ObjectNode from(JsonNode imageChange, JsonNode spec) {
    ObjectNode own = Json.objectAt(imageChange, "from");
    return own.isEmpty() ? BuildRules.from(spec) : own;
  }

  private static List<FieldProblem> image(
      String field, JsonNode trigger, JsonNode spec, String namespace, Set<String> followed) {
    ObjectNode from = from(Json.objectAt(trigger, "imageChange"), spec);
    List<FieldProblem> problems = TagRules.followed(field, from);
    String named = Json.string(from, "namespace");
    String tag = (named.isEmpty() ? namespace : named) + "/" + Json.string(from, "name");
    return problems.isEmpty() && !followed.add(tag)
        ? List.of(
            FieldProblem.invalid(
                field, tag, "multiple ImageChange triggers refer to the same image stream tag"))
        : problems;
  }

  private static List<FieldProblem> webhook(String field, JsonNode webhook) {
    if (!webhook.isObject()) {
      return List.of(FieldProblem.required(field, ""));
    }
    boolean secret = !Json.string(webhook, "secret").isEmpty();
    boolean reference = !Json.string(webhook.path("secretReference"), "name").isEmpty();
    if (secret && reference) {
      return List.of(
          FieldProblem.invalid(
              field, "", "either secret or secretReference must be set, but not both"));
    }
    return secret || reference
        ? List.of()
        : List.of(FieldProblem.required(field + ".secret", "must provide a secret reference"));
  }
}
