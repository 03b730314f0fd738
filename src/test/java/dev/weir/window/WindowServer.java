package dev.weir.window;

import dev.weir.access.Attributes;
import dev.weir.access.Authorizer;
import dev.weir.access.Decision;
import dev.weir.access.Denials;
import dev.weir.access.Recognition;
import dev.weir.access.User;
import dev.weir.blob.PushLeases;
import dev.weir.blob.memory.MemoryBlobStore;
import dev.weir.http.BodyBudget;
import dev.weir.http.DoorHandler;
import dev.weir.http.KnownNames;
import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.importing.Importer;
import dev.weir.importing.StreamImports;
import dev.weir.importing.bounds.ImportMemory;
import dev.weir.manifest.ManifestReader;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.Scope;
import dev.weir.objects.StoreContext;
import dev.weir.objects.StoredRest;
import dev.weir.objects.Strategy;
import dev.weir.objects.WriteOptions;
import dev.weir.platform.core.NamespaceRest;
import dev.weir.platform.host.OwnHost;
import dev.weir.pullthrough.stream.TestPulls;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.registry.Realm;
import dev.weir.registry.RegistryDoor;
import dev.weir.remote.Registries;
import dev.weir.remote.Retries;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.outbound.AddressPolicy;
import dev.weir.remote.outbound.JettyOutbound;
import dev.weir.remote.outbound.OutboundSettings;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.Yaml;
import dev.weir.store.RangeQuery;
import dev.weir.store.memory.MemoryStore;
import dev.weir.streams.PublishedHost;
import dev.weir.streams.PushedManifest;
import dev.weir.streams.StoredStream;
import dev.weir.streams.Streams;
import dev.weir.streams.bounds.AllowedRegistries;
import dev.weir.streams.removal.DeletedDigests;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import tools.jackson.databind.node.ObjectNode;

/**
 * A registry on a free port with a window {@code hub} on a {@link FakeRegistry}. {@code puller}
 * holds {@code weir:window-puller} there, {@code reader} may pull, {@code root} may do everything,
 * {@code stranger} nothing.
 */
final class WindowServer implements AutoCloseable {
  static final String HOST = "registry.test:5000";
  static final String PULLER = "puller";
  static final String READER = "reader";
  static final String ROOT = "root";
  static final String STRANGER = "stranger";
  static final String NOBODY = "";

  final FakeRegistry upstream = FakeRegistry.plain();
  final MemoryStore store = new MemoryStore();
  final HinderedStore hindered = new HinderedStore(store);
  final OwnHost host = new OwnHost(store);
  volatile Instant now = Instant.parse("2026-03-01T10:00:00Z");
  final StoreContext context = new StoreContext(hindered, host, () -> now);
  final MemoryBlobStore blobs = new MemoryBlobStore(() -> now);
  final NamespaceRest namespaces = new NamespaceRest(context.with(new WindowRules(HOST::equals)));
  final Streams streams;
  final Windows windows;
  final WindowKeeper keeper;

  /** Nobody can tell what workloads name. */
  volatile boolean unreadable;

  private final Registries registries =
      new Registries(
          new JettyOutbound(OutboundSettings.of(AddressPolicy.PRIVATE_ALLOWED, List.of())),
          new Retries(_ -> {}),
          InstantSource.system());
  private final Server server;
  private final ServerConnector connector;
  private final HttpClient client = HttpClient.newHttpClient();

  WindowServer() throws Exception {
    this(AllowedRegistries.ALL, Duration.ofSeconds(20));
  }

  WindowServer(AllowedRegistries allowed, Duration patience) throws Exception {
    Authorizer authorizer = WindowServer::decide;
    streams = Streams.over(context, blobs, allowed, new PublishedHost(HOST), authorizer);
    StreamImports imports =
        new StreamImports(streams, new Importer(registries, new ImportMemory(32L << 20)));
    windows = Windows.over(streams, imports, registries, HOST::equals, patience);
    keeper = keeper(windows);
    project("hub", Window.UPSTREAM, upstream.host(), Window.INSECURE, "true");
    project("team");
    RegistryDoor door =
        new RegistryDoor(
            new RegistryDoor.Parts(
                blobs,
                new PushLeases(context::now, Duration.ofHours(24)),
                streams.names(),
                streams.links(),
                streams.tags(),
                streams.content(),
                streams.pushes(),
                new DeletedDigests(streams),
                _ -> {},
                TestPulls.over(streams, registries, windows::way),
                windows,
                WindowServer::recognise,
                authorizer,
                new Realm(Optional.empty(), new KnownNames(List.of()), HOST),
                context::now,
                new BodyBudget(8L << 20),
                1L << 20));
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server = new Server(threads);
    connector = new ServerConnector(server, 1, 1);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(new DoorHandler(door));
    server.start();
  }

  private static Recognition recognise(String token) {
    return Recognition.of(
        Optional.of(
            token.equals(ROOT)
                ? User.named(ROOT, User.MASTERS)
                : User.named(token, "system:authenticated")));
  }

  private static Decision decide(User user, Attributes wanted) {
    boolean read = wanted.verb().equals("get") && wanted.subresource().equals("layers");
    boolean make =
        wanted.verb().equals("create") && wanted.fullResource().equals("imagestreams/window");
    boolean allowed =
        user.groups().contains(User.MASTERS)
            || (user.name().equals(PULLER) && (read || make))
            || (user.name().equals(READER) && read);
    return allowed
        ? new Decision.Allowed("test")
        : new Decision.Denied(Denials.sentence(user, wanted));
  }

  /** Makes a project, or gives it other annotations: name, value, name, value. */
  void project(String name, String... annotations) {
    Scope scope = new Scope(User.named("admin"), "");
    namespaces.ensure(scope, name);
    var _ =
        namespaces.update(
            scope,
            name,
            project -> {
              for (int i = 0; i < annotations.length; i += 2) {
                Meta.setAnnotation(project, annotations[i], annotations[i + 1]);
              }
              return project;
            },
            WriteOptions.STORE);
  }

  /** Deletes the project and makes it again, without annotations. */
  void remakeHub() {
    Scope scope = new Scope(User.named("admin"), "");
    var _ = namespaces.delete(scope, "hub", DeleteOptions.NOW);
    namespaces.finish(scope, "hub");
    project("hub");
  }

  /** Somebody deletes a stream of the window. */
  void delete(String stream) {
    StoredStream stored = streams.store().whole(new StreamName("hub", stream));
    if (!streams.writer().remove(stored)) {
      throw new IllegalStateException("somebody wrote it");
    }
  }

  /** Writes an object as it is. */
  void create(ResourceKind kind, String namespace, String yaml) {
    ObjectNode object = (ObjectNode) Yaml.parse(yaml.getBytes(StandardCharsets.UTF_8));
    ApiObject _ =
        new StoredRest(context, kind, Strategy.PLAIN)
            .create(new Scope(User.named("admin"), namespace), object, WriteOptions.STORE);
  }

  /** The stream as it is. */
  ImageStream stream(String name) {
    return streams.store().whole(new StreamName("hub", name)).stream();
  }

  boolean exists(String name) {
    return streams.store().newest(new StreamName("hub", name)).exists();
  }

  /** Somebody pushes an image onto tags of a stream of the window, or by its digest alone. */
  Digest push(String stream, String... tags) throws IOException {
    byte[] config =
        "{\"architecture\":\"amd64\",\"os\":\"linux\"}".getBytes(StandardCharsets.UTF_8);
    byte[] bytes =
        """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
         "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},
         "layers":[]}\
        """
            .formatted(Digest.of(config), config.length)
            .getBytes(StandardCharsets.UTF_8);
    Digest digest = Digest.of(bytes);
    blobs.put(digest, new ByteArrayInputStream(bytes));
    streams
        .pushes()
        .push(
            User.named(ROOT, User.MASTERS),
            new StreamName("hub", stream),
            List.of(tags),
            new PushedManifest(digest, ManifestReader.read("", bytes), bytes, config));
    return digest;
  }

  /** Image objects in the store. */
  int images() {
    return store.range(RangeQuery.all("/registry/image.openshift.io/images/")).entries().size();
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  /** An answer of the registry. */
  record Answer(HttpResponse<byte[]> response) {
    int status() {
      return response.statusCode();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    String digest() {
      return header("Docker-Content-Digest");
    }

    String code() {
      return Json.parse(response.body()).at("/errors/0/code").asString("");
    }

    String message() {
      return Json.parse(response.body()).at("/errors/0/message").asString("");
    }

    String text() {
      return new String(response.body(), StandardCharsets.UTF_8);
    }
  }

  Answer get(String user, String path) throws Exception {
    return send(user, "GET", path);
  }

  Answer send(String user, String method, String path) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + connector.getLocalPort() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (!user.isEmpty()) {
      request.header("Authorization", "Bearer " + user);
    }
    return new Answer(client.send(request.build(), BodyHandlers.ofByteArray()));
  }

  /** The windows as a process has them that has just been started. */
  Windows restarted() {
    StreamImports imports =
        new StreamImports(streams, new Importer(registries, new ImportMemory(32L << 20)));
    return Windows.over(streams, imports, registries, HOST::equals);
  }

  /** The loop of such a process. */
  WindowKeeper keeper(Windows of) {
    return of.keeper(
        streams,
        () -> {
          if (unreadable) {
            throw new IllegalStateException("workloads cannot be read");
          }
          return host.images("");
        },
        name -> name.equals(HOST) || name.equals(OwnRegistry.HOST));
  }

  /** Annotations of a project. */
  Map<String, String> annotations(String project) {
    return host.annotations(project);
  }

  @Override
  public void close() throws IOException {
    try {
      server.stop();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
    client.close();
    windows.close();
    registries.close();
    upstream.close();
    host.close();
    store.close();
  }
}
