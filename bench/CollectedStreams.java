import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.access.Decision;
import dev.weir.access.User;
import dev.weir.blob.PushLeases;
import dev.weir.blob.file.FileBlobStore;
import dev.weir.manifest.ManifestReader;
import dev.weir.objects.StoreContext;
import dev.weir.platform.host.OwnHost;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.storage.gc.RepositoryLook;
import dev.weir.storage.gc.StreamLook;
import dev.weir.storage.gc.Users;
import dev.weir.storage.history.HistoryLook;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.streams.PublishedHost;
import dev.weir.streams.PushedManifest;
import dev.weir.streams.Streams;
import dev.weir.streams.bounds.AllowedRegistries;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Streams with tags, as the registry writes them, and the looks that a collector has at them. */
final class CollectedStreams {
  private static final User USER = User.named("bench", "system:authenticated");
  private static final String TYPE = "application/vnd.oci.image.";

  private final Store store;
  private final FileBlobStore blobs;
  private final Streams streams;

  CollectedStreams(Store store, FileBlobStore blobs) {
    this.store = store;
    this.blobs = blobs;
    this.streams =
        Streams.over(
            new StoreContext(store, new OwnHost(store), InstantSource.system()),
            blobs,
            AllowedRegistries.ALL,
            new PublishedHost("registry.test"),
            (_, _) -> new Decision.Allowed("bench"));
  }

  List<StreamLook> looks(PushLeases leases, Duration grace) {
    Users users = new Users(Set::of);
    InstantSource clock = InstantSource.system();
    return List.of(
        new HistoryLook(streams, users),
        new RepositoryLook(
            streams,
            leases,
            users,
            new RepositoryLook.Periods(grace, Duration.ofDays(7)),
            clock,
            clock));
  }

  void project(String name) {
    String text =
        "{\"metadata\":{\"name\":\"%s\",\"uid\":\"%s\"},\"status\":{\"phase\":\"Active\"}}"
            .formatted(name, name);
    store.commit(
        Transaction.builder()
            .put("/registry/core/namespaces/" + name, text.getBytes(UTF_8))
            .build());
  }

  /** Pushes an image of these layers, and one of a layer of its own. */
  void push(StreamName name, List<Digest> layers) throws Exception {
    push(name, "kept", layers);
    byte[] own = ("layer of " + name).getBytes(UTF_8);
    blobs.put(Digest.of(own), new ByteArrayInputStream(own));
    push(name, "gone", List.of(Digest.of(own)));
  }

  private void push(StreamName name, String tag, List<Digest> layers) throws Exception {
    byte[] config = ("{\"author\":\"" + name + "\"}").getBytes(UTF_8);
    blobs.put(Digest.of(config), new ByteArrayInputStream(config));
    String listed =
        layers.stream()
            .map(
                layer ->
                    "{\"mediaType\":\"%slayer.v1.tar\",\"digest\":\"%s\",\"size\":1000}"
                        .formatted(TYPE, layer))
            .collect(Collectors.joining(","));
    byte[] text =
        ("{\"schemaVersion\":2,\"mediaType\":\"%1$smanifest.v1+json\",\"config\":{\"mediaType\":"
                + "\"%1$sconfig.v1+json\",\"digest\":\"%2$s\",\"size\":%3$d},\"layers\":[%4$s]}")
            .formatted(TYPE, Digest.of(config), config.length, listed)
            .getBytes(UTF_8);
    blobs.put(Digest.of(text), new ByteArrayInputStream(text));
    streams
        .pushes()
        .push(
            USER,
            name,
            List.of(tag),
            new PushedManifest(Digest.of(text), ManifestReader.read("", text), text, config));
  }

  void delete(StreamName name) {
    streams.tags().delete(USER, name, "gone");
  }
}
