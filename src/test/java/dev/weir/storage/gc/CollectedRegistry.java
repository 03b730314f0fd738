package dev.weir.storage.gc;

import dev.weir.access.Decision;
import dev.weir.access.Recognition;
import dev.weir.access.User;
import dev.weir.blob.BlobStore;
import dev.weir.blob.PushLeases;
import dev.weir.blob.memory.MemoryBlobStore;
import dev.weir.clients.soak.Artifact;
import dev.weir.clients.soak.Piece;
import dev.weir.http.BodyBudget;
import dev.weir.objects.StoreContext;
import dev.weir.platform.host.OwnHost;
import dev.weir.reference.Digest;
import dev.weir.registry.ServedRegistry;
import dev.weir.remote.Registries;
import dev.weir.remote.outbound.AddressPolicy;
import dev.weir.remote.outbound.OutboundSettings;
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
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A registry with a collector that works when it is told to, by a clock that is set; both are made
 * anew after a crash, upon what is stored. Everybody may do everything in the project {@code demo}.
 */
final class CollectedRegistry implements AutoCloseable {
  static final Duration GRACE = Duration.ofMinutes(1);
  static final Duration LEASE = Duration.ofMinutes(20);
  static final Duration UNTAGGED_KEEP = LEASE;

  private final MemoryStore stored = new MemoryStore();
  private final Crashes crashes = new Crashes();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Registries registries =
      Registries.open(OutboundSettings.of(AddressPolicy.PUBLIC_ONLY, List.of()));
  private volatile Instant now = Instant.parse("2026-03-01T10:00:00Z");
  private final InstantSource clock = () -> now;
  private final MemoryBlobStore bytes = new MemoryBlobStore(clock);
  private final PushLeases leases = new PushLeases(clock, LEASE);
  private Running running;

  /**
   * A process.
   *
   * @param other a second collector on the same data, as no server starts it
   */
  private record Running(ServedRegistry served, Collector collector, Collector other)
      implements AutoCloseable {
    @Override
    public void close() throws IOException {
      collector.close();
      other.close();
      served.close();
    }
  }

  CollectedRegistry() throws Exception {
    byte[] project =
        """
        {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"demo","uid":"%s"},
         "status":{"phase":"Active"}}
        """
            .formatted(UUID.randomUUID())
            .getBytes(StandardCharsets.UTF_8);
    stored.commit(Transaction.builder().put("/registry/core/namespaces/demo", project).build());
    running = open();
  }

  private Running open() throws Exception {
    Store store = crashes.over(stored);
    BlobStore blobs = crashes.over(bytes);
    StoreContext context = new StoreContext(store, new OwnHost(store), clock);
    Streams streams =
        Streams.over(
            context,
            blobs,
            AllowedRegistries.ALL,
            new PublishedHost(ServedRegistry.PUBLISHED),
            (_, _) -> new Decision.Allowed("test"));
    Collector collector = collector(store, blobs, streams);
    ServedRegistry served =
        new ServedRegistry(
            streams,
            blobs,
            leases,
            ServedRegistry.imports(streams, registries),
            registries,
            _ -> Recognition.of(Optional.of(User.named("dev", "system:authenticated"))),
            (_, _) -> new Decision.Allowed("test"),
            new BodyBudget(8L << 20),
            digest -> letGo(collector, digest));
    return new Running(served, collector, collector(store, blobs, streams));
  }

  private void letGo(Collector collector, Digest digest) {
    leases.shorten(digest, GRACE);
    collector.enqueue(digest);
  }

  private Collector collector(Store store, BlobStore blobs, Streams streams) {
    Users users = new Users(Set::of);
    return new Collector(
        new Collector.Parts(
            store,
            blobs,
            leases,
            users,
            streams.content()::composition,
            looks(streams, users),
            streams.content()::forget,
            clock,
            clock,
            GRACE));
  }

  private List<StreamLook> looks(Streams streams, Users users) {
    return List.of(
        new RepositoryLook(
            streams,
            leases,
            users,
            new RepositoryLook.Periods(GRACE, UNTAGGED_KEEP),
            clock,
            clock));
  }

  /** A round of the collector. */
  void round() {
    boolean _ = running.collector().round();
  }

  /** What is done while others are at work. */
  interface Deed {
    void run() throws Exception;
  }

  /** Something beside a round of this collector and one of another on the same data. */
  void besideRounds(Deed deed) throws Exception {
    crashes.slow(true);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> one = threads.submit(() -> running.collector().round());
      Future<?> two = threads.submit(() -> running.other().round());
      deed.run();
      Object _ = one.get();
      Object _ = two.get();
    } finally {
      crashes.slow(false);
    }
  }

  /**
   * A round that ends with the process at that step, after which there is another process.
   *
   * @return false if the round had fewer steps
   */
  boolean roundUntil(int step) throws Exception {
    crashes.after(step);
    try {
      round();
      return false;
    } catch (Crashes.Crash _) {
      return true;
    } finally {
      crashes.never();
      restart();
    }
  }

  void restart() throws Exception {
    running.close();
    running = open();
  }

  /** How many steps a round has. */
  int stepsOfRound() {
    crashes.never();
    round();
    return crashes.steps();
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  Instant now() {
    return now;
  }

  /** Status of a request. */
  int send(String method, String path, String type, byte[] body)
      throws IOException, InterruptedException {
    return answer(method, path, type, body).statusCode();
  }

  private HttpResponse<Void> answer(String method, String path, String type, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + running.served().host() + path))
            .header("Authorization", "Bearer any")
            .header("Content-Type", type)
            .method(method, BodyPublishers.ofByteArray(body))
            .build();
    return client.send(request, BodyHandlers.discarding());
  }

  boolean has(String stream, Piece piece) throws IOException, InterruptedException {
    return send("HEAD", "/v2/demo/" + stream + "/blobs/" + piece.digest(), "x/y", new byte[0])
        == 200;
  }

  int upload(String stream, Piece piece) throws IOException, InterruptedException {
    String path = "/v2/demo/" + stream + "/blobs/uploads/?digest=" + piece.digest();
    return send("POST", path, "application/octet-stream", piece.bytes());
  }

  int put(String stream, String reference, Artifact artifact)
      throws IOException, InterruptedException {
    return answerToPut(stream, reference, artifact).statusCode();
  }

  HttpResponse<Void> answerToPut(String stream, String reference, Artifact artifact)
      throws IOException, InterruptedException {
    String path = "/v2/demo/" + stream + "/manifests/" + reference;
    return answer("PUT", path, artifact.type(), artifact.bytes());
  }

  /** Whether a manifest is there. */
  int asks(String stream, Artifact artifact) throws IOException, InterruptedException {
    String path = "/v2/demo/" + stream + "/manifests/" + artifact.digest();
    return send("HEAD", path, "x/y", new byte[0]);
  }

  int pull(String stream, Artifact artifact) throws IOException, InterruptedException {
    String path = "/v2/demo/" + stream + "/manifests/" + artifact.digest();
    return send("GET", path, "x/y", new byte[0]);
  }

  int delete(String stream, String reference) throws IOException, InterruptedException {
    String path = "/v2/demo/" + stream + "/manifests/" + reference;
    return send("DELETE", path, "x/y", new byte[0]);
  }

  /** Digests of all blobs. */
  Set<String> blobs() throws IOException {
    Set<String> found = new HashSet<>();
    bytes.each(digest -> found.add(digest.toString()));
    return found;
  }

  /** Whether a manifest is there or on its way out; nobody is told. */
  boolean isLinked(String stream, Artifact artifact) {
    return stored.get("/links/demo/" + stream + "/" + artifact.digest()).isPresent();
  }

  boolean hasBlob(String digest) {
    return bytes.size(Digest.parse(digest)).isPresent();
  }

  Collector collector() {
    return running.collector();
  }

  @Override
  public void close() throws IOException {
    running.close();
    client.close();
    registries.close();
    stored.close();
  }
}
