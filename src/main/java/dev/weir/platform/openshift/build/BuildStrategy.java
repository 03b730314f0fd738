package dev.weir.platform.openshift.build;

import dev.weir.objects.Strategy;
import dev.weir.objects.TableView;
import dev.weir.platform.core.pod.PodRules;
import dev.weir.platform.openshift.build.phase.BuildPhase;
import dev.weir.platform.openshift.build.phase.BuildProgress;
import dev.weir.platform.openshift.build.phase.BuildTakes;
import dev.weir.platform.openshift.build.phase.Reports;
import dev.weir.platform.openshift.build.phase.StatusShape;
import dev.weir.reference.Digest;
import dev.weir.resource.Defaults;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ShortTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Builds (controllers-and-access.md 3.4), and who may take which step. */
final class BuildStrategy implements Strategy {
  private static final List<String> PHASES =
      List.of("Cancelled", "Complete", "Error", "Failed", "New", "Pending", "Running");

  /** Who writes. */
  enum Writer {
    /** The loop, which alone says whose turn it is. */
    LOOP,
    ANYBODY
  }

  private final InstantSource clock;
  private final Writer writer;

  BuildStrategy(InstantSource clock, Writer writer) {
    this.clock = clock;
    this.writer = writer;
  }

  @Override
  public void fillDefaults(ObjectNode build) {
    ObjectNode spec = Json.ensureObject(build, "spec");
    BuildRules.defaults(spec);
    ObjectNode status = Json.ensureObject(build, "status");
    Defaults.text(status, "phase", "New");
    Defaults.object(status, "output");
  }

  @Override
  public void prepareForCreate(ObjectNode build) {
    fillDefaults(build);
    BuildTakes.keepTurn(build, Json.object());
    BuildTakes.keepFree(build);
    Meta.removeAnnotation(build, Reports.TAKER);
    if (BuildPhase.of(build).equals(Optional.of(BuildPhase.NEW))) {
      BuildProgress.begin(build, clock.instant());
    }
  }

  @Override
  public void prepareForUpdate(ObjectNode updated, ObjectNode old) {
    fillDefaults(updated);
    if (writer == Writer.ANYBODY) {
      BuildTakes.keepTurn(updated, old);
    }
    BuildTakes.requireSameBuilder(updated, old);
    BuildTakes.keepFree(updated);
    BuildProgress.advance(updated, old, clock.instant());
  }

  @Override
  public List<FieldProblem> validate(ObjectNode build) {
    List<FieldProblem> problems =
        new ArrayList<>(BuildRules.validate(Json.objectAt(build, "spec")));
    problems.addAll(status(build));
    return problems;
  }

  private static List<FieldProblem> status(ObjectNode build) {
    List<FieldProblem> problems = new ArrayList<>(StatusShape.problems(build));
    problems.addAll(PodRules.oneOf("status.phase", phase(build), PHASES));
    problems.addAll(time(build, "startTimestamp"));
    problems.addAll(time(build, "completionTimestamp"));
    problems.addAll(digest(build));
    return problems;
  }

  private static List<FieldProblem> digest(ObjectNode build) {
    String digest =
        Json.string(
            Json.objectAt(Json.objectAt(Json.objectAt(build, "status"), "output"), "to"),
            "imageDigest");
    return digest.isEmpty() || Digest.tryParse(digest).isPresent()
        ? List.of()
        : List.of(
            FieldProblem.invalid(
                "status.output.to.imageDigest", digest, "must be a digest such as sha256:…"));
  }

  private static List<FieldProblem> time(ObjectNode build, String member) {
    String text = Json.string(Json.objectAt(build, "status"), member);
    return text.isEmpty() || BuildProgress.moment(text).isPresent()
        ? List.of()
        : List.of(
            FieldProblem.invalid("status." + member, text, "must be a moment in RFC 3339 form"));
  }

  @Override
  public List<FieldProblem> validateUpdate(ObjectNode updated, ObjectNode old) {
    List<FieldProblem> problems = new ArrayList<>(step(updated, old));
    if (writer == Writer.ANYBODY) { // the loop ends what an earlier version let in, too
      problems.addAll(status(updated));
    }
    problems.addAll(afterTheEnd(updated, old));
    if (!updated.path("spec").equals(old.path("spec"))) {
      problems.add(FieldProblem.invalid("spec", Meta.name(updated), "field is immutable"));
    }
    return problems;
  }

  /** What became of a build is what its readers acted upon. */
  private List<FieldProblem> afterTheEnd(ObjectNode updated, ObjectNode old) {
    if (BuildPhase.of(old).filter(BuildPhase::isEnd).isEmpty()
        || !BuildPhase.of(old).equals(BuildPhase.of(updated))) { // a step is told of as such
      return List.of();
    }
    ObjectNode before = old.deepCopy();
    fillDefaults(before);
    BuildTakes.keepTurn(before, old); // in the order in which each write leaves them
    return Json.objectAt(updated, "status").equals(Json.objectAt(before, "status"))
        ? List.of()
        : List.of(
            FieldProblem.invalid(
                "status",
                Meta.name(old),
                "the build is " + phase(old) + ", and the status of a build that ended is final"));
  }

  private static List<FieldProblem> step(ObjectNode updated, ObjectNode old) {
    Optional<BuildPhase> before = BuildPhase.of(old);
    Optional<BuildPhase> after = BuildPhase.of(updated);
    if (before.isEmpty() || after.isEmpty() || before.equals(after)) {
      return List.of();
    }
    if (!before.get().leadsTo(after.get())) {
      String why =
          before.get().isEnd()
              ? "phase cannot be updated from a terminal state: the build is " + phase(old)
              : "the build is "
                  + phase(old)
                  + ", which may become "
                  + before.get().nextInWords()
                  + ", not "
                  + phase(updated);
      return List.of(FieldProblem.invalid("status.phase", phase(updated), why));
    }
    return after.get() == BuildPhase.PENDING ? BuildTakes.problems(updated, old) : List.of();
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
