package dev.weir.trigger;

import static dev.weir.trigger.LoopFixture.entry;
import static dev.weir.trigger.LoopFixture.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.follower.Cause;
import dev.weir.platform.core.KindsFixture;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Pods and Jobs follow tags as far as Kubernetes lets them. */
@Timeout(60)
class PodsAndJobsTest {
  private static final String POD_IMAGE = "/spec/containers/0/image";
  private static final String JOB_IMAGE = "/spec/template/spec/containers/0/image";
  private static final String JOB_PATH = "spec.template.spec.containers[0].image";
  private static final String JOB =
      "{template: {metadata: {labels: {a: b}}, spec: {restartPolicy: Never, containers: [{name:"
          + " web, image: 'x/y:1'}]}}}";

  @AutoClose private final LoopFixture fixture = new LoopFixture();

  @Test
  void ofAPodTheImagesOfContainersAndInitContainersFollow() {
    fixture.move("live", "a");
    fixture.create(
        "pods",
        "{name: p}",
        "{initContainers: [{name: setup, image: 'x/y:1'}], containers: [{name: web, image:"
            + " 'x/y:1'}]}",
        entry("live", "spec.containers[?(@.name='web')].image"),
        entry("live", "spec.initContainers[0].image"));
    fixture.start();
    fixture.awaitAt("pods", "p", POD_IMAGE, image("a"));
    assertThat(fixture.at("pods", "p", "/spec/initContainers/0/image")).isEqualTo(image("a"));

    fixture.move("live", "b");
    fixture.awaitAt("pods", "p", POD_IMAGE, image("b"));
    assertThat(fixture.writes()).containsExactly("patch p", "patch p");
    assertThat(fixture.events()).isEmpty();
  }

  @Test
  void anImageVolumeOfAPodIsToldOnceForEachImageAndHoldsNothingElseUp() {
    fixture.move("live", "a");
    fixture.create(
        "pods",
        "{name: p}",
        "{containers: [{name: web, image: 'x/y:1'}], volumes: [{name: data, image: {reference:"
            + " 'x/data:1'}}]}",
        entry("live", "spec.volumes[?(@.name==\"data\")].image.reference"),
        entry("live", "spec.containers[0].image"));
    fixture.start();
    fixture.awaitAt("pods", "p", POD_IMAGE, image("a"));
    await().untilAsserted(() -> assertThat(fixture.events()).hasSize(1));
    fixture.move("live", "b");
    await().untilAsserted(() -> assertThat(fixture.events()).hasSize(2));
    fixture.awaitAt("pods", "p", POD_IMAGE, image("b"));

    assertThat(fixture.at("pods", "p", "/spec/volumes/0/image/reference")).isEqualTo("x/data:1");
    assertThat(fixture.events())
        .allSatisfy(
            event ->
                assertThat(event)
                    .startsWith("TriggerFixed: ")
                    .endsWith("delete the Pod and make it anew with that reference"));
    assertThat(fixture.writes().stream().filter("patch p"::equals)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Succeeded", "Failed"})
  void aPodThatHasEndedFollowsNothingAnyMore(String phase) {
    fixture.move("live", "a");
    fixture.create(
        "pods",
        "{name: p}",
        "{containers: [{name: web, image: 'x/y:1'}]}",
        entry("live", "spec.containers[0].image"));
    end("p", phase);
    fixture.create(
        "pods",
        "{name: q}",
        "{containers: [{name: web, image: 'x/y:1'}]}",
        entry("live", "spec.containers[0].image"));
    fixture.start();
    fixture.awaitAt("pods", "q", POD_IMAGE, image("a"));

    assertThat(fixture.at("pods", "p", POD_IMAGE)).isEqualTo("x/y:1");
    assertThat(fixture.writes()).containsExactly("patch q");
  }

  private void end(String name, String phase) {
    ObjectNode _ =
        fixture.kinds.edit(
            fixture.kinds.rest("pods").subresource("status"),
            name,
            pod -> Json.ensureObject(pod, "status").put("phase", phase));
  }

  private ObjectNode job(String annotations) {
    return fixture.create(
        "jobs",
        "{name: j, labels: {team: a}, annotations: {note: x, "
            + annotations
            + "}, ownerReferences: [{apiVersion: v1, kind: Thing, name: t, uid: '7'}]}",
        JOB,
        entry("live", JOB_PATH));
  }

  private ObjectNode recreated() {
    return job("weir.dev/recreate: 'true'");
  }

  @Test
  void aJobThatHasNotStartedIsMadeAnewWhereAnAnnotationAsksForIt() {
    ObjectNode old = recreated();
    fixture.move("live", "a");
    fixture.start();
    fixture.awaitAt("jobs", "j", JOB_IMAGE, image("a"));

    ObjectNode now = fixture.kinds.get("jobs", "j");
    assertThat(Meta.uid(now)).isNotEqualTo(Meta.uid(old));
    assertThat(Meta.labels(now)).containsEntry("team", "a");
    assertThat(Meta.annotation(now, "note")).isEqualTo("x");
    assertThat(Meta.of(now).get("ownerReferences")).isEqualTo(Meta.of(old).get("ownerReferences"));
    assertThat(Json.text(now.at("/spec/selector")))
        .contains(Meta.uid(now))
        .doesNotContain(Meta.uid(old));
    assertThat(now.at("/spec/template/metadata/labels/a").asString("")).isEqualTo("b");
    assertThat(Meta.annotation(now, Cause.ANNOTATION)).contains("demo/app:live", image("a"));
    assertThat(fixture.writes()).containsExactly("try jobs", "delete j", "create jobs");
    assertThat(fixture.events()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "note2: y | {} | annotate it with weir.dev/recreate=true",
        "weir.dev/recreate: 'yes' | {} | annotate it with weir.dev/recreate=true",
        "weir.dev/recreate: 'true' | {startTime: '2026-01-01T00:00:00Z'} | it has started",
        "weir.dev/recreate: 'true' | {active: 1} | it has started",
        "weir.dev/recreate: 'true' | {failed: 1} | it has started",
      })
  void anyOtherJobStaysAndAnEventSaysOnceWhatToDo(String annotations, String status, String text) {
    ObjectNode old = job(annotations);
    ObjectNode _ =
        fixture.kinds.edit(
            fixture.kinds.rest("jobs").subresource("status"),
            "j",
            job -> job.set("status", KindsFixture.yaml(status)));
    fixture.move("live", "a");
    fixture.start();
    await().untilAsserted(() -> assertThat(fixture.events()).hasSize(1));
    ObjectNode _ = fixture.kinds.edit("jobs", "j", job -> Meta.setAnnotation(job, "note", "again"));
    fixture.create(
        "pods",
        "{name: p}",
        "{containers: [{name: web, image: 'x/y:1'}]}",
        entry("live", "spec.containers[0].image"));
    fixture.awaitAt("pods", "p", POD_IMAGE, image("a"));

    assertThat(fixture.events())
        .singleElement()
        .asString()
        .startsWith("TriggerFixed: ")
        .contains("demo/app:live is at " + image("a"), text);
    assertThat(fixture.writes()).containsExactly("patch p");
    assertThat(Meta.uid(fixture.kinds.get("jobs", "j"))).isEqualTo(Meta.uid(old));
  }

  @Test
  void aJobThatHasEndedIsNotSpokenOf() {
    ObjectNode _ = recreated();
    ObjectNode _ =
        fixture.kinds.edit(
            fixture.kinds.rest("jobs").subresource("status"),
            "j",
            job ->
                job.set(
                    "status",
                    KindsFixture.yaml(
                        "{startTime: '2026-01-01T00:00:00Z', succeeded: 1, conditions: [{type:"
                            + " Complete, status: 'True'}]}")));
    fixture.move("live", "a");
    fixture.create(
        "pods",
        "{name: p}",
        "{containers: [{name: web, image: 'x/y:1'}]}",
        entry("live", "spec.containers[0].image"));
    fixture.start();
    fixture.awaitAt("pods", "p", POD_IMAGE, image("a"));

    assertThat(fixture.events()).isEmpty();
  }

  @Test
  void aJobThatCouldNotBeMadeAnewIsNotDeleted() {
    ObjectNode old = recreated();
    fixture.workloads.trials.add(ApiStatus.forbidden("no Jobs of that image"));
    fixture.move("live", "a");
    fixture.start();
    await().untilAsserted(() -> assertThat(fixture.events()).hasSize(1));

    assertThat(fixture.events())
        .singleElement()
        .asString()
        .startsWith("TriggerRefused: ")
        .contains(image("a"), "no Jobs of that image");
    assertThat(fixture.writes()).containsExactly("try jobs");
    assertThat(Meta.uid(fixture.kinds.get("jobs", "j"))).isEqualTo(Meta.uid(old));

    fixture.move("live", "b");
    fixture.awaitAt("jobs", "j", JOB_IMAGE, image("b"));
  }

  private void quota(String jobs) {
    fixture.kinds.create(
        "resourcequotas",
        "metadata: {name: q}\nspec: {hard: {count/jobs.batch: '%s'}}".formatted(jobs));
  }

  @Test
  void aJobIsMadeAnewInAQuotaThatIsExactlyFull() {
    ObjectNode old = recreated();
    quota("1");
    fixture.move("live", "a");
    fixture.start();

    fixture.awaitAt("jobs", "j", JOB_IMAGE, image("a"));
    assertThat(Meta.uid(fixture.kinds.get("jobs", "j"))).isNotEqualTo(Meta.uid(old));
    assertThat(fixture.events()).isEmpty();
  }

  @Test
  void aJobInAQuotaThatIsMoreThanFullStaysAndTheEventNamesIt() {
    ObjectNode old = recreated();
    quota("0");
    fixture.move("live", "a");
    fixture.start();
    await().untilAsserted(() -> assertThat(fixture.events()).hasSize(1));

    assertThat(fixture.events())
        .singleElement()
        .asString()
        .contains("jobs.batch \"j\" is forbidden: exceeded quota: q")
        .doesNotContain("weir-recreate");
    assertThat(fixture.writes()).containsExactly("try jobs");
    assertThat(Meta.uid(fixture.kinds.get("jobs", "j"))).isEqualTo(Meta.uid(old));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "403; exceeded quota: q, requested: count/jobs.batch=1, used: count/jobs.batch=5, limited:"
            + " count/jobs.batch=5; true",
        "403; exceeded quota: q, requested: count/jobs.batch=1, used: count/jobs.batch=1k, limited:"
            + " count/jobs.batch=1k; true",
        "403; exceeded quota: q, requested: count/jobs.batch=1, used: count/jobs.batch=6, limited:"
            + " count/jobs.batch=5; false",
        "403; exceeded quota: q, requested: cpu=1, used: cpu=1, limited: cpu=1; false",
        "403; exceeded quota: q, requested: count/jobs.batch=1,x=1, used: count/jobs.batch=1,x=1,"
            + " limited: count/jobs.batch=1,x=1; false",
        "403; exceeded quota: q; false",
        "403; exceeded quota: q, requested: a, used: b, limited: c; false",
        "500; exceeded quota: q, requested: count/jobs.batch=1, used: count/jobs.batch=5, limited:"
            + " count/jobs.batch=5; false"
      })
  void aQuotaHasRoomForTheNewJobIfItIsFullOfTheOldOneAlone(int code, String message, boolean room) {
    ApiStatus refusal =
        new ApiStatus(
            code, "Forbidden", "jobs.batch \"x\" is forbidden: " + message, Json.object());

    assertThat(FullQuota.hasRoomOnceOneIsGone(refusal, Kinds.JOB)).isEqualTo(room);
  }

  @Test
  void aJobThatStartsWhileItIsAboutToBeMadeAnewStays() {
    ObjectNode old = recreated();
    AtomicBoolean once = new AtomicBoolean(true);
    fixture.workloads.beforeWrite =
        name -> {
          if (name.equals("j") && once.getAndSet(false)) {
            ObjectNode _ =
                fixture.kinds.edit(
                    fixture.kinds.rest("jobs").subresource("status"),
                    "j",
                    job -> Json.ensureObject(job, "status").put("active", 1));
          }
        };
    fixture.move("live", "a");
    fixture.start();
    await().untilAsserted(() -> assertThat(fixture.events()).hasSize(1));

    assertThat(fixture.events()).singleElement().asString().contains("it has started");
    assertThat(Meta.uid(fixture.kinds.get("jobs", "j"))).isEqualTo(Meta.uid(old));
  }

  @Test
  void aJobIsNotLostIfTheLoopEndsBetweenItsDeletionAndTheNewOne() {
    ObjectNode _ = recreated();
    endInTheGap();
    fixture.start();
    fixture.awaitAt("jobs", "j", JOB_IMAGE, image("a"));

    fixture.move("live", "b");
    fixture.awaitAt("jobs", "j", JOB_IMAGE, image("b"));
    assertThat(fixture.writes().stream().filter("delete j"::equals)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  void aJobIsNotLostIfItsDeletionIsDoneAndAnsweredWithAFailure(int code) {
    ObjectNode old = recreated();
    fixture.workloads.lostAnswers.add(
        new ApiStatus(code, "Timeout", "it may still be processing the request", Json.object()));
    fixture.move("live", "a");
    fixture.start();

    fixture.awaitAt("jobs", "j", JOB_IMAGE, image("a"));
    assertThat(Meta.uid(fixture.kinds.get("jobs", "j"))).isNotEqualTo(Meta.uid(old));
    await().untilAsserted(() -> assertThat(fixture.kept()).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({"409, Conflict", "409, AlreadyExists", "404, NotFound"})
  void aJobIsNotLostIfItsCreationIsRefusedThoughNoneIsThere(int code, String reason) {
    ObjectNode old = recreated();
    fixture.workloads.refusals.add(
        new ApiStatus(
            code,
            reason,
            "Operation cannot be fulfilled on resourcequotas \"q\"",
            Json.object().put("name", "q").put("kind", "resourcequotas")));
    fixture.move("live", "a");
    fixture.start();

    fixture.awaitAt("jobs", "j", JOB_IMAGE, image("a"));
    assertThat(Meta.uid(fixture.kinds.get("jobs", "j"))).isNotEqualTo(Meta.uid(old));
    await().untilAsserted(() -> assertThat(fixture.kept()).isEmpty());
  }

  @Test
  void aJobThatSomebodyElseMadeInTheGapIsTheirs() {
    ObjectNode _ = recreated();
    endInTheGap();
    fixture.create("jobs", "{name: j, labels: {team: theirs}}", JOB);
    fixture.start();
    fixture.create(
        "pods",
        "{name: p}",
        "{containers: [{name: web, image: 'x/y:1'}]}",
        entry("live", "spec.containers[0].image"));
    fixture.awaitAt("pods", "p", POD_IMAGE, image("a"));
    await().until(() -> fixture.kept().isEmpty());

    assertThat(fixture.at("jobs", "j", "/metadata/labels/team")).isEqualTo("theirs");
    assertThat(fixture.at("jobs", "j", JOB_IMAGE)).isEqualTo("x/y:1");
  }

  /** The old Job is deleted, and the new one is not there when the loop ends. */
  private void endInTheGap() {
    fixture.workloads.beforeWrite =
        _ -> {
          if (fixture.writes().contains("create jobs")) {
            throw ApiStatus.unavailable("away").exception();
          }
        };
    fixture.move("live", "a");
    fixture.start(1);
    await().until(() -> fixture.writes().contains("create jobs"));
    fixture.stop();
    fixture.workloads.beforeWrite = _ -> {};
    assertThat(KindsFixture.refusal(() -> fixture.kinds.get("jobs", "j")).code()).isEqualTo(404);
    assertThat(fixture.kept()).isNotEmpty();
  }

  @Test
  void whatTheServerRefusesForGoodIsToldOnceAndTriedAgainWhenSomethingChanges() {
    fixture.move("live", "a");
    fixture.create(
        "pods",
        "{name: p}",
        "{containers: [{name: web, image: 'x/y:1'}]}",
        entry("live", "spec.containers[0].image"));
    fixture.workloads.beforeWrite =
        name -> {
          if (name.equals("p")) {
            throw ApiStatus.forbidden("policy says no").exception();
          }
        };
    fixture.start();
    await().untilAsserted(() -> assertThat(fixture.events()).hasSize(1));
    end("p", "Running");
    end("p", "Unknown");
    fixture.create(
        "pods",
        "{name: q}",
        "{containers: [{name: web, image: 'x/y:1'}]}",
        entry("live", "spec.containers[0].image"));
    fixture.awaitAt("pods", "q", POD_IMAGE, image("a"));
    assertThat(fixture.writes()).containsExactly("patch p", "patch q");

    fixture.move("live", "b");
    await()
        .untilAsserted(
            () ->
                assertThat(fixture.events())
                    .hasSize(2)
                    .allSatisfy(event -> assertThat(event).startsWith("TriggerRefused: ")));
    fixture.workloads.beforeWrite = _ -> {};
    ObjectNode _ = fixture.kinds.edit("pods", "p", pod -> Meta.setAnnotation(pod, "note", "x"));
    fixture.awaitAt("pods", "p", POD_IMAGE, image("b"));
    assertThat(fixture.writes().stream().filter("patch p"::equals)).hasSize(3);
  }

  @Test
  void aJobThatIsGoneAndMayNotBeMadeAnewIsSpokenOfUntilItMay() {
    ObjectNode _ = recreated();
    fixture.workloads.beforeWrite =
        _ -> {
          if (fixture.writes().contains("create jobs")) {
            throw ApiStatus.forbidden("exceeded quota: q").exception();
          }
        };
    fixture.move("live", "a");
    fixture.start();

    await()
        .untilAsserted(
            () ->
                assertThat(fixture.events())
                    .singleElement()
                    .asString()
                    .startsWith("TriggerRefused: it is gone and cannot be made anew: ")
                    .contains("exceeded quota: q", "tried again"));
    fixture.workloads.beforeWrite = _ -> {};
    fixture.awaitAt("jobs", "j", JOB_IMAGE, image("a"));
  }
}
