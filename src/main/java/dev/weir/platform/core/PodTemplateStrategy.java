package dev.weir.platform.core;

import dev.weir.objects.Strategy;
import dev.weir.objects.TableView;
import dev.weir.platform.core.pod.PodColumns;
import dev.weir.platform.core.pod.PodDefaults;
import dev.weir.platform.core.pod.PodRules;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Pod templates. */
final class PodTemplateStrategy implements Strategy {
  @Override
  public void fillDefaults(ObjectNode template) {
    PodDefaults.applyToTemplate(Json.ensureObject(template, "template"));
  }

  @Override
  public List<FieldProblem> validate(ObjectNode template) {
    return PodRules.BARE.check("template.spec", podSpec(template));
  }

  private static ObjectNode podSpec(JsonNode template) {
    return Json.objectAt(Json.objectAt(template, "template"), "spec");
  }

  @Override
  public boolean returnsDeleted() {
    return true;
  }

  @Override
  public TableView table() {
    return new TableView(
        List.of(
            TableView.NAME,
            TableView.Column.of("Containers", "Names of each container in the template."),
            TableView.Column.of("Images", "Images referenced by each container."),
            TableView.Column.of("Pod Labels", "Labels of the pods.")),
        (template, _) ->
            List.of(
                Meta.name(template),
                PodColumns.containers(podSpec(template)),
                PodColumns.images(podSpec(template)),
                PodColumns.orNone(labels(Json.objectAt(template, "template")))));
  }

  private static String labels(JsonNode template) {
    Map<String, String> sorted = new TreeMap<>(Meta.labels(template));
    return sorted.entrySet().stream()
        .map(label -> label.getKey() + "=" + label.getValue())
        .collect(Collectors.joining(","));
  }
}
