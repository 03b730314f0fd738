package dev.weir.platform.openshift.build;

import static dev.weir.platform.core.KindsFixture.at;
import static dev.weir.platform.core.KindsFixture.problems;
import static dev.weir.platform.core.KindsFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.User;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.StoredRest;
import dev.weir.objects.Updated;
import dev.weir.objects.WriteOptions;
import dev.weir.platform.core.KindsFixture;
import dev.weir.platform.openshift.build.phase.BuildProgress;
import dev.weir.platform.openshift.build.phase.BuildTakes;
import dev.weir.platform.openshift.build.phase.Reports;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.patch.MergePatch;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** How a builder takes a build and reports (docs/builds.md). */
class BuildStepsTest {
  private final KindsFixture kinds = new KindsFixture();
  private final StoredRest loop =
      new StoredRest(
          kinds.context,
          Kinds.BUILD,
          new BuildStrategy(() -> KindsFixture.NOW, BuildStrategy.Writer.LOOP));

  @BeforeEach
  void create() {
    kinds.create(
        "builds",
        "metadata: {name: b}\nspec: {source: {dockerfile: x}, strategy: {dockerStrategy: {}}}");
  }

  @AfterEach
  void close() {
    kinds.close();
  }

  private Rest details() {
    return kinds.rest("builds").subresource("details");
  }

  private void mayStart() {
    Updated _ =
        loop.updateStatus(
            KindsFixture.DEMO,
            "b",
            build -> {
              BuildProgress.condition(build, BuildTakes.STARTABLE, true, KindsFixture.NOW);
              return build;
            },
            WriteOptions.STORE);
  }

  private ObjectNode go(String phase) {
    return kinds.edit(
        details(), "b", build -> Json.ensureObject(build, "status").put("phase", phase));
  }

  private ObjectNode take(String builder) {
    return kinds.edit(
        details(),
        "b",
        build -> {
          Meta.setAnnotation(build, BuildTakes.BUILDER, builder);
          Json.ensureObject(build, "status").put("phase", "Pending");
        });
  }

  private void reach(String phase) {
    if (!phase.equals("New")) {
      mayStart();
      take("one");
    }
    if (!phase.equals("New") && !phase.equals("Pending")) {
      go("Running");
    }
    if (!phase.equals("New") && !phase.equals("Pending") && !phase.equals("Running")) {
      go(phase);
    }
  }

  @Test
  void aBuildGoesFromStepToStepAndTheServerKeepsTheTimes() {
    mayStart();
    ObjectNode taken = take("one");
    ObjectNode running = go("Running");
    ObjectNode done = go("Complete");

    assertThat(at(taken, "/status/conditions/0/status")).isEqualTo("False");
    assertThat(at(running, "/status/startTimestamp")).isEqualTo("2026-03-01T10:00:00Z");
    assertThat(at(done, "/status/completionTimestamp")).isEqualTo("2026-03-01T10:00:00Z");
    assertThat(at(done, "/status/duration")).isEqualTo("0");
    assertThat(BuildTakes.condition(done, "Complete").orElseThrow().path("status").asString(""))
        .isEqualTo("True");
    assertThat(BuildTakes.condition(done, "Running").orElseThrow().path("status").asString(""))
        .isEqualTo("False");
  }

  @ParameterizedTest
  @CsvSource({
    "New, Running", "New, Complete", "Pending, New", "Pending, Complete", "Running, Pending",
    "Running, New", "Complete, Running", "Failed, Complete", "Cancelled, New", "Error, Pending"
  })
  void aStepThatIsNoneIsRefusedWithBothNames(String from, String to) {
    reach(from);

    assertThat(problems(() -> go(to)))
        .singleElement()
        .asString()
        .startsWith("status.phase: Invalid value: \"" + to + "\"")
        .contains("the build is " + from);
  }

  @Test
  void nobodyTakesABuildBeforeItsTurnOrGivesItselfTheTurn() {
    assertThat(problems(() -> take("one")))
        .containsExactly(
            "status.phase: Invalid value: \"Pending\": the build is New and may not become Pending"
                + " yet: wait until its condition Startable is True");
    kinds.edit(
        details(),
        "b",
        build -> BuildProgress.condition(build, BuildTakes.STARTABLE, true, KindsFixture.NOW));
    assertThat(problems(() -> take("one"))).hasSize(1);
  }

  @Test
  void whoTakesABuildSaysWhoItIs() {
    mayStart();

    assertThat(problems(() -> go("Pending")))
        .containsExactly(
            "metadata.annotations.weir.dev/builder: Required value: whoever takes a build says who"
                + " it is");
  }

  @Test
  void ofTwoBuildersOneIsTooLate() {
    mayStart();
    ObjectNode seen = kinds.get("builds", "b");
    take("one");

    assertThat(refusal(() -> take("two")).code()).isEqualTo(409);
    assertThat(refusal(() -> take("two")).message()).contains("taken by builder one");
    assertThat(
            refusal(() -> details().update(KindsFixture.DEMO, "b", _ -> seen, WriteOptions.STORE))
                .code())
        .isEqualTo(409);
    assertThat(Meta.annotation(kinds.get("builds", "b"), BuildTakes.BUILDER)).isEqualTo("one");
  }

  private static Scope as(String user, String... groups) {
    return new Scope(User.named(user, groups), "demo");
  }

  private ObjectNode write(Rest rest, Scope scope, String merged) {
    ObjectNode patch = KindsFixture.yaml(merged);
    return rest.update(scope, "b", build -> MergePatch.apply(build, patch), WriteOptions.STORE)
        .object()
        .copy();
  }

  private static ObjectNode create(Rest rest, Scope scope, String build) {
    return rest.create(scope, KindsFixture.yaml(build), WriteOptions.STORE).copy();
  }

  @Test
  void aBuildIsMadeNewUnlessItsMakerMayReportOnAll() {
    String build =
        """
        metadata: {name: c, annotations: {weir.dev/builder: me, weir.dev/taken-by: x}}
        spec: {source: {dockerfile: x}, strategy: {dockerStrategy: {}}}
        status:
          phase: Complete
          cancelled: true
          reason: because
          output: {to: {imageDigest: 'sha256:%s'}}
          config: {kind: BuildConfig, name: app}
        """
            .formatted("a".repeat(64));
    ObjectNode made = create(kinds.rest("builds"), as("ann"), build);
    assertThat(at(made, "/status"))
        .startsWith(
            "{\"config\":{\"kind\":\"BuildConfig\",\"name\":\"app\"},\"phase\":\"New\",\"output\":{},"
                + "\"conditions\":[{\"type\":\"New\"");
    assertThat(made.path("status")).hasSize(4);
    assertThat(made.at("/metadata/annotations").isMissingNode()).isTrue();

    ObjectNode restored =
        create(
            kinds.rest("builds"), as("root", User.MASTERS), build.replace("name: c,", "name: d,"));
    assertThat(at(restored, "/status/phase")).isEqualTo("Complete");
    assertThat(at(restored, "/status/output/to/imageDigest")).startsWith("sha256:aaa");
  }

  @Test
  void onlyTheAccountThatTookABuildReportsOnIt() {
    mayStart();
    String named = "{metadata: {annotations: {weir.dev/builder: one, weir.dev/taken-by: bob}}, ";
    ObjectNode taken = write(details(), as("ann"), named + "status: {phase: Pending}}");
    assertThat(Meta.annotation(taken, "weir.dev/taken-by")).isEqualTo("ann");

    // a patch has what is stored of the one who took it
    assertThat(refusal(() -> write(details(), as("bob"), "status: {phase: Running}")))
        .satisfies(
            status -> {
              assertThat(status.code()).isEqualTo(403);
              assertThat(status.message())
                  .contains("taken by ann", "builds/status in all projects");
            });
    assertThat(
            refusal(() -> write(details(), as("bob"), named + "status: {phase: Pending}}")).code())
        .isEqualTo(409);
    assertThat(refusal(() -> write(details(), as("bob"), "status: {message: x}")).code())
        .isEqualTo(403);
    assertThat(
            refusal(
                    () ->
                        write(
                            kinds.rest("builds"), as("bob"), "status: {phase: Failed, reason: x}"))
                .code())
        .isEqualTo(403);
    write(kinds.rest("builds"), as("bob"), named + "spec: {}}");
    assertThat(Meta.annotation(kinds.get("builds", "b"), "weir.dev/taken-by")).isEqualTo("ann");

    write(details(), as("ann"), "status: {phase: Running}");
    write(kinds.rest("builds"), as("bob"), "status: {cancelled: true}");
    ObjectNode ended = write(details(), as("root", User.MASTERS), "status: {phase: Cancelled}");
    assertThat(at(ended, "/status/phase")).isEqualTo("Cancelled");
  }

  @Test
  void aBuildIsTakenByAReportThatNamesItsBuilderAndByNothingElse() {
    mayStart();
    String take = "{metadata: {annotations: {weir.dev/builder: one}}, status: {phase: Pending}}";
    assertThat(problems(() -> write(kinds.rest("builds"), as("ann"), take)))
        .containsExactly(
            "status.phase: Invalid value: \"Pending\": a build is taken by a write to"
                + " builds/details or builds/status");
    write(kinds.rest("builds"), as("ann"), "metadata: {annotations: {weir.dev/builder: one}}");

    assertThat(problems(() -> write(details(), as("bob"), "status: {phase: Pending}")))
        .singleElement()
        .asString()
        .contains("whoever takes a build says who it is");
  }

  @Test
  void aBuildThatAnEarlierVersionGaveAwayIsReportedOnByWhoeverMay() {
    create(
        loop,
        as("dev"),
        "metadata: {name: c, annotations: {weir.dev/taken-by: x}}\n"
            + "spec: {source: {dockerfile: x}, strategy: {dockerStrategy: {}}}\n"
            + "status: {phase: Running}");
    ObjectNode done =
        kinds.edit(
            details(), "c", build -> Json.ensureObject(build, "status").put("phase", "Failed"));

    assertThat(at(done, "/status/phase")).isEqualTo("Failed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "message: other",
        "reason: Other",
        "startTimestamp: '2030-01-01T00:00:00Z'",
        "completionTimestamp: '2030-01-01T00:00:00Z'",
        "duration: 5",
        "logSnippet: x",
        "output: {to: {imageDigest:"
            + " 'sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'}}",
        "cancelled: true",
        "conditions: []",
        "outputDockerImageReference: x"
      })
  void whatBecameOfABuildIsFinal(String change) {
    for (String end : List.of("Complete", "Failed")) {
      if (end.equals("Complete")) {
        reach(end);
      } else {
        kinds.delete("builds", "b");
        create();
        reach(end);
      }
      for (Rest way :
          List.of(details(), kinds.rest("builds").subresource("status"), kinds.rest("builds"))) {
        assertThat(problems(() -> write(way, KindsFixture.DEMO, "status: {" + change + "}")))
            .containsExactly(
                "status: Invalid value: \"b\": the build is "
                    + end
                    + ", and the status of a build that ended is final");
        write(way, KindsFixture.DEMO, "status: {phase: " + end + "}"); // said once more
      }
      ObjectNode labelled =
          write(kinds.rest("builds"), KindsFixture.DEMO, "metadata: {labels: {a: b}}");
      assertThat(Meta.labels(labelled)).containsEntry("a", "b");
    }
  }

  @Test
  void aBuildThatNobodyHasIsCancelledAtOnce() {
    mayStart();
    ObjectNode cancelled =
        kinds.edit(
            "builds", "b", build -> Json.ensureObject(build, "status").put("cancelled", true));

    assertThat(at(cancelled, "/status/phase")).isEqualTo("Cancelled");
    assertThat(at(cancelled, "/status/reason")).isEqualTo("CancelledBuild");
    assertThat(at(cancelled, "/status/completionTimestamp")).isEqualTo("2026-03-01T10:00:00Z");
    assertThat(problems(() -> take("one"))).hasSize(1);
  }

  @Test
  void aRunningBuildIsAskedToStopAndStaysAsked() {
    reach("Running");
    ObjectNode asked =
        kinds.edit(
            "builds", "b", build -> Json.ensureObject(build, "status").put("cancelled", true));
    ObjectNode reported =
        kinds.edit("builds", "b", build -> Json.ensureObject(build, "status").remove("cancelled"));

    assertThat(at(asked, "/status/phase")).isEqualTo("Running");
    assertThat(at(reported, "/status/cancelled")).isEqualTo("true");
    assertThat(at(go("Cancelled"), "/status/phase")).isEqualTo("Cancelled");
  }

  @Test
  void whatABuilderReportsIsChecked() {
    reach("Running");

    assertThat(
            problems(
                () ->
                    kinds.edit(
                        details(),
                        "b",
                        build ->
                            Json.ensureObject(
                                    Json.ensureObject(Json.ensureObject(build, "status"), "output"),
                                    "to")
                                .put("imageDigest", "latest"))))
        .containsExactly(
            "status.output.to.imageDigest: Invalid value: \"latest\": must be a digest such as"
                + " sha256:…");
    ObjectNode spec =
        kinds.edit(
            details(), "b", build -> Json.ensureObject(build, "spec").put("serviceAccount", "x"));
    assertThat(spec.at("/spec").has("serviceAccount")).isFalse();
    assertThat(kinds.rest("builds").subresources())
        .containsExactly("clone", "details", "log", "status");
  }

  @ParameterizedTest
  @CsvSource({"1500-01-01T00:00:00Z, 9223372036854775807", "9999-01-01T00:00:00Z, 0"})
  void aClockThatIsCenturiesOffStopsNoBuild(String start, String duration) {
    mayStart();
    take("one");
    kinds.edit(
        details(),
        "b",
        build ->
            Json.ensureObject(build, "status")
                .put("phase", "Running")
                .put("startTimestamp", start));

    assertThat(
            problems(
                () ->
                    kinds.edit(
                        details(),
                        "b",
                        build ->
                            Json.ensureObject(build, "status")
                                .put("startTimestamp", "+1000000000-12-31T23:59:59Z"))))
        .singleElement()
        .asString()
        .contains("must be a moment in RFC 3339 form");
    assertThat(at(go("Complete"), "/status/duration")).isEqualTo(duration);
  }

  @Test
  void aBuilderChangesNothingOfABuildButItsStatusAndWhoHasIt() {
    kinds.edit(
        "builds",
        "b",
        build -> {
          Meta.setAnnotation(build, BuildNames.CONFIG, "app");
          Json.ensureObject(Meta.of(build), "labels").put(BuildNames.POLICY, "Serial");
          Json.ensureArray(Meta.of(build), "finalizers").add("x.y/mine");
        });
    mayStart();
    ObjectNode before = kinds.get("builds", "b");

    for (String subresource : new String[] {"details", "status"}) {
      ObjectNode after =
          kinds.edit(
              kinds.rest("builds").subresource(subresource),
              "b",
              build -> {
                Meta.setAnnotation(build, BuildNames.CONFIG, "evil");
                Meta.setAnnotation(build, BuildNames.NUMBER, "-5");
                Json.ensureObject(Meta.of(build), "labels").put(BuildNames.POLICY, "Parallel");
                Json.ensureArray(Meta.of(build), "ownerReferences");
                Json.ensureArray(Meta.of(build), "finalizers").removeAll().add("x.y/theirs");
                Meta.setAnnotation(build, BuildTakes.BUILDER, "one");
                Json.ensureObject(build, "status").put("phase", "Pending");
              });

      assertThat(at(after, "/status/phase")).isEqualTo("Pending");
      assertThat(Meta.annotations(after))
          .containsOnly(
              java.util.Map.entry(BuildNames.CONFIG, "app"),
              java.util.Map.entry(BuildTakes.BUILDER, "one"),
              java.util.Map.entry(Reports.TAKER, "dev"));
      assertThat(Meta.labels(after)).isEqualTo(Meta.labels(before));
      assertThat(at(after, "/metadata/finalizers")).isEqualTo("[\"x.y/mine\"]");
      assertThat(after.at("/metadata").has("ownerReferences")).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{output: x}; status.output: Invalid value: '\"x\"': must be an object",
        "{output: {to: 1}}; status.output.to: Invalid value: '1': must be an object",
        "{output: {to: {imageDigest: [a]}}}; status.output.to.imageDigest: Invalid value:"
            + " '[\"a\"]': must be a text",
        "{message: {a: b}}; status.message: Invalid value: '{\"a\":\"b\"}': must be a text",
        "{startTimestamp: 5}; status.startTimestamp: Invalid value: '5': must be a text",
        "{duration: long}; status.duration: Invalid value: '\"long\"': must be a number of"
            + " nanoseconds",
        "{conditions: [1]}; status.conditions[0]: Invalid value: '1': must be an object",
        "{conditions: [{type: 5, status: 'True'}]}; status.conditions[0].type: Required value",
        "{stages: [x]}; status.stages[0]: Invalid value: '\"x\"': must be an object",
      },
      quoteCharacter = '|')
  void whatABuilderReportsIsWhatItsReadersTakeItFor(String status, String problem) {
    assertThat(
            problems(
                () ->
                    kinds.edit(
                        details(),
                        "b",
                        build ->
                            Json.ensureObject(build, "status").setAll(KindsFixture.yaml(status)))))
        .containsExactly(
            problem.replace("Invalid value: '", "Invalid value: \"").replace("': ", "\": "));
  }
}
