package dev.weir.platform.apps;

import static dev.weir.platform.core.KindsFixture.DEMO;
import static dev.weir.platform.core.KindsFixture.at;
import static dev.weir.platform.core.KindsFixture.problems;
import static dev.weir.platform.core.KindsFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.objects.Rest;
import dev.weir.platform.core.KindsFixture;
import dev.weir.resource.Meta;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class WorkloadKindsTest {
  private static final String WORKLOAD =
      "metadata: {name: w}\nspec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels:"
          + " {a: b}}, spec: {containers: [{name: c, image: 'x:1'}]}}%s}";
  private static final String JOB =
      "metadata: {name: j}\nspec: {template: {spec: {restartPolicy: Never, containers: [{name: c,"
          + " image: x}]}}%s}";

  private final KindsFixture kinds = new KindsFixture();

  @AfterEach
  void close() {
    kinds.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "deployments; w | 0/1 | 0 | 0 | 66m | c | x:1 | a=b",
        "statefulsets; w | 0/1 | 66m | c | x:1",
        "daemonsets; w | 0 | 0 | 0 | 0 | 0 | <none> | 66m | c | x:1 | a=b",
        "replicasets; w | 1 | 0 | 0 | 66m | c | x:1 | a=b"
      })
  void workloadsAreShownAsUsersKnowThem(String plural, String row) {
    kinds.create(plural, WORKLOAD.formatted(""));

    assertThat(kinds.row(plural, "w")).isEqualTo(row);
  }

  @ParameterizedTest
  @ValueSource(strings = {"deployments", "daemonsets", "replicasets"})
  void aSelectorStaysAsItIs(String plural) {
    kinds.create(plural, WORKLOAD.formatted(""));

    assertThat(
            problems(
                () ->
                    kinds.edit(
                        plural,
                        "w",
                        w -> {
                          ((ObjectNode) w.at("/spec/selector/matchLabels")).put("c", "d");
                          ((ObjectNode) w.at("/spec/template/metadata/labels")).put("c", "d");
                        })))
        .containsExactly(
            "spec.selector: Invalid value: \"{\"matchLabels\":{\"a\":\"b\",\"c\":\"d\"}}\": field"
                + " is immutable");
  }

  @ParameterizedTest
  @ValueSource(strings = {"deployments", "statefulsets", "daemonsets", "replicasets"})
  void aSelectorMustFitTheTemplate(String plural) {
    String other = WORKLOAD.formatted("").replace("labels: {a: b}", "labels: {a: c}");
    String odd =
        WORKLOAD
            .formatted("")
            .replace("{matchLabels: {a: b}}", "{matchExpressions: [{key: a, operator: Is}]}");

    assertThat(problems(() -> kinds.create(plural, other)))
        .containsExactly(
            "spec.template.metadata.labels: Invalid value: \"{\"a\":\"c\"}\": `selector` does not"
                + " match template `labels`");
    assertThat(problems(() -> kinds.create(plural, odd)))
        .containsExactly(
            "spec.selector.matchExpressions[0].operator: Invalid value: \"Is\": not a valid"
                + " selector operator");
  }

  @ParameterizedTest
  @ValueSource(strings = {"deployments", "statefulsets", "daemonsets", "replicasets"})
  void lastingPodsAreAlwaysRestarted(String plural) {
    String never = WORKLOAD.formatted("").replace("spec: {con", "spec: {restartPolicy: Never, con");

    assertThat(problems(() -> kinds.create(plural, never)))
        .containsExactly(
            "spec.template.spec.restartPolicy: Unsupported value: \"Never\": supported values:"
                + " \"Always\"");
  }

  @Test
  void aStatefulSetKeepsItsName() {
    ObjectNode set =
        kinds.create(
            "statefulsets",
            WORKLOAD.formatted(
                ", volumeClaimTemplates: [{metadata: {name: v}, spec: {accessModes:"
                    + " [ReadWriteOnce]}}]"));

    assertThat(at(set, "/spec/podManagementPolicy")).isEqualTo("OrderedReady");
    assertThat(at(set, "/spec/updateStrategy/rollingUpdate/partition")).isEqualTo("0");
    assertThat(at(set, "/spec/volumeClaimTemplates/0/status/phase")).isEqualTo("Pending");
    assertThat(
            problems(
                () ->
                    kinds.edit(
                        "statefulsets",
                        "w",
                        w -> ((ObjectNode) w.get("spec")).put("serviceName", "x"))))
        .singleElement()
        .asString()
        .startsWith(
            "spec: Forbidden: updates to statefulset spec for fields other than 'replicas'");
  }

  @Test
  void aDeploymentWithoutPodsInBetweenHasNoRollingNumbers() {
    ObjectNode made =
        kinds.create("deployments", WORKLOAD.formatted(", strategy: {type: Recreate}"));

    assertThat(at(made, "/spec/strategy")).isEqualTo("{\"type\":\"Recreate\"}");
    assertThat(
            problems(
                () ->
                    kinds.create(
                        "deployments",
                        WORKLOAD
                            .replace("name: w", "name: w2")
                            .formatted(
                                ", strategy: {type: Recreate, rollingUpdate: {maxSurge: 1}}"))))
        .containsExactly(
            "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is"
                + " 'Recreate'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"deployments", "statefulsets", "replicasets", "replicationcontrollers"})
  void theNumberOfPodsIsAnObjectOfItsOwn(String plural) {
    boolean plain = plural.equals("replicationcontrollers");
    String workload = WORKLOAD.formatted("");
    kinds.create(plural, plain ? workload.replace("{matchLabels: {a: b}}", "{a: b}") : workload);
    Rest scale = kinds.rest(plural).subresource("scale");
    ObjectNode before = scale.get(DEMO, "w").copy();

    assertThat(at(before, "/kind")).isEqualTo("Scale");
    assertThat(at(before, "/spec/replicas")).isEqualTo("1");
    assertThat(at(before, "/status")).isEqualTo("{\"replicas\":0,\"selector\":\"a=b\"}");

    ObjectNode after = kinds.edit(scale, "w", s -> ((ObjectNode) s.get("spec")).put("replicas", 3));

    assertThat(at(after, "/spec/replicas")).isEqualTo("3");
    assertThat(at(kinds.get(plural, "w"), "/spec/replicas")).isEqualTo("3");
    assertThat(Meta.generation(kinds.get(plural, "w"))).isEqualTo(2);
    assertThat(
            problems(
                () ->
                    kinds.edit(scale, "w", s -> ((ObjectNode) s.get("spec")).put("replicas", -1))))
        .containsExactly(
            "spec.replicas: Invalid value: \"-1\": must be greater than or equal to 0");
    assertThat(
            refusal(
                    () ->
                        kinds.edit(
                            scale,
                            "w",
                            s -> Meta.of(s).put("resourceVersion", Meta.resourceVersion(before))))
                .reason())
        .isEqualTo("Conflict");
  }

  @Test
  void aJobFindsItsPodsByItsUid() {
    ObjectNode job = kinds.create("jobs", JOB.formatted(""));

    assertThat(at(job, "/spec/completions")).isEqualTo("1");
    assertThat(at(job, "/spec/backoffLimit")).isEqualTo("6");
    assertThat(at(job, "/spec/selector/matchLabels/batch.kubernetes.io~1controller-uid"))
        .isEqualTo(Meta.uid(job));
    assertThat(at(job, "/spec/template/metadata/labels/job-name")).isEqualTo("j");
    assertThat(kinds.columns("jobs"))
        .isEqualTo(
            "Name | Status | Completions | Duration | Age | (Containers) | (Images) | (Selector)");
    assertThat(kinds.row("jobs", "j"))
        .startsWith("j | Running | 0/1 |  | 66m | c | x | batch.kubernetes.io/controller-uid=");
  }

  @Test
  void aJobThatEndedSaysHow() {
    kinds.create("jobs", JOB.formatted(", completions: 2"));
    kinds.edit(
        kinds.rest("jobs").subresource("status"),
        "j",
        job ->
            job.set(
                "status",
                KindsFixture.yaml(
                    "{succeeded: 2, startTime: '2026-03-01T10:00:00Z', completionTime:"
                        + " '2026-03-01T10:01:05Z', conditions: [{type: Complete, status:"
                        + " 'True'}]}")));

    assertThat(kinds.row("jobs", "j")).startsWith("j | Complete | 2/2 | 65s | 66m");
  }

  @Test
  void theTemplateOfAJobStaysAsItIs() {
    kinds.create("jobs", JOB.formatted(""));

    assertThat(
            problems(
                () ->
                    kinds.edit(
                        "jobs",
                        "j",
                        j ->
                            ((ObjectNode) j.at("/spec/template/spec/containers/0"))
                                .put("image", "y"))))
        .singleElement()
        .asString()
        .startsWith("spec.template: Invalid value: ")
        .endsWith(": field is immutable");
    kinds.edit("jobs", "j", j -> ((ObjectNode) j.get("spec")).put("suspend", true));
    assertThat(kinds.row("jobs", "j")).startsWith("j | Suspended |");
  }

  @Test
  void aJobEnds() {
    assertThat(problems(() -> kinds.create("jobs", JOB.formatted("").replace("Never", "Always"))))
        .containsExactly(
            "spec.template.spec.restartPolicy: Unsupported value: \"Always\": supported values:"
                + " \"OnFailure\", \"Never\"");
  }

  private static String cron(String name, String schedule, String more) {
    return ("metadata: {name: %s}\nspec: {schedule: '%s', jobTemplate: {spec: {template: {spec:"
            + " {restartPolicy: OnFailure, containers: [{name: c, image: x}]}}}}%s}")
        .formatted(name, schedule, more);
  }

  @Test
  void aCronJobKeepsThreeSuccessesAndOneFailure() {
    ObjectNode cron =
        kinds.create("cronjobs", cron("c", "*/5 * * * *", ", timeZone: Europe/Berlin"));

    assertThat(at(cron, "/spec/successfulJobsHistoryLimit")).isEqualTo("3");
    assertThat(at(cron, "/spec/failedJobsHistoryLimit")).isEqualTo("1");
    assertThat(at(cron, "/spec/concurrencyPolicy")).isEqualTo("Allow");
    assertThat(kinds.row("cronjobs", "c"))
        .isEqualTo("c | */5 * * * * | Europe/Berlin | False | 0 | <none> | 66m | c | x | <none>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "* * * * *",
        "*/5 0-6/2 1,15 jan-DEC mon",
        "0 0 ? * SUN-SAT",
        "@daily",
        "@every 1h30m"
      })
  void schedulesAreRead(String schedule) {
    assertThat(CronSchedule.problem(schedule)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "* * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * * 13 *",
        "* * * * 7",
        "5-1 * * * *",
        "*/0 * * * *",
        "a * * * *",
        "@sometimes",
        "TZ=UTC * * * * *",
        "1,, * * * *"
      })
  void schedulesThatNeverComeAreRefused(String schedule) {
    assertThat(problems(() -> kinds.create("cronjobs", cron("c", schedule, ""))))
        .singleElement()
        .asString()
        .startsWith("spec.schedule: Invalid value: \"" + schedule + "\": ");
  }

  @Test
  void aCronJobNeedsAShortNameAndAKnownTimeZone() {
    assertThat(
            problems(
                () -> kinds.create("cronjobs", cron("c".repeat(53), "@daily", ", timeZone: Moon"))))
        .containsExactly(
            "metadata.name: Invalid value: \""
                + "c".repeat(53)
                + "\": must be no more than 52 characters",
            "spec.timeZone: Invalid value: \"Moon\": unknown time zone Moon");
  }

  @Test
  void aRevisionSaysWhoseItIs() {
    kinds.create(
        "controllerrevisions",
        "metadata: {name: r, ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: w,"
            + " uid: u, controller: true}]}\nrevision: 2\ndata: {a: 1}");

    assertThat(kinds.row("controllerrevisions", "r")).isEqualTo("r | statefulset.apps/w | 2 | 66m");
    assertThat(
            problems(
                () ->
                    kinds.edit(
                        "controllerrevisions", "r", r -> ((ObjectNode) r.get("data")).put("a", 2))))
        .containsExactly("data: Invalid value: \"{\"a\":2}\": field is immutable");
  }
}
