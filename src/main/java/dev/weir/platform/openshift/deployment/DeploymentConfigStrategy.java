package dev.weir.platform.openshift.deployment;

import dev.weir.objects.Strategy;
import dev.weir.objects.TableView;
import dev.weir.platform.core.pod.PodDefaults;
import dev.weir.platform.core.pod.PodRules;
import dev.weir.platform.core.pod.PodSelector;
import dev.weir.platform.core.pod.Replicas;
import dev.weir.resource.Defaults;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Deployment configs (controllers-and-access.md 4.1). */
class DeploymentConfigStrategy implements Strategy {
  /** The number of the last version that a config can have. */
  static final int LAST_VERSION = Integer.MAX_VALUE;

  private static final int HISTORY_LIMIT = 10;
  private static final String LATEST = "latestVersion";
  private static final String[] COUNTS = {
    LATEST,
    "observedGeneration",
    "replicas",
    "updatedReplicas",
    "availableReplicas",
    "unavailableReplicas"
  };

  @Override
  public void prepareForCreate(ObjectNode config) {
    fillDefaults(config);
    DeploymentTriggers.forget(Json.objectAt(config, "spec"));
  }

  @Override
  public void fillDefaults(ObjectNode config) {
    ObjectNode spec = Json.ensureObject(config, "spec");
    Defaults.number(spec, "replicas", 0);
    Defaults.number(spec, "revisionHistoryLimit", HISTORY_LIMIT);
    Defaults.flag(spec, "test", false);
    RolloutStrategy.defaults(Json.ensureObject(spec, "strategy"));
    DeploymentTriggers.defaults(spec, Meta.namespace(config));
    ObjectNode template = Json.ensureObject(spec, "template");
    PodDefaults.applyToTemplate(template);
    ObjectNode labels = Json.objectAt(Meta.of(template), "labels");
    if (Json.objectAt(spec, "selector").isEmpty() && !labels.isEmpty()) {
      spec.set("selector", labels.deepCopy());
    }
    ObjectNode status = Json.ensureObject(config, "status");
    for (String count : COUNTS) {
      Defaults.number(status, count, 0);
    }
  }

  /** A client may ask for the next version by raising the number by one; the rest stays. */
  @Override
  public Optional<JsonNode> statusAfterUpdate(ObjectNode updated, ObjectNode old) {
    ObjectNode status = Json.objectAt(old, "status");
    boolean next =
        Json.objectAt(updated, "status").path(LATEST).asLong(0)
            == status.path(LATEST).asLong(0) + 1;
    return Optional.of(next ? Details.manual().next(status) : status.deepCopy());
  }

  @Override
  public List<FieldProblem> validate(ObjectNode config) {
    ObjectNode spec = Json.objectAt(config, "spec");
    List<FieldProblem> problems = new ArrayList<>(PodSelector.validate(spec));
    problems.addAll(Replicas.validate(spec));
    for (String count : new String[] {"minReadySeconds", "revisionHistoryLimit"}) {
      if (spec.path(count).asInt(0) < 0) {
        problems.add(
            FieldProblem.invalid(
                "spec." + count,
                Json.text(spec.path(count)),
                "must be greater than or equal to 0"));
      }
    }
    problems.addAll(RolloutStrategy.validate("spec.strategy", Json.objectAt(spec, "strategy")));
    problems.addAll(DeploymentTriggers.validate(spec));
    problems.addAll(
        new PodRules(PodRules.LASTING.restartPolicies(), DeploymentTriggers.containers(spec))
            .check("spec.template.spec", podSpec(spec)));
    return problems;
  }

  @Override
  public List<FieldProblem> validateUpdate(ObjectNode updated, ObjectNode old) {
    List<FieldProblem> problems = new ArrayList<>(validate(updated));
    long before = Json.objectAt(old, "status").path(LATEST).asLong(0);
    JsonNode after = Json.objectAt(updated, "status").path(LATEST);
    if (after.asLong(0) < before) {
      problems.add(
          FieldProblem.invalid(
              "status." + LATEST,
              Json.text(after),
              "must not go back: version " + before + " was asked for already"));
    }
    boolean fits = !after.isNumber() || after.canConvertToLong();
    if (!fits || after.asLong(0) > LAST_VERSION) {
      problems.add(
          FieldProblem.invalid(
              "status." + LATEST, Json.text(after), "must be at most " + LAST_VERSION));
    }
    return problems;
  }

  private static ObjectNode podSpec(JsonNode spec) {
    return Json.objectAt(Json.objectAt(spec, "template"), "spec");
  }

  @Override
  public boolean hasStatus() {
    return true;
  }

  @Override
  public TableView table() {
    return new TableView(
        List.of(
            TableView.NAME,
            TableView.Column.number("Revision", "The version that was asked for last."),
            TableView.Column.number("Desired", "Number of pods that are wanted."),
            TableView.Column.number("Current", "Number of pods that there are."),
            TableView.Column.of("Triggered By", "What starts a rollout by itself.")),
        (config, _) -> {
          ObjectNode spec = Json.objectAt(config, "spec");
          ObjectNode status = Json.objectAt(config, "status");
          return List.of(
              Meta.name(config),
              status.path(LATEST).asLong(0),
              spec.path("replicas").asInt(0),
              status.path("replicas").asInt(0),
              DeploymentTriggers.shown(spec));
        });
  }
}
