package dev.weir.registry;

import dev.weir.access.Attributes;
import dev.weir.access.Authorizer;
import dev.weir.access.Decision;
import dev.weir.access.Denials;
import dev.weir.access.Recognition;
import dev.weir.access.User;
import dev.weir.blob.BlobStore;
import dev.weir.blob.PushLeases;
import dev.weir.blob.memory.MemoryBlobStore;
import dev.weir.http.BodyBudget;
import dev.weir.objects.StoreContext;
import dev.weir.platform.host.OwnHost;
import dev.weir.reference.Digest;
import dev.weir.remote.Registries;
import dev.weir.remote.outbound.AddressPolicy;
import dev.weir.remote.outbound.OutboundSettings;
import dev.weir.resource.Json;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.memory.MemoryStore;
import dev.weir.streams.PublishedHost;
import dev.weir.streams.Streams;
import dev.weir.streams.bounds.AllowedRegistries;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/**
 * A registry on a free port. {@code dev} may do everything in project {@code team}, {@code reader}
 * may pull there, everybody may pull from {@code public} and do everything in {@code open}, {@code
 * root} may do everything.
 */
final class TestRegistry implements AutoCloseable {
  static final String DEV = "Bearer dev-token";
  static final String READER = "Bearer reader-token";
  static final String OTHER = "Bearer other-token";
  static final String ROOT = "Bearer root-token";
  static final String NOBODY = "";

  private static final Map<String, User> USERS =
      Map.of(
          "dev-token", User.named("dev", "system:authenticated"),
          "reader-token", User.named("reader", "system:authenticated"),
          "other-token", User.named("other", "system:authenticated"),
          "root-token", User.named("root", User.MASTERS),
          "doubted-token", User.named("doubted", "system:authenticated"),
          "layers-token", User.named("layers", "system:authenticated"),
          "pusher-token", User.named("pusher", "system:authenticated"),
          "pruner-token", User.named("pruner", "system:authenticated"));

  /** Of a user who may pull and push in {@code team}, and nothing else. */
  static final String PUSHER = "Bearer pusher-token";

  /** Of a user who may pull everywhere and delete images. */
  static final String PRUNER = "Bearer pruner-token";

  /** Of a user of whom nobody can tell what it may. */
  static final String DOUBTED = "Bearer doubted-token";

  /** Of a user who may pull and push; nobody can tell what it may besides. */
  static final String LAYERS = "Bearer layers-token";

  /** A token of which nobody can tell whose it is. */
  static final String LOST = "Bearer lost-token";

  /** How many rights were asked for. */
  final AtomicInteger asked = new AtomicInteger();

  /** Blobs that somebody wanted off the disk. */
  final List<Digest> letGo = new CopyOnWriteArrayList<>();

  final BodyBudget bodies = new BodyBudget(8L << 20);
  private final Store store = new MemoryStore();
  private final Registries registries =
      Registries.open(OutboundSettings.of(AddressPolicy.PUBLIC_ONLY, List.of()));
  final Streams streams;
  private final ServedRegistry served;
  private final HttpClient client = HttpClient.newHttpClient();

  /** What came back. */
  record Answer(HttpResponse<byte[]> response) {
    int status() {
      return response.statusCode();
    }

    byte[] body() {
      return response.body();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    JsonNode json() {
      return Json.parse(body());
    }

    /** The error's code, or empty. */
    String code() {
      return body().length == 0 ? "" : json().at("/errors/0/code").asString("");
    }

    String message() {
      return json().at("/errors/0/message").asString("");
    }
  }

  static TestRegistry start() throws Exception {
    return start(new MemoryBlobStore(InstantSource.system()));
  }

  static TestRegistry start(BlobStore blobs) throws Exception {
    return start(blobs, InstantSource.system());
  }

  /** One whose links and pulls are of that time. */
  static TestRegistry start(BlobStore blobs, InstantSource clock) throws Exception {
    return new TestRegistry(blobs, clock);
  }

  private TestRegistry(BlobStore blobs, InstantSource clock) throws Exception {
    List.of("team", "public", "secret", "open").forEach(this::makeNamespace);
    Authorizer authorizer =
        (user, wanted) -> {
          asked.incrementAndGet();
          return decide(user, wanted);
        };
    StoreContext context = new StoreContext(store, new OwnHost(store), clock);
    streams =
        Streams.over(
            context,
            blobs,
            AllowedRegistries.ALL,
            new PublishedHost(ServedRegistry.PUBLISHED),
            authorizer);
    served =
        new ServedRegistry(
            streams,
            blobs,
            new PushLeases(clock, Duration.ofHours(24)),
            ServedRegistry.imports(streams, registries),
            registries,
            TestRegistry::recognise,
            authorizer,
            bodies,
            letGo::add);
  }

  private void makeNamespace(String name) {
    putNamespace(name, "", "Active");
  }

  /** Begins to delete a project. */
  void terminateNamespace(String name) {
    putNamespace(name, ",\"deletionTimestamp\":\"2024-01-01T00:00:00Z\"", "Terminating");
  }

  private void putNamespace(String name, String more, String phase) {
    byte[] object =
        ("{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"%s\",\"uid\":\"%s\"%s},"
                    .formatted(name, UUID.randomUUID(), more)
                + "\"status\":{\"phase\":\"%s\"}}".formatted(phase))
            .getBytes(StandardCharsets.UTF_8);
    store.commit(Transaction.builder().put("/registry/core/namespaces/" + name, object).build());
  }

  /** Deletes a project and makes another one of its name. */
  void replaceNamespace(String name) {
    store.commit(
        Transaction.builder()
            .delete("/registry/core/namespaces/" + name)
            .deletePrefix("/links/" + name + "/")
            .deletePrefix("/referrers/" + name + "/")
            .build());
    makeNamespace(name);
  }

  private static Recognition recognise(String token) {
    return token.equals("lost-token")
        ? new Recognition.Unasked("the keeper of tokens does not answer")
        : Recognition.of(Optional.ofNullable(USERS.get(token)));
  }

  private static Decision decide(User user, Attributes wanted) {
    boolean layers = wanted.subresource().equals("layers");
    if (user.name().equals("doubted") || (user.name().equals("layers") && !layers)) {
      return new Decision.Unknown("the judge does not answer");
    }
    boolean pull = wanted.verb().equals("get") && wanted.subresource().equals("layers");
    boolean allowed =
        user.groups().contains(User.MASTERS)
            || (pull && wanted.namespace().equals("public"))
            || user.name().equals("layers")
            || wanted.namespace().equals("open")
            || (user.name().equals("pusher") && layers && wanted.namespace().equals("team"))
            || (user.name().equals("pruner")
                && (pull || (wanted.verb().equals("delete") && wanted.namespace().isEmpty())))
            || (user.name().equals("dev") && wanted.namespace().equals("team"))
            || (user.name().equals("reader") && pull && wanted.namespace().equals("team"));
    return allowed
        ? new Decision.Allowed("test")
        : new Decision.Denied(Denials.sentence(user, wanted));
  }

  String host() {
    return served.host();
  }

  /** Sends a request; headers come as name, value, name, value. */
  Answer send(String authorization, String method, String path, byte[] body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + host()).resolve(path))
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return new Answer(client.send(request.build(), BodyHandlers.ofByteArray()));
  }

  Answer send(String authorization, String method, String path, String... headers)
      throws IOException, InterruptedException {
    return send(authorization, method, path, new byte[0], headers);
  }

  Answer get(String authorization, String path, String... headers)
      throws IOException, InterruptedException {
    return send(authorization, "GET", path, headers);
  }

  /** Pushes a blob at once. */
  Digest pushBlob(String authorization, String repository, byte[] bytes)
      throws IOException, InterruptedException {
    Digest digest = Digest.of(bytes);
    Answer answer =
        send(
            authorization,
            "POST",
            "/v2/" + repository + "/blobs/uploads/?digest=" + digest,
            bytes,
            "Content-Type",
            "application/octet-stream");
    if (answer.status() != 201) {
      throw new AssertionError(new String(answer.body(), StandardCharsets.UTF_8));
    }
    return digest;
  }

  Answer pushManifest(
      String authorization, String repository, String reference, String type, byte[] bytes)
      throws IOException, InterruptedException {
    return send(
        authorization,
        "PUT",
        "/v2/" + repository + "/manifests/" + reference,
        bytes,
        "Content-Type",
        type);
  }

  /** Pushes an OCI image of one layer under a tag and returns the bytes of its manifest. */
  byte[] pushImage(String authorization, String repository, String tag, String content)
      throws IOException, InterruptedException {
    byte[] config = TestManifests.config(content);
    byte[] layer = content.getBytes(StandardCharsets.UTF_8);
    pushBlob(authorization, repository, config);
    pushBlob(authorization, repository, layer);
    byte[] manifest = TestManifests.image(config, List.of(layer));
    Answer answer =
        pushManifest(authorization, repository, tag, TestManifests.OCI_MANIFEST, manifest);
    if (answer.status() != 201) {
      throw new AssertionError(new String(answer.body(), StandardCharsets.UTF_8));
    }
    return manifest;
  }

  /** Makes a stream with the same tags and history and without any link, as tagging does. */
  void copyStream(String from, String to) {
    Transaction.Builder copy = Transaction.builder();
    for (String prefix : List.of("/registry/image.openshift.io/imagestreams/", "/history/")) {
      for (var entry : store.range(RangeQuery.all(prefix + from)).entries()) {
        String text = new String(entry.value(), StandardCharsets.UTF_8);
        String name = from.substring(from.indexOf('/') + 1);
        String newName = to.substring(to.indexOf('/') + 1);
        copy.put(
            entry.key().replace(from, to),
            text.replace("\"name\":\"" + name + "\"", "\"name\":\"" + newName + "\"")
                .getBytes(StandardCharsets.UTF_8));
      }
    }
    store.commit(copy.build());
  }

  /** Makes the store as it was when referrers were found by their subjects without more. */
  void forgetHowReferrersAreListed() {
    Transaction.Builder older = Transaction.builder();
    byte[] nothing = Json.bytes(Json.object());
    store
        .range(RangeQuery.all("/referrers/"))
        .entries()
        .forEach(entry -> older.put(entry.key(), nothing));
    store.commit(older.build());
  }

  /** Bytes that the store has under a prefix. */
  long stored(String prefix) {
    return store.range(RangeQuery.all(prefix)).entries().stream()
        .mapToLong(entry -> entry.value().length)
        .sum();
  }

  static List<String> strings(JsonNode array) {
    List<String> found = new ArrayList<>();
    array.forEach(n -> found.add(n.asString("")));
    return found;
  }

  @Override
  public void close() throws IOException {
    served.close();
    client.close();
    registries.close();
    store.close();
  }
}
