package dev.weir.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.access.Decision;
import dev.weir.access.User;
import dev.weir.blob.memory.MemoryBlobStore;
import dev.weir.client.Resources;
import dev.weir.controller.EventRecorder;
import dev.weir.controller.Loops;
import dev.weir.controller.WorkQueue;
import dev.weir.follower.TriggeredKind;
import dev.weir.imageapi.NewestStreams;
import dev.weir.objects.Catalog;
import dev.weir.objects.InProcessResources;
import dev.weir.objects.ListOptions;
import dev.weir.objects.Rest;
import dev.weir.objects.StoredRest;
import dev.weir.objects.Strategy;
import dev.weir.objects.WriteHook;
import dev.weir.objects.WriteOptions;
import dev.weir.platform.core.KindsFixture;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.streams.PublishedHost;
import dev.weir.streams.Streams;
import dev.weir.streams.bounds.AllowedRegistries;
import dev.weir.workload.PodPaths;
import dev.weir.workload.WorkloadKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * The loop that moves what follows tags, over a store in memory that has all kinds with pods; it
 * can be stopped and started again. Tags are those of the stream {@code app} of {@code demo}.
 */
final class LoopFixture implements AutoCloseable {
  static final String ANNOTATION = TriggerAnnotation.KEY;

  final KindsFixture kinds;
  final BreakableResources workloads;
  private final Rest plainStreams;
  final Streams streams;
  final MemoryBlobStore blobs = new MemoryBlobStore(() -> KindsFixture.NOW);
  private final KeptJobs anew;
  private final Map<String, String> tags = new TreeMap<>();
  private Loops loops = new Loops();
  private Optional<TagFollowers> followers = Optional.empty();

  LoopFixture(WriteHook... hooks) {
    kinds = new KindsFixture(hooks);
    plainStreams = new StoredRest(kinds.context, Kinds.IMAGE_STREAM, Strategy.PLAIN);
    workloads = new BreakableResources(resources(kinds.catalog, TriggerGuard.LOOP));
    anew = KeptJobs.here(kinds.store);
    streams =
        Streams.over(
            kinds.context,
            blobs,
            AllowedRegistries.ALL,
            new PublishedHost("registry:5000"),
            (_, _) -> new Decision.Allowed("test"));
  }

  private static Resources resources(Catalog catalog, User user) {
    return new InProcessResources(() -> catalog, (_, _) -> new Decision.Allowed("test"), user);
  }

  private List<TriggeredKind> followed() {
    List<ResourceKind> all =
        List.of(
            Kinds.DEPLOYMENT,
            Kinds.STATEFUL_SET,
            Kinds.DAEMON_SET,
            Kinds.REPLICA_SET,
            Kinds.REPLICATION_CONTROLLER,
            Kinds.CRON_JOB,
            Kinds.POD,
            Kinds.JOB);
    return all.stream()
        .flatMap(kind -> PodPaths.workload(kind).stream())
        .map(this::followed)
        .toList();
  }

  private TriggeredKind followed(WorkloadKind kind) {
    return switch (kind.kind().plural()) {
      case "pods" -> new AnnotatedPod(kind);
      case "jobs" -> new AnnotatedJob(kind, anew);
      default -> new Annotated(kind);
    };
  }

  void start() {
    start(2);
  }

  /** Begins to follow. */
  void start(int workers) {
    loops = new Loops();
    Resources newest =
        resources(
            new Catalog(
                List.of(new NewestStreams(kinds.context, new PublishedHost("registry:5000")))),
            TriggerGuard.LOOP);
    TriggerReconciler loop =
        new TriggerReconciler(
            new TriggerReconciler.Tags(
                newest, Kinds.IMAGE_STREAM, new SourceTags(streams.store()), _ -> false),
            workloads,
            followed(),
            (_, _, _) -> Optional.empty(),
            new EventRecorder(
                resources(kinds.catalog, TriggerGuard.LOOP),
                Kinds.EVENT,
                "triggers",
                () -> KindsFixture.NOW),
            () -> KindsFixture.NOW,
            new WorkQueue(Duration.ofMillis(10), Duration.ofMillis(100), System::nanoTime));
    followers = Optional.of(loop.followers());
    loop.start(loops, workers);
  }

  /** What the loop knows of who follows which tag. */
  TagFollowers followers() {
    return followers.orElseThrow();
  }

  /** Ends the loop, as the end of the process would, only that it finishes what it writes. */
  void stop() {
    loops.close();
  }

  static String image(String digit) {
    return "quay.io/x/y@sha256:" + digit.repeat(64);
  }

  /** Moves {@code app:TAG}. */
  void move(String tag, String digit) {
    tags.put(tag, digit);
    ObjectNode stream =
        KindsFixture.yaml(
            "{metadata: {name: app, namespace: demo}, spec: {}, status: {dockerImageRepository:"
                + " registry.weir.invalid/demo/app}}");
    var list = Json.objectAt(stream, "status").putArray("tags");
    tags.forEach(
        (name, image) ->
            list.addObject()
                .put("tag", name)
                .putArray("items")
                .addObject()
                .put("created", "2026-01-01T00:00:00Z")
                .put("dockerImageReference", image(image))
                .put("image", "sha256:" + image.repeat(64))
                .put("generation", 1));
    if (plainStreams.list(KindsFixture.DEMO, ListOptions.ALL).items().isEmpty()) {
      ApiObject _ = plainStreams.create(KindsFixture.DEMO, stream, WriteOptions.STORE);
    } else {
      var _ =
          plainStreams.update(
              KindsFixture.DEMO,
              "app",
              old -> old.set("status", stream.get("status")),
              WriteOptions.STORE);
    }
  }

  /** An entry of the annotation. */
  static String entry(String tag, String path) {
    return "{\"from\":{\"kind\":\"ImageStreamTag\",\"name\":\"app:%s\"},\"fieldPath\":\"%s\"}"
        .formatted(tag, path.replace("\"", "\\\""));
  }

  /** A workload with these triggers, and more in its metadata. */
  ObjectNode create(String plural, String meta, String spec, String... entries) {
    ObjectNode object = KindsFixture.yaml("metadata: " + meta + "\nspec: " + spec + "\n");
    if (entries.length > 0) {
      Meta.setAnnotation(object, ANNOTATION, List.of(entries).toString());
    }
    return create(plural, object);
  }

  ObjectNode create(String plural, ObjectNode object) {
    return kinds.rest(plural).create(KindsFixture.DEMO, object, WriteOptions.STORE).copy();
  }

  String at(String plural, String name, String pointer) {
    return KindsFixture.at(kinds.get(plural, name), pointer);
  }

  void awaitAt(String plural, String name, String pointer, String value) {
    await()
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(at(plural, name, pointer)).isEqualTo(value));
  }

  /** {@code REASON: MESSAGE} of all Events. */
  List<String> events() {
    return kinds.rest("events").list(KindsFixture.DEMO, ListOptions.ALL).items().stream()
        .map(ApiObject::tree)
        .map(event -> Json.string(event, "reason") + ": " + Json.string(event, "message"))
        .toList();
  }

  /** Jobs that are being made anew. */
  List<TriggeredKind.Name> kept() {
    return anew.all();
  }

  /** Writes of objects that were asked for, in order. */
  List<String> writes() {
    return workloads.calls.stream()
        .filter(call -> !call.startsWith("get ") && !call.startsWith("list "))
        .toList();
  }

  @Override
  public void close() {
    loops.close();
    kinds.close();
  }
}
