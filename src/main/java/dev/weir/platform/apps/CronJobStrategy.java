package dev.weir.platform.apps;

import dev.weir.objects.Strategy;
import dev.weir.objects.TableView;
import dev.weir.platform.core.pod.PodColumns;
import dev.weir.platform.core.pod.PodDefaults;
import dev.weir.platform.core.pod.PodRules;
import dev.weir.platform.core.pod.Templates;
import dev.weir.resource.Defaults;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ShortTime;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Cron jobs. Weir runs no pods: no job is made when the time comes. */
final class CronJobStrategy implements Strategy {
  /** What is left of a name when each job's time is appended. */
  private static final int MAX_NAME = 52;

  private static final int KEPT_SUCCESSES = 3;

  @Override
  public void fillDefaults(ObjectNode cron) {
    ObjectNode spec = Json.ensureObject(cron, "spec");
    Defaults.text(spec, "concurrencyPolicy", "Allow");
    Defaults.flag(spec, "suspend", false);
    Defaults.number(spec, "successfulJobsHistoryLimit", KEPT_SUCCESSES);
    Defaults.number(spec, "failedJobsHistoryLimit", 1);
    ObjectNode template = Json.ensureObject(spec, "jobTemplate");
    Json.ensureObject(template, "metadata").putNull("creationTimestamp");
    PodDefaults.applyToTemplate(Json.ensureObject(Json.ensureObject(template, "spec"), "template"));
    Json.ensureObject(cron, "status");
  }

  @Override
  public List<FieldProblem> validate(ObjectNode cron) {
    ObjectNode spec = Json.objectAt(cron, "spec");
    List<FieldProblem> problems = new ArrayList<>();
    if (Meta.name(cron).length() > MAX_NAME) {
      problems.add(
          FieldProblem.invalid(
              "metadata.name", Meta.name(cron), "must be no more than 52 characters"));
    }
    problems.addAll(times(spec));
    problems.addAll(
        PodRules.oneOf(
            "spec.concurrencyPolicy",
            Json.string(spec, "concurrencyPolicy"),
            List.of("Allow", "Forbid", "Replace")));
    ObjectNode job = Json.objectAt(Json.objectAt(spec, "jobTemplate"), "spec");
    problems.addAll(
        PodRules.ENDING.check("spec.jobTemplate.spec.template.spec", Templates.podSpec(job)));
    return problems;
  }

  private static List<FieldProblem> times(ObjectNode spec) {
    List<FieldProblem> problems = new ArrayList<>();
    String schedule = Json.string(spec, "schedule");
    if (schedule.isEmpty()) {
      problems.add(FieldProblem.required("spec.schedule", ""));
    } else {
      CronSchedule.problem(schedule)
          .ifPresent(why -> problems.add(FieldProblem.invalid("spec.schedule", schedule, why)));
    }
    String zone = Json.string(spec, "timeZone");
    if (spec.has("timeZone") && !ZoneId.getAvailableZoneIds().contains(zone)) {
      problems.add(FieldProblem.invalid("spec.timeZone", zone, "unknown time zone " + zone));
    }
    return problems;
  }

  @Override
  public boolean hasStatus() {
    return true;
  }

  @Override
  public TableView table() {
    return new TableView(
        List.of(
            TableView.NAME,
            TableView.Column.of("Schedule", "When jobs are made, in cron's form."),
            TableView.Column.of("Timezone", "The time zone of the schedule."),
            TableView.Column.of("Suspend", "Whether no jobs are made for now."),
            TableView.Column.number("Active", "Jobs that run."),
            TableView.Column.of("Last Schedule", "When a job was last made."),
            TableView.AGE,
            PodColumns.CONTAINERS,
            PodColumns.IMAGES,
            PodColumns.SELECTOR),
        CronJobStrategy::row);
  }

  private static List<Object> row(ObjectNode cron, Instant now) {
    ObjectNode spec = Json.objectAt(cron, "spec");
    ObjectNode status = Json.objectAt(cron, "status");
    String last = Json.string(status, "lastScheduleTime");
    List<Object> cells = new ArrayList<>();
    cells.add(Meta.name(cron));
    cells.add(Json.string(spec, "schedule"));
    cells.add(PodColumns.orNone(Json.string(spec, "timeZone")));
    cells.add(spec.path("suspend").asBoolean(false) ? "True" : "False");
    cells.add(Json.arrayAt(status, "active").size());
    cells.add(last.isEmpty() ? PodColumns.NONE : ShortTime.between(Instant.parse(last), now));
    cells.add(TableView.age(cron, now));
    cells.addAll(PodColumns.of(Json.objectAt(Json.objectAt(spec, "jobTemplate"), "spec")));
    return cells;
  }
}
