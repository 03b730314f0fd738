package dev.weir.platform.core.pod;

import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Specs of which most stays as it was made. */
public final class FixedSpec {
  private FixedSpec() {}

  /**
   * That nothing but these members of {@code spec} changes.
   *
   * @param refusal what is said of any other change
   */
  public static List<FieldProblem> allowOnly(
      List<String> members, ObjectNode updated, ObjectNode old, String refusal) {
    ObjectNode now = Json.objectAt(updated, "spec").deepCopy();
    ObjectNode before = Json.objectAt(old, "spec").deepCopy();
    return now.remove(members).equals(before.remove(members))
        ? List.of()
        : List.of(FieldProblem.forbidden("spec", refusal));
  }
}
