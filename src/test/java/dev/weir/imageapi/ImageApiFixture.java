package dev.weir.imageapi;

import dev.weir.access.Attributes;
import dev.weir.access.Decision;
import dev.weir.access.User;
import dev.weir.blob.PushLeases;
import dev.weir.blob.file.MachineStart;
import dev.weir.blob.memory.MemoryBlobStore;
import dev.weir.controller.EventRecorder;
import dev.weir.controller.WorkQueue;
import dev.weir.importing.Importer;
import dev.weir.importing.StreamImports;
import dev.weir.importing.age.AgeClock;
import dev.weir.importing.background.BackgroundImport;
import dev.weir.importing.bounds.ImportMemory;
import dev.weir.importing.bounds.TagLimit;
import dev.weir.manifest.ManifestReader;
import dev.weir.objects.Catalog;
import dev.weir.objects.InProcessResources;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.StoreContext;
import dev.weir.objects.StoredRest;
import dev.weir.objects.Strategy;
import dev.weir.objects.Updated;
import dev.weir.objects.WriteOptions;
import dev.weir.platform.core.LimitRangeStrategy;
import dev.weir.platform.core.NamespaceRest;
import dev.weir.platform.core.PullSecretsRest;
import dev.weir.platform.host.OwnHost;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.remote.Registries;
import dev.weir.remote.Retries;
import dev.weir.remote.outbound.AddressPolicy;
import dev.weir.remote.outbound.JettyOutbound;
import dev.weir.remote.outbound.OutboundSettings;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.StatusException;
import dev.weir.store.memory.MemoryStore;
import dev.weir.streams.PublishedHost;
import dev.weir.streams.PushedManifest;
import dev.weir.streams.RepositoryLinks;
import dev.weir.streams.StreamChanges;
import dev.weir.streams.StreamContent;
import dev.weir.streams.StreamStore;
import dev.weir.streams.StreamTags;
import dev.weir.streams.Streams;
import dev.weir.streams.bounds.AllowedRegistries;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The image kinds over a store in memory, with namespaces {@code demo} and {@code shared}. */
final class ImageApiFixture implements AutoCloseable {
  static final User DEV = User.named("dev");
  static final Scope DEMO = new Scope(DEV, "demo");
  static final StreamName APP = new StreamName("demo", "app");
  static final String HOST = "127.0.0.1:5000";

  /** Who may do that is a registry, and few are. */
  static final String UPDATE_IMAGES = "update images ";

  final MemoryStore store = new MemoryStore();
  final List<String> denied = new ArrayList<>(List.of(UPDATE_IMAGES));

  /** What nobody can tell. */
  final List<String> unknown = new ArrayList<>();

  final List<User> asked = Collections.synchronizedList(new ArrayList<>());

  /** Whose rights take time to find out. */
  volatile Optional<Thinking> slow = Optional.empty();

  /**
   * A judge who thinks about one user.
   *
   * @param begun counted down when that user's right is asked for
   */
  record Thinking(User user, CountDownLatch begun, CountDownLatch mayEnd) {
    static Thinking about(User user) {
      return new Thinking(user, new CountDownLatch(1), new CountDownLatch(1));
    }

    private void think(User asked) {
      if (asked.equals(user)) {
        begun.countDown();
        try {
          mayEnd.await();
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  private volatile Instant now = Instant.parse("2026-03-01T10:00:00Z");
  final StoreContext context = new StoreContext(store, new OwnHost(store), () -> now);
  final MemoryBlobStore blobs = new MemoryBlobStore(() -> now);
  final Streams all =
      Streams.over(
          context,
          blobs,
          AllowedRegistries.ALL,
          new PublishedHost(HOST),
          (user, attributes) -> authorize(user, attributes));
  final StreamStore streams = all.store();
  final StreamChanges changes = all.changes();
  final RepositoryLinks links = all.links();
  final StreamContent content = all.content();
  final StreamTags tags = all.tags();
  private final Registries registries =
      new Registries(
          new JettyOutbound(OutboundSettings.of(AddressPolicy.PRIVATE_ALLOWED, List.of())),
          new Retries(_ -> {}),
          () -> now);
  final WorkQueue queue =
      new WorkQueue(Duration.ofMillis(1), Duration.ofSeconds(1), System::nanoTime);
  final ImportMemory importMemory = new ImportMemory(32L << 20);
  final BackgroundImport background;
  final Rest secrets = new StoredRest(context, Kinds.SECRET, Strategy.PLAIN);
  final Rest events = new StoredRest(context, Kinds.EVENT, Strategy.PLAIN);
  private final List<Rest> resources;

  /** Nanoseconds that go evenly, whatever is done to the clock on the wall. */
  final AtomicLong steady = new AtomicLong(1);

  ImageApiFixture() {
    NamespaceRest namespaces = new NamespaceRest(context);
    namespaces.ensure(new Scope(DEV, ""), "demo");
    namespaces.ensure(new Scope(DEV, ""), "shared");
    StreamImports imports =
        new StreamImports(
            all,
            new Importer(registries, importMemory),
            TagLimit.USUAL,
            (_, _) -> {},
            new PushLeases(context::now, Duration.ofDays(1)),
            ages());
    resources = ImageApi.resources(all, imports, Map.of("secrets", new PullSecretsRest(secrets)));
    background =
        new BackgroundImport(
            streams,
            imports,
            new EventRecorder(
                new InProcessResources(
                    () -> new Catalog(List.of(events)), this::authorize, User.system("imports")),
                Kinds.EVENT,
                "imports",
                () -> now),
            queue);
  }

  /** The clock of ages of a server that starts on this store. */
  AgeClock ages() {
    return new AgeClock(
        store,
        () -> now,
        steady::get,
        () -> Optional.of(new MachineStart("one", Duration.ofNanos(steady.get()))));
  }

  /** Streams of the same store, of which nothing is remembered. */
  StreamStore afresh() {
    return anew().store();
  }

  /** The same store, of which nothing is remembered. */
  Streams anew() {
    return anew(AllowedRegistries.ALL);
  }

  /** As above, for a server that allows these registries. */
  Streams anew(AllowedRegistries registries) {
    return Streams.over(context, blobs, registries, new PublishedHost(HOST), this::authorize);
  }

  private Decision authorize(User user, Attributes attributes) {
    asked.add(user);
    slow.ifPresent(judge -> judge.think(user));
    String what = attributes.verb() + " " + attributes.resource() + " " + attributes.namespace();
    if (unknown.contains(what)) {
      return new Decision.Unknown("the judge does not answer");
    }
    return denied.contains(what)
        ? new Decision.Denied("not granted")
        : new Decision.Allowed("granted");
  }

  void limit(String limitRange) {
    new StoredRest(context, Kinds.LIMIT_RANGE, new LimitRangeStrategy())
        .create(DEMO, json(limitRange), WriteOptions.STORE);
  }

  /** A minute passes, by every clock. */
  void tick() {
    steady.addAndGet(Duration.ofMinutes(1).toNanos());
    pass(Duration.ofMinutes(1));
  }

  /** The clock on the wall goes on. */
  void pass(Duration time) {
    now = now.plus(time);
  }

  Rest rest(String plural) {
    return resources.stream()
        .filter(r -> r.kind().plural().equals(plural))
        .findFirst()
        .orElseThrow();
  }

  /** Pushes an image that differs by its text; returns its digest. */
  String pushed(StreamName stream, String text, String... tags) {
    PushedManifest manifest = manifest(text);
    push(stream, List.of(tags), manifest);
    return manifest.digest().toString();
  }

  /** Keeps the manifest's bytes and records the push, as the registry does. */
  void push(StreamName stream, List<String> tags, PushedManifest manifest) {
    try {
      blobs.put(manifest.digest(), new ByteArrayInputStream(manifest.bytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    all.pushes().push(DEV, stream, tags, manifest);
  }

  static PushedManifest manifest(String text) {
    byte[] config =
        ("{\"architecture\":\"amd64\",\"author\":\"" + text + "\",\"config\":{\"Cmd\":[\"sh\"]}}")
            .getBytes(StandardCharsets.UTF_8);
    byte[] bytes =
        """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
         "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},
         "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"%s","size":3}]}\
        """
            .formatted(
                Digest.of(config), config.length, Digest.of(text.getBytes(StandardCharsets.UTF_8)))
            .getBytes(StandardCharsets.UTF_8);
    return new PushedManifest(Digest.of(bytes), ManifestReader.read("", bytes), bytes, config);
  }

  ObjectNode get(String plural, String name) {
    return rest(plural).get(DEMO, name).tree();
  }

  ObjectNode create(String plural, String json) {
    return create(plural, json(json));
  }

  ObjectNode create(String plural, ObjectNode object) {
    return rest(plural).create(DEMO, object.deepCopy(), WriteOptions.STORE).tree();
  }

  /** A PUT without resource version. */
  Updated put(String plural, String name, String json) {
    return rest(plural).update(DEMO, name, _ -> json(json), WriteOptions.STORE);
  }

  /** {@code weir tag} of this source; the object's name goes where the percent sign is. */
  Updated tag(String name, String tagReference) {
    return put(
        "imagestreamtags", name, "{'metadata':{'name':'" + name + "'},'tag':" + tagReference + "}");
  }

  static ObjectNode json(String text) {
    return (ObjectNode) Json.parse(text.replace('\'', '"'));
  }

  static List<String> images(JsonNode stream, String tag) {
    for (JsonNode entry : stream.at("/status/tags")) {
      if (Json.string(entry, "tag").equals(tag)) {
        return entry.get("items").valueStream().map(i -> Json.string(i, "image")).toList();
      }
    }
    return List.of();
  }

  static ApiStatus refusal(ThrowingCallable call) {
    return Assertions.catchThrowableOfType(StatusException.class, call).status();
  }

  @Override
  public void close() {
    registries.close();
    store.close();
  }
}
