package dev.weir.platform.core.pod;

import dev.weir.objects.Strategy;
import dev.weir.objects.TableView;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * A workload that makes lasting pods after {@code spec.template} and finds them by {@code
 * spec.selector}, which never changes. Weir runs no pods: others write the status.
 */
public interface WorkloadStrategy extends Strategy {
  /** What is wrong with a spec besides its template and its selector. */
  List<FieldProblem> rules(ObjectNode spec);

  @Override
  default List<FieldProblem> validate(ObjectNode workload) {
    ObjectNode spec = Json.objectAt(workload, "spec");
    List<FieldProblem> problems = new ArrayList<>(Templates.validate(spec, PodRules.LASTING));
    problems.addAll(rules(spec));
    return problems;
  }

  @Override
  default List<FieldProblem> validateUpdate(ObjectNode updated, ObjectNode old) {
    List<FieldProblem> problems = new ArrayList<>(validate(updated));
    problems.addAll(PodSelector.validateUpdate(updated, old));
    return problems;
  }

  @Override
  default boolean hasStatus() {
    return true;
  }

  /** A row of its table: its name, what it counts, its age, and what its pods run. */
  static List<Object> row(ObjectNode workload, Instant now, Object... counts) {
    List<Object> cells = new ArrayList<>();
    cells.add(Meta.name(workload));
    cells.addAll(List.of(counts));
    cells.add(TableView.age(workload, now));
    cells.addAll(PodColumns.of(Json.objectAt(workload, "spec")));
    return cells;
  }

  /** A number of its status, or 0. */
  static int count(ObjectNode workload, String counted) {
    return Json.objectAt(workload, "status").path(counted).asInt(0);
  }
}
