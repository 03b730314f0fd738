package dev.weir.platform.core;

import dev.weir.objects.Strategy;
import dev.weir.objects.TableView;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Config maps. */
public final class ConfigMapStrategy implements Strategy {
  @Override
  public List<FieldProblem> validate(ObjectNode configMap) {
    List<FieldProblem> problems = new ArrayList<>();
    for (String member : new String[] {"data", "binaryData"}) {
      Json.objectAt(configMap, member)
          .forEachEntry(
              (key, _) -> {
                if (!DataKeys.isValid(key)) {
                  problems.add(FieldProblem.invalid(member + "[" + key + "]", key, DataKeys.RULE));
                }
              });
    }
    return problems;
  }

  @Override
  public TableView table() {
    return new TableView(
        List.of(TableView.NAME, TableView.Column.number("Data", "Number of keys"), TableView.AGE),
        (object, now) ->
            List.of(
                Meta.name(object),
                Json.objectAt(object, "data").size() + Json.objectAt(object, "binaryData").size(),
                TableView.age(object, now)));
  }
}
