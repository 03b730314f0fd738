package dev.weir.platform.core.pod;

import dev.weir.objects.TableView;
import dev.weir.resource.Json;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What tables show of the pods of a workload. */
public final class PodColumns {
  /** What kubectl prints where there is nothing. */
  public static final String NONE = "<none>";

  public static final TableView.Column CONTAINERS =
      TableView.Column.wide("Containers", "Names of each container in the template.");
  public static final TableView.Column IMAGES =
      TableView.Column.wide("Images", "Images referenced by each container in the template.");
  public static final TableView.Column SELECTOR =
      TableView.Column.wide("Selector", "Label selector of the pods.");

  private PodColumns() {}

  /** Names of the containers of a pod spec. */
  public static String containers(JsonNode podSpec) {
    return of(podSpec, "name");
  }

  /** Images of the containers of a pod spec. */
  public static String images(JsonNode podSpec) {
    return of(podSpec, "image");
  }

  private static String of(JsonNode podSpec, String member) {
    return Json.arrayAt(podSpec, "containers")
        .valueStream()
        .map(container -> Json.string(container, member))
        .collect(Collectors.joining(","));
  }

  /** The cells of {@link #CONTAINERS}, {@link #IMAGES} and {@link #SELECTOR}. */
  public static List<Object> of(JsonNode spec) {
    JsonNode podSpec = Json.objectAt(Json.objectAt(spec, "template"), "spec");
    return List.of(containers(podSpec), images(podSpec), orNone(PodSelector.of(spec).query()));
  }

  /** The text, or {@link #NONE} if it is empty. */
  public static String orNone(String text) {
    return text.isEmpty() ? NONE : text;
  }
}
