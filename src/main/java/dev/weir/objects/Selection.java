package dev.weir.objects;

import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldSelector;
import dev.weir.resource.LabelSelector;
import dev.weir.resource.Meta;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import tools.jackson.databind.node.ObjectNode;

/** Which objects a list or watch shows. */
public final class Selection {
  private final LabelSelector labels;
  private final FieldSelector fields;
  private final BiFunction<ObjectNode, String, String> fieldOf;

  private Selection(
      LabelSelector labels, FieldSelector fields, BiFunction<ObjectNode, String, String> fieldOf) {
    this.labels = labels;
    this.fields = fields;
    this.fieldOf = fieldOf;
  }

  static Selection of(Strategy strategy, ListOptions options) {
    return of(
        options,
        strategy.selectableFields(),
        (object, field) -> strategy.selectableField(object, field).orElse(""));
  }

  /**
   * The selection that a request asks for.
   *
   * @param more fields besides {@code metadata.name} and {@code metadata.namespace}
   * @param fieldOf value of such a field
   * @throws dev.weir.resource.StatusException 400 if a selector names another field
   */
  public static Selection of(
      ListOptions options, List<String> more, BiFunction<ObjectNode, String, String> fieldOf) {
    List<String> known = new ArrayList<>(more);
    known.add("metadata.name");
    known.add("metadata.namespace");
    for (FieldSelector.Requirement requirement : options.fields().requirements()) {
      if (!known.contains(requirement.field())) {
        throw ApiStatus.badRequest("field label not supported: " + requirement.field()).exception();
      }
    }
    return new Selection(options.labels(), options.fields(), fieldOf);
  }

  /** True if nothing is left out, so that objects need not be looked at. */
  public boolean isEverything() {
    return labels.isEmpty() && fields.isEmpty();
  }

  public boolean includes(ApiObject object) {
    if (isEverything()) {
      return true;
    }
    ObjectNode tree = object.tree();
    return (labels.isEmpty() || labels.matches(Meta.labels(tree)))
        && fields.matches(
            field ->
                switch (field) {
                  case "metadata.name" -> Meta.name(tree);
                  case "metadata.namespace" -> Meta.namespace(tree);
                  default -> fieldOf.apply(tree, field);
                });
  }
}
