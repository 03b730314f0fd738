package dev.weir.platform.openshift.build;

import dev.weir.objects.Strategy;
import dev.weir.objects.TableView;
import dev.weir.platform.core.pod.PodRules;
import dev.weir.resource.Defaults;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Build configs (controllers-and-access.md 3.1). */
final class BuildConfigStrategy implements Strategy {
  private static final int HISTORY_LIMIT = 5;
  private static final String LAST = "lastVersion";

  @Override
  public void fillDefaults(ObjectNode config) {
    ObjectNode spec = Json.ensureObject(config, "spec");
    BuildRules.defaults(spec);
    BuildTriggers.defaults(spec);
    Defaults.text(spec, "runPolicy", "Serial");
    Defaults.number(spec, "successfulBuildsHistoryLimit", HISTORY_LIMIT);
    Defaults.number(spec, "failedBuildsHistoryLimit", HISTORY_LIMIT);
    Defaults.number(Json.ensureObject(config, "status"), LAST, 0);
  }

  @Override
  public void prepareForUpdate(ObjectNode updated, ObjectNode old) {
    fillDefaults(updated);
    ObjectNode status = Json.ensureObject(updated, "status");
    long before = Json.objectAt(old, "status").path(LAST).asLong(0);
    if (status.path(LAST).asLong(0) < before) {
      status.put(LAST, before);
    }
    ImageRecords.keep(updated, old);
  }

  @Override
  public List<FieldProblem> validate(ObjectNode config) {
    ObjectNode spec = Json.objectAt(config, "spec");
    List<FieldProblem> problems = new ArrayList<>(BuildRules.validate(spec));
    problems.addAll(BuildTriggers.validate(spec, Meta.namespace(config)));
    problems.addAll(
        PodRules.oneOf(
            "spec.runPolicy",
            Json.string(spec, "runPolicy"),
            List.of("Parallel", "Serial", "SerialLatestOnly")));
    for (String limit : new String[] {"successfulBuildsHistoryLimit", "failedBuildsHistoryLimit"}) {
      if (spec.path(limit).asLong(0) < 0) {
        problems.add(
            FieldProblem.invalid(
                "spec." + limit, spec.path(limit).asLong(0), "must be greater than or equal to 0"));
      }
    }
    JsonNode last = Json.objectAt(config, "status").path(LAST);
    if (!last.isMissingNode() && !isNumberOfABuild(last)) {
      problems.add(
          FieldProblem.invalid(
              "status." + LAST,
              last.toString(),
              "must be a whole number from 0 to " + BuildNames.LAST_NUMBER));
    }
    return problems;
  }

  private static boolean isNumberOfABuild(JsonNode last) {
    return last.isIntegralNumber()
        && last.canConvertToLong()
        && last.asLong(-1) >= 0
        && last.asLong(-1) <= BuildNames.LAST_NUMBER;
  }

  @Override
  public TableView table() {
    return new TableView(
        List.of(
            TableView.NAME,
            TableView.Column.of("Type", "How images are built."),
            TableView.Column.of("From", "Where the source comes from."),
            TableView.Column.number("Latest", "The number of the newest build.")),
        (config, _) -> {
          ObjectNode spec = Json.objectAt(config, "spec");
          return List.of(
              Meta.name(config),
              Json.string(Json.objectAt(spec, "strategy"), "type"),
              BuildRules.shownSource(spec),
              Json.objectAt(config, "status").path(LAST).asLong(0));
        });
  }
}
