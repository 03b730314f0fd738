package dev.weir.platform.openshift.build;

import dev.weir.objects.Strategy;
import dev.weir.objects.TableView;
import dev.weir.platform.core.pod.PodRules;
import dev.weir.resource.Defaults;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ShortTime;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Builds (controllers-and-access.md 3.4), as somebody else writes them. */
final class BuildStrategy implements Strategy {
  private static final List<String> ENDS = List.of("Cancelled", "Complete", "Error", "Failed");
  private static final List<String> PHASES =
      List.of("Cancelled", "Complete", "Error", "Failed", "New", "Pending", "Running");

  @Override
  public void fillDefaults(ObjectNode build) {
    ObjectNode spec = Json.ensureObject(build, "spec");
    BuildRules.defaults(spec);
    ObjectNode status = Json.ensureObject(build, "status");
    Defaults.text(status, "phase", "New");
    Defaults.object(status, "output");
  }

  @Override
  public List<FieldProblem> validate(ObjectNode build) {
    List<FieldProblem> problems =
        new ArrayList<>(BuildRules.validate(Json.objectAt(build, "spec")));
    problems.addAll(PodRules.oneOf("status.phase", phase(build), PHASES));
    problems.addAll(time(build, "startTimestamp"));
    problems.addAll(time(build, "completionTimestamp"));
    return problems;
  }

  private static List<FieldProblem> time(ObjectNode build, String member) {
    String text = Json.string(Json.objectAt(build, "status"), member);
    try {
      if (!text.isEmpty()) {
        Instant _ = Instant.parse(text);
      }
      return List.of();
    } catch (DateTimeParseException _) {
      return List.of(
          FieldProblem.invalid("status." + member, text, "must be a moment in RFC 3339 form"));
    }
  }

  @Override
  public List<FieldProblem> validateUpdate(ObjectNode updated, ObjectNode old) {
    List<FieldProblem> problems = new ArrayList<>(validate(updated));
    if (ENDS.contains(phase(old)) && !phase(updated).equals(phase(old))) {
      problems.add(
          FieldProblem.invalid(
              "status.phase", phase(updated), "phase cannot be updated from a terminal state"));
    }
    if (!updated.path("spec").equals(old.path("spec"))) {
      problems.add(FieldProblem.invalid("spec", Meta.name(updated), "field is immutable"));
    }
    return problems;
  }

  private static String phase(ObjectNode build) {
    return Json.string(Json.objectAt(build, "status"), "phase");
  }

  @Override
  public List<String> selectableFields() {
    return List.of("status", "podName");
  }

  @Override
  public Optional<String> selectableField(ObjectNode build, String field) {
    return Optional.of(field.equals("status") ? phase(build) : Meta.name(build) + "-build");
  }

  @Override
  public TableView table() {
    return new TableView(
        List.of(
            TableView.NAME,
            TableView.Column.of("Type", "How the image is built."),
            TableView.Column.of("From", "Where the source comes from."),
            TableView.Column.of("Status", "How far the build is, and why."),
            TableView.Column.of("Started", "When the build began."),
            TableView.Column.of("Duration", "How long the build took so far.")),
        (build, now) -> {
          ObjectNode spec = Json.objectAt(build, "spec");
          JsonNode status = Json.objectAt(build, "status");
          String reason = Json.string(status, "reason");
          String start = Json.string(status, "startTimestamp");
          return List.of(
              Meta.name(build),
              Json.string(Json.objectAt(spec, "strategy"), "type"),
              BuildRules.shownSource(spec),
              reason.isEmpty() ? phase(build) : phase(build) + " (" + reason + ")",
              start.isEmpty() ? "" : ShortTime.between(Instant.parse(start), now) + " ago",
              start.isEmpty() ? "" : duration(Instant.parse(start), status, now));
        });
  }

  private static String duration(Instant start, JsonNode status, Instant now) {
    String end = Json.string(status, "completionTimestamp");
    return ShortTime.between(start, end.isEmpty() ? now : Instant.parse(end));
  }
}
