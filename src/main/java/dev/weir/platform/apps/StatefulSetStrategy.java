package dev.weir.platform.apps;

import dev.weir.objects.TableView;
import dev.weir.platform.core.pod.FixedSpec;
import dev.weir.platform.core.pod.PodColumns;
import dev.weir.platform.core.pod.PodDefaults;
import dev.weir.platform.core.pod.PodRules;
import dev.weir.platform.core.pod.Replicas;
import dev.weir.platform.core.pod.Templates;
import dev.weir.platform.core.pod.WorkloadStrategy;
import dev.weir.resource.Defaults;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Stateful sets. Weir runs no pods, and none are counted. */
final class StatefulSetStrategy implements WorkloadStrategy {
  private static final int HISTORY_LIMIT = 10;
  private static final List<String> MUTABLE =
      List.of(
          "replicas",
          "ordinals",
          "template",
          "updateStrategy",
          "revisionHistoryLimit",
          "persistentVolumeClaimRetentionPolicy",
          "minReadySeconds");

  @Override
  public void fillDefaults(ObjectNode set) {
    ObjectNode spec = Json.ensureObject(set, "spec");
    Defaults.number(spec, "replicas", 1);
    Defaults.text(spec, "podManagementPolicy", "OrderedReady");
    Defaults.number(spec, "revisionHistoryLimit", HISTORY_LIMIT);
    ObjectNode strategy = Json.ensureObject(spec, "updateStrategy");
    Defaults.text(strategy, "type", "RollingUpdate");
    if (Json.string(strategy, "type").equals("RollingUpdate")) {
      Defaults.number(Json.ensureObject(strategy, "rollingUpdate"), "partition", 0);
    }
    ObjectNode retention = Json.ensureObject(spec, "persistentVolumeClaimRetentionPolicy");
    Defaults.text(retention, "whenDeleted", "Retain");
    Defaults.text(retention, "whenScaled", "Retain");
    PodDefaults.applyToTemplate(Json.ensureObject(spec, "template"));
    for (JsonNode claim : Json.arrayAt(spec, "volumeClaimTemplates")) {
      if (claim instanceof ObjectNode object) {
        object.put("apiVersion", "v1").put("kind", "PersistentVolumeClaim");
        Defaults.text(Json.ensureObject(object, "spec"), "volumeMode", "Filesystem");
        Json.ensureObject(object, "status").put("phase", "Pending");
      }
    }
    ObjectNode status = Json.ensureObject(set, "status");
    Defaults.number(status, "replicas", 0);
    Defaults.number(status, "availableReplicas", 0);
  }

  @Override
  public List<FieldProblem> rules(ObjectNode spec) {
    List<FieldProblem> problems = new ArrayList<>(Replicas.validate(spec));
    problems.addAll(
        PodRules.oneOf(
            "spec.podManagementPolicy",
            Json.string(spec, "podManagementPolicy"),
            List.of("OrderedReady", "Parallel")));
    problems.addAll(
        PodRules.oneOf(
            "spec.updateStrategy.type",
            Json.string(Json.objectAt(spec, "updateStrategy"), "type"),
            List.of("OnDelete", "RollingUpdate")));
    return problems;
  }

  @Override
  public List<FieldProblem> validateUpdate(ObjectNode updated, ObjectNode old) {
    List<FieldProblem> problems = new ArrayList<>(validate(updated));
    problems.addAll(
        FixedSpec.allowOnly(
            MUTABLE,
            updated,
            old,
            "updates to statefulset spec for fields other than 'replicas', 'ordinals',"
                + " 'template', 'updateStrategy', 'revisionHistoryLimit',"
                + " 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are"
                + " forbidden"));
    return problems;
  }

  @Override
  public TableView table() {
    return new TableView(
        List.of(
            TableView.NAME,
            TableView.Column.of("Ready", "Number of the pod with ready state"),
            TableView.AGE,
            PodColumns.CONTAINERS,
            PodColumns.IMAGES),
        (set, now) -> {
          ObjectNode spec = Json.objectAt(set, "spec");
          int ready = Json.objectAt(set, "status").path("readyReplicas").asInt(0);
          return List.of(
              Meta.name(set),
              ready + "/" + spec.path("replicas").asInt(0),
              TableView.age(set, now),
              PodColumns.containers(Templates.podSpec(spec)),
              PodColumns.images(Templates.podSpec(spec)));
        });
  }
}
