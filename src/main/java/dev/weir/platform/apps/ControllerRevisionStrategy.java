package dev.weir.platform.apps;

import dev.weir.objects.Strategy;
import dev.weir.objects.TableView;
import dev.weir.platform.core.pod.PodColumns;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Controller revisions, as somebody else writes them. */
final class ControllerRevisionStrategy implements Strategy {
  @Override
  public List<FieldProblem> validateUpdate(ObjectNode updated, ObjectNode old) {
    return updated.path("data").equals(old.path("data"))
        ? List.of()
        : List.of(
            FieldProblem.invalid("data", Json.text(updated.path("data")), "field is immutable"));
  }

  @Override
  public TableView table() {
    return new TableView(
        List.of(
            TableView.NAME,
            TableView.Column.of("Controller", "The workload that this is a state of."),
            TableView.Column.number("Revision", "The number of the state."),
            TableView.AGE),
        (object, now) ->
            List.of(
                Meta.name(object),
                controller(object),
                object.path("revision").asLong(0),
                TableView.age(object, now)));
  }

  private static String controller(ObjectNode object) {
    for (JsonNode owner : Json.arrayAt(Meta.of(object), "ownerReferences")) {
      if (owner.path("controller").asBoolean(false)) {
        String group = Json.string(owner, "apiVersion").replaceFirst("/.*", "");
        return Json.string(owner, "kind").toLowerCase(Locale.ROOT)
            + "."
            + group
            + "/"
            + Json.string(owner, "name");
      }
    }
    return PodColumns.NONE;
  }
}
