package dev.weir.platform.apps;

import dev.weir.objects.Strategy;
import dev.weir.objects.TableView;
import dev.weir.platform.core.PodDefaults;
import dev.weir.platform.core.PodRules;
import dev.weir.platform.core.PodSelector;
import dev.weir.platform.core.Replicas;
import dev.weir.platform.core.Templates;
import dev.weir.resource.Defaults;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Replica sets. Weir runs no pods, and none are counted. */
final class ReplicaSetStrategy implements Strategy {
  @Override
  public void fillDefaults(ObjectNode set) {
    ObjectNode spec = Json.ensureObject(set, "spec");
    Defaults.number(spec, "replicas", 1);
    PodDefaults.applyToTemplate(Json.ensureObject(spec, "template"));
    Defaults.number(Json.ensureObject(set, "status"), "replicas", 0);
  }

  @Override
  public List<FieldProblem> validate(ObjectNode set) {
    ObjectNode spec = Json.objectAt(set, "spec");
    List<FieldProblem> problems = new ArrayList<>(Templates.validate(spec, PodRules.LASTING));
    problems.addAll(Replicas.validate(spec));
    return problems;
  }

  @Override
  public List<FieldProblem> validateUpdate(ObjectNode updated, ObjectNode old) {
    List<FieldProblem> problems = new ArrayList<>(validate(updated));
    problems.addAll(PodSelector.validateUpdate(updated, old));
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
