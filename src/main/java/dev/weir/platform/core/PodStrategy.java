package dev.weir.platform.core;

import dev.weir.objects.Strategy;
import dev.weir.objects.TableView;
import dev.weir.objects.meta.Finalizers;
import dev.weir.platform.core.pod.PodColumns;
import dev.weir.platform.core.pod.PodDefaults;
import dev.weir.platform.core.pod.PodRules;
import dev.weir.platform.core.pod.QualityOfService;
import dev.weir.resource.Defaults;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Pods. Weir runs none: a pod stays Pending, is on no node, and goes at once when it is deleted,
 * whatever grace it was given.
 */
public final class PodStrategy implements Strategy {
  private static final String ONLY =
      "pod updates may not change fields other than `spec.containers[*].image`,"
          + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only"
          + " additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to"
          + " be set to 1 if it was previously negative)";

  @Override
  public void prepareForCreate(ObjectNode pod) {
    ObjectNode spec = Json.ensureObject(pod, "spec");
    Defaults.text(
        spec,
        "serviceAccountName",
        Json.string(spec, "serviceAccount").isEmpty()
            ? "default"
            : Json.string(spec, "serviceAccount"));
    Defaults.flag(spec, "enableServiceLinks", true);
    PodDefaults.applyToSpec(spec);
    ObjectNode status = Json.ensureObject(pod, "status");
    Defaults.text(status, "phase", "Pending");
    status.put("qosClass", QualityOfService.of(spec));
  }

  @Override
  public void prepareForUpdate(ObjectNode updated, ObjectNode old) {
    PodDefaults.applyToSpec(Json.ensureObject(updated, "spec"));
  }

  @Override
  public List<FieldProblem> validate(ObjectNode pod) {
    return PodRules.BARE.check("spec", Json.objectAt(pod, "spec"));
  }

  @Override
  public List<FieldProblem> validateUpdate(ObjectNode updated, ObjectNode old) {
    List<FieldProblem> problems = new ArrayList<>(validate(updated));
    ObjectNode now = Json.objectAt(updated, "spec").deepCopy();
    ObjectNode before = Json.objectAt(old, "spec");
    for (String list : new String[] {"containers", "initContainers"}) {
      sameImages(Json.arrayAt(now, list), Json.arrayAt(before, list));
    }
    same(now, before, "activeDeadlineSeconds");
    if (keepsAll(Json.arrayAt(before, "tolerations"), Json.arrayAt(now, "tolerations"))) {
      same(now, before, "tolerations");
    }
    if (!now.equals(before)) {
      problems.add(FieldProblem.forbidden("spec", ONLY));
    }
    return problems;
  }

  private static void sameImages(ArrayNode now, ArrayNode before) {
    for (int i = 0; i < Math.min(now.size(), before.size()); i++) {
      if (now.get(i) instanceof ObjectNode container && container.has("image")) {
        container.put("image", Json.string(before.get(i), "image"));
      }
    }
  }

  private static void same(ObjectNode now, ObjectNode before, String member) {
    if (before.has(member)) {
      now.set(member, before.get(member));
    } else {
      now.remove(member);
    }
  }

  private static boolean keepsAll(ArrayNode before, ArrayNode now) {
    List<JsonNode> kept = now.valueStream().toList();
    return before.valueStream().allMatch(kept::contains);
  }

  @Override
  public boolean hasStatus() {
    return true;
  }

  @Override
  public List<String> selectableFields() {
    return List.of(
        "spec.nodeName",
        "spec.restartPolicy",
        "spec.schedulerName",
        "spec.serviceAccountName",
        "status.phase",
        "status.podIP",
        "status.nominatedNodeName");
  }

  @Override
  public Optional<String> selectableField(ObjectNode pod, String field) {
    int dot = field.indexOf('.');
    return Optional.of(
        Json.string(Json.objectAt(pod, field.substring(0, dot)), field.substring(dot + 1)));
  }

  @Override
  public boolean returnsDeleted() {
    return true;
  }

  @Override
  public TableView table() {
    return new TableView(
        List.of(
            TableView.NAME,
            TableView.Column.of("Ready", "How many containers are ready for traffic."),
            TableView.Column.of("Status", "The state of the containers as a whole."),
            TableView.Column.of("Restarts", "How often containers were started again."),
            TableView.AGE,
            TableView.Column.wide("IP", "Address of the pod."),
            TableView.Column.wide("Node", "Where the pod runs."),
            TableView.Column.wide("Nominated Node", "Where the pod is to run."),
            TableView.Column.wide("Readiness Gates", "Conditions that must hold.")),
        PodStrategy::row);
  }

  private static List<Object> row(ObjectNode pod, Instant now) {
    ObjectNode spec = Json.objectAt(pod, "spec");
    ObjectNode status = Json.objectAt(pod, "status");
    ArrayNode containers = Json.arrayAt(status, "containerStatuses");
    long ready = containers.valueStream().filter(c -> c.path("ready").asBoolean(false)).count();
    int restarts = containers.valueStream().mapToInt(c -> c.path("restartCount").asInt(0)).sum();
    return List.of(
        Meta.name(pod),
        ready + "/" + Json.arrayAt(spec, "containers").size(),
        state(pod),
        Integer.toString(restarts),
        TableView.age(pod, now),
        PodColumns.orNone(Json.string(status, "podIP")),
        PodColumns.orNone(Json.string(spec, "nodeName")),
        PodColumns.orNone(Json.string(status, "nominatedNodeName")),
        PodColumns.NONE);
  }

  private static String state(ObjectNode pod) {
    ObjectNode status = Json.objectAt(pod, "status");
    if (Finalizers.isTerminating(pod)) {
      return "Terminating";
    }
    String reason = Json.string(status, "reason");
    for (JsonNode container : Json.arrayAt(status, "containerStatuses")) {
      for (String state : new String[] {"waiting", "terminated"}) {
        String why = Json.string(Json.objectAt(Json.objectAt(container, "state"), state), "reason");
        reason = why.isEmpty() ? reason : why;
      }
    }
    return reason.isEmpty() ? Json.string(status, "phase") : reason;
  }
}
