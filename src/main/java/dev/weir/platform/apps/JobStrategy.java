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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Jobs. Weir runs no pods: a job neither starts nor ends. */
final class JobStrategy implements Strategy {
  private static final int BACKOFF_LIMIT = 6;
  private static final String UID = "batch.kubernetes.io/controller-uid";
  private static final String NAME = "batch.kubernetes.io/job-name";
  private static final List<String> IMMUTABLE =
      List.of("completions", "selector", "template", "completionMode", "manualSelector");

  @Override
  public void prepareForCreate(ObjectNode job) {
    ObjectNode spec = Json.ensureObject(job, "spec");
    defaults(spec);
    if (!spec.path("manualSelector").asBoolean(false)) {
      select(spec, Meta.uid(job), Meta.name(job));
    }
    Json.ensureObject(job, "status");
  }

  /** The defaults of a job's spec, in a job or in the template of one. */
  static void defaults(ObjectNode spec) {
    boolean neither = !spec.has("completions") && !spec.has("parallelism");
    if (neither) {
      spec.put("completions", 1);
    }
    Defaults.number(spec, "parallelism", 1);
    Defaults.number(spec, "backoffLimit", BACKOFF_LIMIT);
    Defaults.text(spec, "completionMode", "NonIndexed");
    Defaults.flag(spec, "suspend", false);
    Defaults.flag(spec, "manualSelector", false);
    if (!spec.path("manualSelector").asBoolean(false)) {
      spec.remove("manualSelector");
    }
    Defaults.text(
        spec,
        "podReplacementPolicy",
        spec.has("podFailurePolicy") ? "Failed" : "TerminatingOrFailed");
    PodDefaults.applyToTemplate(Json.ensureObject(spec, "template"));
  }

  /** A job finds its pods by its own uid. */
  private static void select(ObjectNode spec, String uid, String name) {
    ObjectNode labels =
        Json.ensureObject(
            Json.ensureObject(Json.ensureObject(spec, "template"), "metadata"), "labels");
    labels.put(UID, uid).put("controller-uid", uid).put(NAME, name).put("job-name", name);
    if (!spec.has("selector")) {
      spec.putObject("selector").putObject("matchLabels").put(UID, uid);
    }
  }

  @Override
  public void prepareForUpdate(ObjectNode updated, ObjectNode old) {
    defaults(Json.ensureObject(updated, "spec"));
  }

  @Override
  public List<FieldProblem> validate(ObjectNode job) {
    ObjectNode spec = Json.objectAt(job, "spec");
    List<FieldProblem> problems = new ArrayList<>(Templates.validate(spec, PodRules.ENDING));
    problems.addAll(counts("spec", spec));
    JsonNode selector = spec.path("selector").path("matchLabels");
    if (!spec.path("manualSelector").asBoolean(false)
        && !Json.string(selector, UID).equals(Meta.uid(job))) {
      problems.add(
          FieldProblem.invalid(
              "spec.selector", Json.text(spec.path("selector")), "`selector` not auto-generated"));
    }
    return problems;
  }

  /** The numbers of a job's spec, in a job or in the template of one. */
  static List<FieldProblem> counts(String field, ObjectNode spec) {
    List<FieldProblem> problems = new ArrayList<>();
    for (String count : new String[] {"parallelism", "completions", "backoffLimit"}) {
      if (spec.path(count).asLong(0) < 0) {
        problems.add(
            FieldProblem.invalid(
                field + "." + count,
                spec.path(count).asLong(0),
                "must be greater than or equal to 0"));
      }
    }
    problems.addAll(
        PodRules.oneOf(
            field + ".completionMode",
            Json.string(spec, "completionMode"),
            List.of("Indexed", "NonIndexed")));
    return problems;
  }

  @Override
  public List<FieldProblem> validateUpdate(ObjectNode updated, ObjectNode old) {
    List<FieldProblem> problems = new ArrayList<>(validate(updated));
    JsonNode now = Json.objectAt(updated, "spec");
    JsonNode before = Json.objectAt(old, "spec");
    for (String member : IMMUTABLE) {
      if (!now.path(member).equals(before.path(member))) {
        problems.add(
            FieldProblem.invalid(
                "spec." + member, Json.text(now.path(member)), "field is immutable"));
      }
    }
    return problems;
  }

  @Override
  public boolean hasStatus() {
    return true;
  }

  @Override
  public List<String> selectableFields() {
    return List.of("status.successful");
  }

  @Override
  public Optional<String> selectableField(ObjectNode job, String field) {
    return Optional.of(Integer.toString(Json.objectAt(job, "status").path("succeeded").asInt(0)));
  }

  @Override
  public TableView table() {
    return new TableView(
        List.of(
            TableView.NAME,
            TableView.Column.of("Status", "Whether the job runs or how it ended."),
            TableView.Column.of("Completions", "Pods that ended well, of those that must."),
            TableView.Column.of("Duration", "How long the job took so far."),
            TableView.AGE,
            PodColumns.CONTAINERS,
            PodColumns.IMAGES,
            PodColumns.SELECTOR),
        JobRow::cells);
  }
}
