package dev.weir.objects;

import dev.weir.objects.meta.MetaRules;
import dev.weir.objects.meta.NameRule;
import dev.weir.resource.FieldProblem;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is special about a stored kind. Metadata, generations and versions are looked after by
 * {@link MetaRules}; a strategy changes only the tree that it is given.
 */
public interface Strategy {
  /** A kind without defaults or rules of its own. */
  Strategy PLAIN = new Strategy() {};

  /** Says what an object leaves unsaid, new or updated. */
  default void fillDefaults(ObjectNode object) {}

  /** Fills defaults and drops what a client may not set. */
  default void prepareForCreate(ObjectNode object) {
    fillDefaults(object);
  }

  /** As {@link #prepareForCreate}, knowing what was there. */
  default void prepareForUpdate(ObjectNode updated, ObjectNode old) {
    fillDefaults(updated);
  }

  /** Says in an object that is marked as being deleted what that means for it. */
  default void prepareForDelete(ObjectNode marked) {}

  default List<FieldProblem> validate(ObjectNode object) {
    return List.of();
  }

  default List<FieldProblem> validateUpdate(ObjectNode updated, ObjectNode old) {
    return validate(updated);
  }

  /** What names must look like. */
  default NameRule nameRule() {
    return NameRule.SUBDOMAIN;
  }

  /** Value of a field that selectors may name, besides {@code metadata.name} and namespace. */
  default Optional<String> selectableField(ObjectNode object, String field) {
    return Optional.empty();
  }

  /** Fields that selectors may name, besides {@code metadata.name} and namespace. */
  default List<String> selectableFields() {
    return List.of();
  }

  /** True if an update without {@code resourceVersion} may replace whatever is there. */
  default boolean allowsUnconditionalUpdate() {
    return true;
  }

  /** True if clients change {@code status} only through the status subresource. */
  default boolean hasStatus() {
    return false;
  }

  /**
   * The status after an update of the object itself, where status is a subresource: what was there.
   *
   * @param updated with the status that the client sent
   */
  default Optional<JsonNode> statusAfterUpdate(ObjectNode updated, ObjectNode old) {
    return Optional.ofNullable(old.get("status"));
  }

  /** False for kinds that own nothing: to delete one waits for nobody. */
  default boolean ownsOthers() {
    return true;
  }

  /** True if a delete answers with the object that went, false if with a {@code Status}. */
  default boolean returnsDeleted() {
    return false;
  }

  default TableView table() {
    return TableView.NAME_AND_AGE;
  }
}
