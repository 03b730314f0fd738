package dev.weir.platform.core;

import dev.weir.objects.Strategy;
import dev.weir.objects.TableView;
import dev.weir.resource.Defaults;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Replication controllers. Weir runs no pods, and none are counted. */
public final class ReplicationControllerStrategy implements Strategy {
  @Override
  public void fillDefaults(ObjectNode controller) {
    ObjectNode spec = Json.ensureObject(controller, "spec");
    Defaults.number(spec, "replicas", 1);
    ObjectNode template = Json.ensureObject(spec, "template");
    PodDefaults.applyToTemplate(template);
    ObjectNode labels = Json.objectAt(Meta.of(template), "labels");
    if (Json.objectAt(spec, "selector").isEmpty() && !labels.isEmpty()) {
      spec.set("selector", labels.deepCopy());
    }
    if (Json.objectAt(Meta.of(controller), "labels").isEmpty() && !labels.isEmpty()) {
      Meta.of(controller).set("labels", labels.deepCopy());
    }
    Defaults.number(Json.ensureObject(controller, "status"), "replicas", 0);
  }

  @Override
  public List<FieldProblem> validate(ObjectNode controller) {
    ObjectNode spec = Json.objectAt(controller, "spec");
    List<FieldProblem> problems = new ArrayList<>(Templates.validate(spec, PodRules.LASTING));
    problems.addAll(Replicas.validate(spec));
    return problems;
  }

  @Override
  public boolean hasStatus() {
    return true;
  }

  @Override
  public List<String> selectableFields() {
    return Replicas.SELECTABLE;
  }

  @Override
  public Optional<String> selectableField(ObjectNode object, String field) {
    return Optional.of(Integer.toString(Replicas.current(object)));
  }

  @Override
  public TableView table() {
    return Replicas.TABLE;
  }
}
