package dev.weir.platform.core.pod;

import dev.weir.objects.TableView;
import dev.weir.resource.FieldProblem;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** A workload that is nothing but a number of equal pods. */
public interface ReplicatedStrategy extends WorkloadStrategy {
  @Override
  default List<FieldProblem> rules(ObjectNode spec) {
    return Replicas.validate(spec);
  }

  @Override
  default List<String> selectableFields() {
    return Replicas.SELECTABLE;
  }

  @Override
  default Optional<String> selectableField(ObjectNode object, String field) {
    return Optional.of(Integer.toString(Replicas.current(object)));
  }

  @Override
  default TableView table() {
    return Replicas.TABLE;
  }
}
