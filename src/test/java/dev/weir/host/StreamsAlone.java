package dev.weir.host;

import dev.weir.access.Authorizer;
import dev.weir.access.Decision;
import dev.weir.access.Recognition;
import dev.weir.access.User;
import dev.weir.blob.memory.MemoryBlobStore;
import dev.weir.http.BodyBudget;
import dev.weir.imageapi.ImageApi;
import dev.weir.importing.StreamImports;
import dev.weir.manifest.MediaTypes;
import dev.weir.objects.Catalog;
import dev.weir.objects.InProcessResources;
import dev.weir.objects.StoreContext;
import dev.weir.reference.Digest;
import dev.weir.registry.ServedRegistry;
import dev.weir.remote.Registries;
import dev.weir.remote.Retries;
import dev.weir.remote.outbound.AddressPolicy;
import dev.weir.remote.outbound.JettyOutbound;
import dev.weir.remote.outbound.OutboundSettings;
import dev.weir.resource.Json;
import dev.weir.store.memory.MemoryStore;
import dev.weir.streams.PublishedHost;
import dev.weir.streams.Streams;
import dev.weir.streams.bounds.AllowedRegistries;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The streams' half with a registry on a free port, in a cluster that is a fake. */
final class StreamsAlone implements AutoCloseable {
  private static final User DEV = User.named("dev");
  private static final Authorizer EVERYTHING = (_, _) -> new Decision.Allowed("test");

  final FakeHost host = new FakeHost();
  private final MemoryStore store = new MemoryStore();
  private final Registries registries =
      new Registries(
          new JettyOutbound(OutboundSettings.of(AddressPolicy.PRIVATE_ALLOWED, List.of())),
          new Retries(_ -> {}),
          InstantSource.system());
  private final HttpClient client = HttpClient.newHttpClient();
  private final ServedRegistry served;

  /** The image API, as its user sees it. */
  final InProcessResources api;

  StreamsAlone() throws Exception {
    InstantSource clock = InstantSource.system();
    MemoryBlobStore blobs = new MemoryBlobStore(clock);
    Streams streams =
        Streams.over(
            new StoreContext(store, host, clock),
            blobs,
            AllowedRegistries.ALL,
            new PublishedHost(ServedRegistry.PUBLISHED),
            EVERYTHING);
    StreamImports imports = ServedRegistry.imports(streams, registries);
    Catalog kinds = new Catalog(ImageApi.resources(streams, imports, Map.of()));
    api = new InProcessResources(() -> kinds, EVERYTHING, DEV);
    served =
        new ServedRegistry(
            streams,
            blobs,
            imports,
            registries,
            _ -> Recognition.of(Optional.of(DEV)),
            EVERYTHING,
            new BodyBudget(64L << 20));
  }

  HttpResponse<byte[]> send(String method, String path, String type, byte[] body)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://" + served.host() + "/v2/" + path);
    return client.send(
        HttpRequest.newBuilder(uri)
            .header("Authorization", "Bearer anything")
            .header("Accept", "*/*")
            .header("Content-Type", type)
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return send("GET", path, "application/json", new byte[0]);
  }

  /** What the registry said to a manifest with a layer of that text, and the manifest. */
  @SuppressWarnings("ArrayRecordComponent") // shared, never changed, never compared
  record Pushed(HttpResponse<byte[]> answer, byte[] manifest, byte[] layer) {
    String digest() {
      return Digest.of(manifest).toString();
    }
  }

  /** Pushes an image of one layer; stops at the first refusal. */
  Pushed push(String repository, String tag, String text) throws IOException, InterruptedException {
    byte[] config =
        "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{}}"
            .getBytes(StandardCharsets.UTF_8);
    byte[] layer = text.getBytes(StandardCharsets.UTF_8);
    ObjectNode tree = Json.object();
    tree.put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_MANIFEST);
    descriptor(tree.putObject("config"), MediaTypes.OCI_CONFIG, config);
    descriptor(
        tree.putArray("layers").addObject(), "application/vnd.oci.image.layer.v1.tar+gzip", layer);
    byte[] manifest = Json.bytes(tree);
    for (byte[] blob : List.of(config, layer)) {
      HttpResponse<byte[]> answer =
          send(
              "POST",
              repository + "/blobs/uploads/?digest=" + Digest.of(blob),
              "application/octet-stream",
              blob);
      if (answer.statusCode() != 201) {
        return new Pushed(answer, manifest, layer);
      }
    }
    return new Pushed(
        send("PUT", repository + "/manifests/" + tag, MediaTypes.OCI_MANIFEST, manifest),
        manifest,
        layer);
  }

  private static void descriptor(ObjectNode into, String type, byte[] bytes) {
    into.put("mediaType", type)
        .put("digest", Digest.of(bytes).toString())
        .put("size", bytes.length);
  }

  @Override
  public void close() throws IOException {
    served.close();
    client.close();
    registries.close();
    store.close();
  }
}
