package dev.weir.platform.core;

import dev.weir.objects.Strategy;
import dev.weir.objects.TableView;
import dev.weir.platform.core.pod.FixedSpec;
import dev.weir.platform.core.pod.PodRules;
import dev.weir.platform.core.pod.ResourceAmounts;
import dev.weir.resource.Defaults;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Persistent volume claims. Weir has no volumes: a claim stays Pending. */
public final class ClaimStrategy implements Strategy {
  private static final Map<String, String> SHORT_MODES =
      Map.of(
          "ReadWriteOnce", "RWO",
          "ReadOnlyMany", "ROX",
          "ReadWriteMany", "RWX",
          "ReadWriteOncePod", "RWOP");

  @Override
  public void prepareForCreate(ObjectNode claim) {
    fillDefaults(claim);
    Json.ensureObject(claim, "status").put("phase", "Pending");
  }

  @Override
  public void fillDefaults(ObjectNode claim) {
    ObjectNode spec = Json.ensureObject(claim, "spec");
    Defaults.text(spec, "volumeMode", "Filesystem");
    Defaults.object(spec, "resources");
    ResourceAmounts.canonize(Json.objectAt(spec, "resources"), "requests");
    ResourceAmounts.canonize(Json.objectAt(spec, "resources"), "limits");
  }

  @Override
  public List<FieldProblem> validate(ObjectNode claim) {
    ObjectNode spec = Json.objectAt(claim, "spec");
    List<FieldProblem> problems = new ArrayList<>();
    if (Json.arrayAt(spec, "accessModes").isEmpty()) {
      problems.add(FieldProblem.required("spec.accessModes", "at least 1 access mode is required"));
    }
    for (JsonNode mode : Json.arrayAt(spec, "accessModes")) {
      problems.addAll(
          PodRules.oneOf(
              "spec.accessModes",
              mode.asString(""),
              SHORT_MODES.keySet().stream().sorted().toList()));
    }
    ObjectNode resources = Json.objectAt(spec, "resources");
    if (!Json.objectAt(resources, "requests").has("storage")) {
      problems.add(FieldProblem.required("spec.resources[storage]", ""));
    }
    problems.addAll(ResourceAmounts.validate("spec.resources", resources, "requests"));
    return problems;
  }

  @Override
  public List<FieldProblem> validateUpdate(ObjectNode updated, ObjectNode old) {
    List<FieldProblem> problems = new ArrayList<>(validate(updated));
    problems.addAll(
        FixedSpec.allowOnly(
            List.of("resources", "volumeAttributesClassName"),
            updated,
            old,
            "spec is immutable after creation except resources.requests and"
                + " volumeAttributesClassName for bound claims"));
    return problems;
  }

  @Override
  public boolean hasStatus() {
    return true;
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
            TableView.Column.of("Status", "The phase of the claim."),
            TableView.Column.of("Volume", "The volume that was found."),
            TableView.Column.of("Capacity", "Size of the volume."),
            TableView.Column.of("Access Modes", "How the volume may be mounted."),
            TableView.Column.of("StorageClass", "The class that was asked for."),
            TableView.Column.of("VolumeAttributesClass", "The attributes that were asked for."),
            TableView.AGE,
            TableView.Column.wide("VolumeMode", "File system or block device.")),
        (claim, now) -> {
          ObjectNode spec = Json.objectAt(claim, "spec");
          ObjectNode status = Json.objectAt(claim, "status");
          String volume = Json.string(spec, "volumeName");
          return List.of(
              Meta.name(claim),
              Json.string(status, "phase"),
              volume,
              Json.string(Json.objectAt(status, "capacity"), "storage"),
              volume.isEmpty() ? "" : modes(status),
              Json.string(spec, "storageClassName"),
              attributes(spec).orElse("<unset>"),
              TableView.age(claim, now),
              Json.string(spec, "volumeMode"));
        });
  }

  private static Optional<String> attributes(ObjectNode spec) {
    return Optional.of(Json.string(spec, "volumeAttributesClassName")).filter(n -> !n.isEmpty());
  }

  private static String modes(ObjectNode status) {
    return Json.arrayAt(status, "accessModes")
        .valueStream()
        .map(mode -> SHORT_MODES.getOrDefault(mode.asString(""), mode.asString("")))
        .collect(Collectors.joining(","));
  }
}
