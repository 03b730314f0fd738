package dev.weir.platform.apps;

import dev.weir.objects.TableView;
import dev.weir.objects.meta.Finalizers;
import dev.weir.platform.core.pod.PodColumns;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ShortTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A job as a row of a table. */
final class JobRow {
  private static final List<String> ENDS = List.of("Complete", "Failed", "SuccessCriteriaMet");

  private JobRow() {}

  static List<Object> cells(ObjectNode job, Instant now) {
    ObjectNode spec = Json.objectAt(job, "spec");
    List<Object> cells = new ArrayList<>();
    cells.add(Meta.name(job));
    cells.add(state(job));
    cells.add(completions(spec, Json.objectAt(job, "status").path("succeeded").asInt(0)));
    cells.add(duration(Json.objectAt(job, "status"), now));
    cells.add(TableView.age(job, now));
    cells.addAll(PodColumns.of(spec));
    return cells;
  }

  private static String state(ObjectNode job) {
    for (JsonNode condition : Json.arrayAt(Json.objectAt(job, "status"), "conditions")) {
      String type = Json.string(condition, "type");
      if (ENDS.contains(type) && Json.string(condition, "status").equals("True")) {
        return type;
      }
    }
    if (Finalizers.isTerminating(job)) {
      return "Terminating";
    }
    boolean suspended = Json.objectAt(job, "spec").path("suspend").asBoolean(false);
    return suspended ? "Suspended" : "Running";
  }

  private static String completions(ObjectNode spec, int succeeded) {
    if (spec.has("completions")) {
      return succeeded + "/" + spec.path("completions").asInt(0);
    }
    int parallel = spec.path("parallelism").asInt(1);
    return succeeded + "/1" + (parallel > 1 ? " of " + parallel : "");
  }

  private static String duration(ObjectNode status, Instant now) {
    String start = Json.string(status, "startTime");
    if (start.isEmpty()) {
      return "";
    }
    String end = Json.string(status, "completionTime");
    return ShortTime.between(Instant.parse(start), end.isEmpty() ? now : Instant.parse(end));
  }
}
