package dev.weir.platform.openshift.deployment;

import dev.weir.resource.Defaults;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How a deployment config wants to be rolled out: {@code spec.strategy}. Pure. */
final class RolloutStrategy {
  private static final int TIMEOUT_SECONDS = 600;
  private static final int DEADLINE_SECONDS = 21_600;
  private static final String QUARTER = "25%";

  private RolloutStrategy() {}

  static void defaults(ObjectNode strategy) {
    Defaults.text(strategy, "type", "Rolling");
    Defaults.object(strategy, "resources");
    Defaults.number(strategy, "activeDeadlineSeconds", DEADLINE_SECONDS);
    switch (Json.string(strategy, "type")) {
      case "Rolling" -> rolling(Json.ensureObject(strategy, "rollingParams"));
      case "Recreate" ->
          Defaults.number(
              Json.ensureObject(strategy, "recreateParams"), "timeoutSeconds", TIMEOUT_SECONDS);
      default -> {}
    }
  }

  private static void rolling(ObjectNode params) {
    Defaults.number(params, "updatePeriodSeconds", 1);
    Defaults.number(params, "intervalSeconds", 1);
    Defaults.number(params, "timeoutSeconds", TIMEOUT_SECONDS);
    boolean unavailable = params.hasNonNull("maxUnavailable");
    boolean surge = params.hasNonNull("maxSurge");
    // One that is given says enough, unless it is zero: something must be free to move.
    if (!unavailable && (!surge || isZero(params.path("maxSurge")))) {
      params.put("maxUnavailable", QUARTER);
    }
    if (!surge && (!unavailable || isZero(params.path("maxUnavailable")))) {
      params.put("maxSurge", QUARTER);
    }
  }

  private static boolean isZero(JsonNode amount) {
    String text = amount.asString("");
    return text.equals("0") || text.equals("0%");
  }

  static List<FieldProblem> validate(String field, ObjectNode strategy) {
    String type = Json.string(strategy, "type");
    return switch (type) {
      case "Rolling" -> rollingProblems(field, Json.objectAt(strategy, "rollingParams"));
      case "Recreate" -> List.of();
      case "Custom" ->
          strategy.path("customParams").isObject()
              ? List.of()
              : List.of(FieldProblem.required(field + ".customParams", ""));
      default ->
          List.of(
              FieldProblem.invalid(
                  field + ".type",
                  type,
                  "unsupported strategy, use \"Custom\" instead and specify your own strategy"));
    };
  }

  private static List<FieldProblem> rollingProblems(String field, ObjectNode params) {
    return isZero(params.path("maxUnavailable")) && isZero(params.path("maxSurge"))
        ? List.of(
            FieldProblem.invalid(
                field + ".rollingParams.maxUnavailable",
                params.path("maxUnavailable").asString(""),
                "cannot be 0 when maxSurge is 0 as well"))
        : List.of();
  }

  /** What of a strategy nobody here does, in whole sentences. */
  static List<String> remarks(String field, ObjectNode strategy) {
    if (Json.string(strategy, "type").equals("Custom")) {
      return List.of(
          field
              + ": Weir runs no pods; whoever runs the image of customParams writes how far a"
              + " rollout is into the annotation "
              + RolloutAnnotations.PHASE
              + " of its replication controller");
    }
    List<String> found = new ArrayList<>();
    for (String params : new String[] {"rollingParams", "recreateParams"}) {
      for (String hook : new String[] {"pre", "mid", "post"}) {
        if (Json.objectAt(strategy, params).get(hook) instanceof ObjectNode) {
          found.add(
              field
                  + "."
                  + params
                  + "."
                  + hook
                  + ": this hook is not carried out, since Weir runs no pods; a rollout goes on"
                  + " without it");
        }
      }
    }
    return found;
  }
}
