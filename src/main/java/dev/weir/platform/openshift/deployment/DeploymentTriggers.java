package dev.weir.platform.openshift.deployment;

import dev.weir.platform.core.pod.PodRules;
import dev.weir.platform.openshift.config.TagRules;
import dev.weir.resource.Defaults;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code spec.triggers} of a deployment config (controllers-and-access.md 4.1). Pure. */
final class DeploymentTriggers {
  static final String CONFIG = "ConfigChange";
  private static final String IMAGE = ImageChange.TYPE;

  private DeploymentTriggers() {}

  /** No list means the usual trigger; an empty list means none. */
  static void defaults(ObjectNode spec, String namespace) {
    if (!spec.hasNonNull("triggers")) {
      spec.putArray("triggers").addObject().put("type", CONFIG);
    }
    for (JsonNode params : imageParams(spec).toList()) {
      if (params.get("from") instanceof ObjectNode from) {
        Defaults.text(from, "kind", TagRules.KIND);
        if (Json.string(from, "kind").equals(TagRules.KIND)) {
          Defaults.text(from, "namespace", namespace);
        }
      }
    }
  }

  /** What fired elsewhere has not fired here. */
  static void forget(JsonNode spec) {
    imageParams(spec)
        .filter(ObjectNode.class::isInstance)
        .forEach(params -> ((ObjectNode) params).remove("lastTriggeredImage"));
  }

  /** The parameters of each image trigger. */
  static Stream<JsonNode> imageParams(JsonNode spec) {
    return Json.arrayAt(spec, "triggers")
        .valueStream()
        .filter(trigger -> Json.string(trigger, "type").equals(IMAGE))
        .map(trigger -> trigger.path("imageChangeParams"));
  }

  /** Containers whose image a trigger sets: they need none. */
  static Set<String> containers(JsonNode spec) {
    return imageParams(spec)
        .flatMap(DeploymentTriggers::names)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The containers of an image trigger. */
  static Stream<String> names(JsonNode params) {
    return Json.arrayAt(params, "containerNames").valueStream().map(name -> name.asString(""));
  }

  static List<FieldProblem> validate(JsonNode spec) {
    List<FieldProblem> problems = new ArrayList<>();
    ArrayNode triggers = Json.arrayAt(spec, "triggers");
    for (int i = 0; i < triggers.size(); i++) {
      String at = "spec.triggers[" + i + "]";
      String type = Json.string(triggers.get(i), "type");
      if (type.isEmpty()) {
        problems.add(FieldProblem.required(at + ".type", ""));
      } else {
        problems.addAll(PodRules.oneOf(at + ".type", type, List.of(CONFIG, IMAGE)));
      }
      if (type.equals(IMAGE)) {
        problems.addAll(
            params(at + ".imageChangeParams", triggers.get(i).path("imageChangeParams")));
      }
    }
    return problems;
  }

  private static List<FieldProblem> params(String at, JsonNode params) {
    if (!params.isObject()) {
      return List.of(FieldProblem.required(at, ""));
    }
    List<FieldProblem> problems = new ArrayList<>();
    if (params.path("from").isObject()) {
      problems.addAll(TagRules.followed(at + ".from", params.path("from")));
    } else {
      problems.add(FieldProblem.required(at + ".from", ""));
    }
    if (names(params).findAny().isEmpty()) {
      problems.add(FieldProblem.required(at + ".containerNames", ""));
    }
    return problems;
  }

  /** As a table shows them: {@code config,image(web:latest)}. */
  static String shown(JsonNode spec) {
    Set<String> containers =
        Json.arrayAt(Json.objectAt(Json.objectAt(spec, "template"), "spec"), "containers")
            .valueStream()
            .map(container -> Json.string(container, "name"))
            .collect(Collectors.toUnmodifiableSet());
    Set<String> shown = new TreeSet<>();
    for (JsonNode trigger : Json.arrayAt(spec, "triggers")) {
      JsonNode params = trigger.path("imageChangeParams");
      if (Json.string(trigger, "type").equals(CONFIG)) {
        shown.add("config");
      } else if (params.path("automatic").asBoolean(false)) {
        shown.add("image(" + stray(params, containers) + tag(params) + ")");
      }
    }
    return String.join(",", shown);
  }

  private static String tag(JsonNode params) {
    return Json.string(params.path("from"), "name");
  }

  /** The containers of a trigger, if some of them are not in the template. */
  private static String stray(JsonNode params, Set<String> containers) {
    boolean clear = containers.size() == 1 || names(params).allMatch(containers::contains);
    return clear ? "" : names(params).sorted().collect(Collectors.joining(",")) + ":";
  }
}
