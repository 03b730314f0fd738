package dev.weir.platform.core;

import dev.weir.objects.Strategy;
import dev.weir.objects.TableView;
import dev.weir.platform.core.pod.ContainerRules;
import dev.weir.platform.core.pod.PodColumns;
import dev.weir.resource.Defaults;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Endpoints, as somebody else writes them: Weir finds none by itself. */
final class EndpointsStrategy implements Strategy {
  private static final int SHOWN = 3;

  @Override
  public void fillDefaults(ObjectNode endpoints) {
    for (JsonNode subset : Json.arrayAt(endpoints, "subsets")) {
      for (JsonNode port : Json.arrayAt(subset, "ports")) {
        if (port instanceof ObjectNode object) {
          Defaults.text(object, "protocol", "TCP");
        }
      }
    }
  }

  @Override
  public List<FieldProblem> validate(ObjectNode endpoints) {
    List<FieldProblem> problems = new ArrayList<>();
    ArrayNode subsets = Json.arrayAt(endpoints, "subsets");
    for (int i = 0; i < subsets.size(); i++) {
      String at = "subsets[" + i + "]";
      if (Json.arrayAt(subsets.get(i), "addresses").isEmpty()
          && Json.arrayAt(subsets.get(i), "notReadyAddresses").isEmpty()) {
        problems.add(FieldProblem.required(at, "must specify `addresses` or `notReadyAddresses`"));
      }
      ArrayNode ports = Json.arrayAt(subsets.get(i), "ports");
      for (int j = 0; j < ports.size(); j++) {
        problems.addAll(
            ContainerRules.port(at + ".ports[" + j + "].port", ports.get(j).path("port")));
      }
    }
    return problems;
  }

  @Override
  public TableView table() {
    return new TableView(
        List.of(
            TableView.NAME,
            TableView.Column.of("Endpoints", "Addresses and ports."),
            TableView.AGE),
        (endpoints, now) ->
            List.of(
                Meta.name(endpoints),
                PodColumns.orNone(addresses(endpoints)),
                TableView.age(endpoints, now)));
  }

  private static String addresses(ObjectNode endpoints) {
    List<String> all = new ArrayList<>();
    for (JsonNode subset : Json.arrayAt(endpoints, "subsets")) {
      for (JsonNode address : Json.arrayAt(subset, "addresses")) {
        for (JsonNode port : Json.arrayAt(subset, "ports")) {
          all.add(Json.string(address, "ip") + ":" + port.path("port").asInt(0));
        }
      }
    }
    String shown = all.stream().limit(SHOWN).collect(Collectors.joining(","));
    return all.size() <= SHOWN ? shown : shown + " + " + (all.size() - SHOWN) + " more...";
  }
}
