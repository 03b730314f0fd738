package dev.weir.platform.openshift.build;

import static dev.weir.platform.core.KindsFixture.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.access.Decision;
import dev.weir.access.User;
import dev.weir.client.Resources;
import dev.weir.controller.EventRecorder;
import dev.weir.controller.Loops;
import dev.weir.controller.WorkQueue;
import dev.weir.objects.Catalog;
import dev.weir.objects.InProcessResources;
import dev.weir.objects.ListOptions;
import dev.weir.objects.Rest;
import dev.weir.objects.StoreContext;
import dev.weir.objects.StoredRest;
import dev.weir.objects.Strategy;
import dev.weir.objects.WriteOptions;
import dev.weir.platform.core.KindsFixture;
import dev.weir.platform.host.OwnHost;
import dev.weir.platform.openshift.build.phase.BuildTakes;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

/** The loop that says whose turn it is, over a store in memory. */
@Timeout(60)
class BuildLoopTest {
  private static final String CONFIG =
      """
      metadata: {name: app}
      spec:
        source: {dockerfile: FROM x}
        strategy: {dockerStrategy: {}}
        %s
      """;

  private final FakeImages images = new FakeImages();
  private final KindsFixture kinds = new KindsFixture(images);
  private final AtomicReference<Instant> now = new AtomicReference<>(KindsFixture.NOW);
  private final StoreContext context =
      new StoreContext(kinds.store, new OwnHost(kinds.store), now::get);
  private final StoredRest streams =
      new StoredRest(kinds.context, Kinds.IMAGE_STREAM, Strategy.PLAIN);
  private final Resources resources = resources();
  private final Loops loops = new Loops();
  private final WorkQueue queue =
      new WorkQueue(Duration.ofMillis(10), Duration.ofMillis(100), System::nanoTime);

  private Resources resources() {
    List<Rest> all = new ArrayList<>(kinds.catalog.all());
    all.add(streams);
    Catalog catalog = new Catalog(all);
    return new InProcessResources(
        () -> catalog, (_, _) -> new Decision.Allowed("test"), User.system("loops"));
  }

  private BuildLoop run() {
    BuildLoop loop =
        new BuildLoop(
            resources,
            context,
            images,
            new EventRecorder(resources, Kinds.EVENT, "builds", now::get),
            queue);
    loop.start(loops, resources);
    return loop;
  }

  @AfterEach
  void close() {
    loops.close();
    kinds.close();
  }

  private void configure(String more) {
    kinds.create("buildconfigs", CONFIG.formatted(more));
  }

  private void start() {
    ObjectNode request = KindsFixture.yaml("metadata: {name: app}");
    ApiObject _ =
        kinds
            .rest("buildconfigs")
            .subresource("instantiate")
            .create(KindsFixture.DEMO, request, WriteOptions.STORE);
  }

  private ObjectNode go(String name, String phase) {
    return kinds.edit(
        kinds.rest("builds").subresource("status"),
        name,
        build -> {
          Meta.setAnnotation(build, BuildTakes.BUILDER, "test");
          Json.ensureObject(build, "status").put("phase", phase);
        });
  }

  private void build(String name, String... phases) {
    awaitStates(name + " New*", "");
    for (String phase : phases) {
      go(name, phase);
    }
  }

  /** {@code app-1 Complete, app-2 New*}; a star means that one may be taken. */
  private String states() {
    return kinds.rest("builds").list(KindsFixture.DEMO, ListOptions.ALL).items().stream()
        .map(
            build ->
                Meta.name(build.tree())
                    + " "
                    + at(build.tree(), "/status/phase")
                    + (BuildTakes.isStartable(build.tree())
                            && at(build.tree(), "/status/phase").equals("New")
                        ? "*"
                        : ""))
        .collect(Collectors.joining(", "));
  }

  private void awaitStates(String some, String all) {
    await()
        .untilAsserted(
            () -> {
              assertThat(states()).contains(some);
              if (!all.isEmpty()) {
                assertThat(states()).isEqualTo(all);
              }
            });
  }

  @Test
  void oneAtATimeTheLowestNumberFirst() {
    configure("runPolicy: Serial");
    start();
    start();
    BuildLoop _ = run();
    build("app-1", "Pending", "Running");
    start();
    assertThat(states()).isEqualTo("app-1 Running, app-2 New, app-3 New");
    go("app-1", "Complete");

    awaitStates("app-2 New*", "app-1 Complete, app-2 New*, app-3 New");
  }

  @Test
  void onlyTheLatestOfThoseThatWait() {
    configure("runPolicy: SerialLatestOnly");
    BuildLoop _ = run();
    start();
    build("app-1", "Pending", "Running");
    start();
    start();

    awaitStates("app-2 Cancelled", "app-1 Running, app-2 Cancelled, app-3 New");
    go("app-1", "Failed");
    awaitStates("app-3 New*", "");
    assertThat(at(kinds.get("builds", "app-2"), "/status/message"))
        .isEqualTo("A newer build takes its place.");
  }

  @Test
  void allBesideOneAnother() {
    configure("runPolicy: Parallel");
    BuildLoop _ = run();
    start();
    start();

    awaitStates("", "app-1 New*, app-2 New*");
  }

  @Test
  void onlySoManyFinishedBuildsAreKept() {
    configure("successfulBuildsHistoryLimit: 1, failedBuildsHistoryLimit: 1".replace(", ", "\n  "));
    BuildLoop _ = run();
    for (String name : List.of("app-1", "app-2", "app-3", "app-4")) {
      start();
      build(name, "Pending", "Running", name.equals("app-2") ? "Failed" : "Complete");
    }
    now.set(KindsFixture.NOW.plus(FinishedBuilds.REST));
    queue.add("demo/app");

    awaitStates("", "app-2 Failed, app-4 Complete");
  }

  @Test
  void whatHasJustEndedStaysUntilWhoeverWaitsHasSeenIt() {
    configure("runPolicy: Parallel\n  failedBuildsHistoryLimit: 1");
    BuildLoop _ = run();
    for (String name : List.of("app-1", "app-2", "app-3")) {
      start();
      awaitStates(name + " New*", "");
      kinds.edit("builds", name, b -> Json.ensureObject(b, "status").put("cancelled", true));
    }
    start();
    awaitStates("app-4 New*", ""); // the loop has seen all of them
    assertThat(states()).isEqualTo("app-1 Cancelled, app-2 Cancelled, app-3 Cancelled, app-4 New*");

    now.set(KindsFixture.NOW.plus(FinishedBuilds.REST).minusSeconds(1));
    start();
    awaitStates("app-5 New*", "");
    assertThat(states()).startsWith("app-1 Cancelled, app-2 Cancelled, app-3 Cancelled");
    now.set(KindsFixture.NOW.plus(FinishedBuilds.REST));
    queue.add("demo/app");

    awaitStates("", "app-3 Cancelled, app-4 New*, app-5 New*");
  }

  @Test
  void aBuildWaitsForTheStreamThatItsImageGoesTo() {
    configure("output: {to: {kind: ImageStreamTag, name: 'out:latest'}}");
    BuildLoop _ = run();
    start();
    await()
        .untilAsserted(
            () ->
                assertThat(at(kinds.get("builds", "app-1"), "/status/reason"))
                    .isEqualTo("InvalidOutputReference"));
    assertThat(at(kinds.get("builds", "app-1"), "/status/message")).contains("demo/out");
    assertThat(states()).isEqualTo("app-1 New");

    images.move("demo/out:latest", "a");
    streams.create(
        KindsFixture.DEMO, KindsFixture.yaml("metadata: {name: out}"), WriteOptions.STORE);

    awaitStates("app-1 New*", "");
    ObjectNode build = kinds.get("builds", "app-1");
    assertThat(at(build, "/status/outputDockerImageReference"))
        .isEqualTo("registry:5000/demo/out:latest");
    assertThat(build.at("/status").has("reason")).isFalse();
  }

  @Test
  void theFirstBuildStartsByItselfAndNoOther() {
    BuildLoop _ = run();
    configure("triggers: [{type: ConfigChange}]");
    awaitStates("app-1 New*", "app-1 New*");
    assertThat(at(kinds.get("builds", "app-1"), "/spec/triggeredBy/0/message"))
        .isEqualTo("Build configuration change");

    kinds.edit(
        "buildconfigs", "app", app -> Json.ensureObject(app, "spec").put("runPolicy", "Parallel"));
    go("app-1", "Pending");

    assertThat(states()).isEqualTo("app-1 Pending");
  }

  @Test
  void theFirstBuildWaitsForItsImageAndSaysSo() {
    BuildLoop _ = run();
    configure("triggers: [{type: ConfigChange}]".concat("\n  ").concat("output: {}"));
    awaitStates("app-1 New*", "");
    kinds.create(
        "buildconfigs",
        CONFIG
            .formatted("triggers: [{type: ConfigChange}]")
            .replace("name: app", "name: two")
            .replace(
                "{dockerStrategy: {}}",
                "{dockerStrategy: {from: {name: 'base:1', kind: ImageStreamTag}}}"));
    await()
        .untilAsserted(
            () ->
                assertThat(kinds.rest("events").list(KindsFixture.DEMO, ListOptions.ALL).items())
                    .anySatisfy(
                        event ->
                            assertThat(at(event.tree(), "/reason"))
                                .isEqualTo("BuildConfigInstantiateFailed")));

    images.move("demo/base:1", "a");
    streams.create(
        KindsFixture.DEMO, KindsFixture.yaml("metadata: {name: base}"), WriteOptions.STORE);

    awaitStates("two-1 New*", "");
  }

  @Test
  void whatIsGoneWaitsForNoStream() {
    BuildLoop loop = run();
    kinds.create(
        "buildconfigs",
        CONFIG
            .formatted("triggers: [{type: ConfigChange}]")
            .replace(
                "{dockerStrategy: {}}",
                "{dockerStrategy: {from: {name: 'base:1', kind: ImageStreamTag}}}"));
    kinds.create(
        "builds",
        "metadata: {name: own}\n"
            + "spec: {source: {dockerfile: x}, strategy: {dockerStrategy: {}}, output: {to: {kind:"
            + " ImageStreamTag, name: 'out:1'}}}");
    await().until(() -> loop.awaited() == 2);

    ObjectNode _ = kinds.delete("buildconfigs", "app");
    ObjectNode _ = kinds.delete("builds", "own");

    await().until(() -> loop.awaited() == 0);
  }

  @Test
  void aBuildThatTakesTooLongFails() {
    configure("completionDeadlineSeconds: 60");
    BuildLoop _ = run();
    start();
    build("app-1", "Pending", "Running");
    now.set(KindsFixture.NOW.plusSeconds(61));
    queue.add("demo/app");

    awaitStates("app-1 Failed", "");
    assertThat(at(kinds.get("builds", "app-1"), "/status/reason")).isEqualTo("DeadlineExceeded");
  }

  @Test
  void aCancelledBuildEndsThoughItsBuilderIsGone() {
    configure("runPolicy: Serial");
    BuildLoop _ = run();
    start();
    build("app-1", "Pending", "Running");
    kinds.edit(
        "builds", "app-1", build -> Json.ensureObject(build, "status").put("cancelled", true));
    start();
    await()
        .until(
            () -> {
              now.updateAndGet(time -> time.plusSeconds(5));
              queue.add("demo/app");
              return states().startsWith("app-1 Cancelled");
            });

    awaitStates("app-2 New*", "");
  }

  @Test
  void aBuildThatNamesItsConfigHasATurnThoughNoLabelSaysSo() {
    configure("runPolicy: Serial");
    BuildLoop _ = run();
    start();
    build("app-1", "Pending", "Running");
    start();
    kinds.edit(
        "builds",
        "app-2",
        build -> ((ObjectNode) Meta.of(build).get("labels")).remove(BuildNames.CONFIG));
    kinds.create(
        "builds",
        "metadata: {name: lone, annotations: {openshift.io/build-config.name: app,"
            + " openshift.io/build.number: '3'}}\n"
            + "spec: {source: {dockerfile: x}, strategy: {dockerStrategy: {}}}");
    assertThat(states()).isEqualTo("app-1 Running, app-2 New, lone New");

    go("app-1", "Complete");
    awaitStates("app-2 New*", "app-1 Complete, app-2 New*, lone New");
    build("app-2", "Pending", "Running", "Complete");

    awaitStates("lone New*", "");
  }

  @Test
  void aBuildOfNoConfigNeedsNoTurn() {
    BuildLoop _ = run();
    kinds.create(
        "builds",
        "metadata: {name: own}\nspec: {source: {dockerfile: x}, strategy: {dockerStrategy: {}}}");

    awaitStates("own New*", "own New*");
  }
}
