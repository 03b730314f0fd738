import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.blob.PushLeases;
import dev.weir.blob.file.FileBlobStore;
import dev.weir.image.Images;
import dev.weir.manifest.Manifest;
import dev.weir.manifest.ManifestReader;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiObject;
import dev.weir.storage.gc.Collector;
import dev.weir.storage.gc.Status;
import dev.weir.storage.gc.Users;
import dev.weir.store.Transaction;
import dev.weir.store.sqlite.SqliteStore;
import dev.weir.streams.parts.PushedManifests;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Collection's rows of the benchmark table: what 100 deletes cost among a million links, what the
 * index takes for each link, and how long a start looks at what is stored.
 */
public final class CollectionBench {
  private static final int LINKS_OF_A_STREAM = 100;
  private static final int DELETES = 100;
  private static final Duration GRACE = Duration.ofSeconds(1);
  private static final byte[] LINK = "{\"size\":1000,\"since\":1700000000}".getBytes(UTF_8);
  private static final String TYPE = "application/vnd.oci.image.";

  private final SqliteStore store;
  private final FileBlobStore blobs;
  private final Path files;
  private final int streams;
  private final CollectedStreams tagged;
  private final PushLeases leases = new PushLeases(InstantSource.system(), Duration.ofSeconds(1));

  private CollectionBench(Path directory, SqliteStore store, FileBlobStore blobs, int streams) {
    this.store = store;
    this.blobs = blobs;
    this.files = directory.resolve("blobs/blobs/sha256");
    this.streams = streams;
    this.tagged = new CollectedStreams(store, blobs);
  }

  public static void main(String[] arguments) throws Exception {
    int links = 1_000_000;
    int files = 100_000;
    String place = ".";
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--links" -> links = Integer.parseInt(arguments[++i]);
        case "--files" -> files = Integer.parseInt(arguments[++i]);
        default -> place = arguments[i];
      }
    }
    Path directory = Files.createTempDirectory(Path.of(place), "bench");
    try (SqliteStore store = SqliteStore.open(directory.resolve("weir.db"));
        FileBlobStore blobs = FileBlobStore.open(directory.resolve("blobs"))) {
      new CollectionBench(directory, store, blobs, links / LINKS_OF_A_STREAM).run(files);
    } finally {
      delete(directory);
    }
  }

  private void run(int fileCount) throws Exception {
    fill();
    files(fileCount);
    for (int i = 0; i < DELETES; i++) {
      image(streams + i);
    }
    for (int project = 0; project < 100; project++) {
      tagged.project("ns" + project);
    }
    for (int i = 0; i < 2 * DELETES; i++) {
      tagged.push(name(i), layers(i));
    }
    long before = heap();
    try (Collector collector = collector()) {
      long cpu = cpu();
      long begin = System.nanoTime();
      Thread loop = Thread.ofVirtual().start(collector);
      Status first = await(collector, status -> status.lastRound().isPresent());
      System.out.printf(
          "start: index of %,d links, audit of %,d files   %.0f ms, %.0f ms of CPU%n",
          streams * LINKS_OF_A_STREAM,
          fileCount,
          (System.nanoTime() - begin) / 1e6 - GRACE.toMillis() / 2,
          (cpu() - cpu) / 1e6);
      System.out.printf(
          "memory of the index        %.1f bytes for each link%n",
          (heap() - before) / (double) (streams * LINKS_OF_A_STREAM));
      require(first.pendingDigests() == 0, "something was loose before anything was deleted");
      Thread.sleep(2_000); // what the start has left over for the compiler is not counted

      cpu = cpu();
      long commits = store.revision();
      for (int i = 0; i < DELETES; i++) {
        delete(streams + i);
      }
      Status last = await(collector, status -> status.freedBlobs() >= 2 * DELETES);
      System.out.printf(
          "%d deletes, until all is gone                 %.0f ms of CPU (aim: below 1000), %d"
              + " revisions, %d images, %d blobs%n",
          DELETES,
          (cpu() - cpu) / 1e6,
          store.revision() - commits,
          last.freedImages(),
          last.freedBlobs());
      tagDeletes(collector, 0, "cold");
      tagDeletes(collector, DELETES, "again");
      loop.interrupt();
      loop.join();
    }
  }

  /** A tag of each of 100 streams goes, of which another tag keeps a hundred links. */
  private void tagDeletes(Collector collector, int first, String how) throws Exception {
    Status before = await(collector, status -> status.pendingStreams() == 0);
    long cpu = cpu();
    long commits = store.revision();
    for (int i = first; i < first + DELETES; i++) {
      tagged.delete(name(i));
    }
    long deleted = cpu();
    Status last =
        await(
            collector,
            status ->
                status.freedBlobs() >= before.freedBlobs() + 2 * DELETES
                    && status.pendingStreams() == 0);
    System.out.printf(
        "%d tags deleted in their streams (%s), until all is gone %.0f ms of CPU (aim: below"
            + " 1000), %.0f of them for the deletes; %d revisions, %d links%n",
        DELETES,
        how,
        (cpu() - cpu) / 1e6,
        (deleted - cpu) / 1e6,
        store.revision() - commits,
        last.freedLinks() - before.freedLinks());
  }

  private static StreamName name(int stream) {
    return new StreamName("ns" + stream % 100, "s" + stream);
  }

  private List<Digest> layers(int stream) {
    return IntStream.range(0, LINKS_OF_A_STREAM).mapToObj(i -> digest(blob(stream, i))).toList();
  }

  /** A tenth of the blobs is shared by a hundred streams each. */
  private String blob(int stream, int i) {
    return i % 10 == 0 ? "shared " + stream % (streams / 100 + 1) + i : stream + " " + i;
  }

  private Collector collector() {
    return new Collector(
        new Collector.Parts(
            store,
            blobs,
            leases,
            new Users(Set::of),
            new PushedManifests(blobs::read)::find,
            tagged.looks(leases, GRACE),
            gone -> {},
            InstantSource.system(),
            InstantSource.system(),
            GRACE));
  }

  private interface Reached {
    boolean is(Status status);
  }

  private static Status await(Collector collector, Reached reached) throws InterruptedException {
    Status status = collector.status();
    while (!reached.is(status)) {
      Thread.sleep(20);
      status = collector.status();
    }
    return status;
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalStateException(problem);
    }
  }

  private static Digest digest(String text) {
    return Digest.of(text.getBytes(UTF_8));
  }

  private static String link(int stream, Digest digest) {
    return "/links/ns%d/s%d/%s".formatted(stream % 100, stream, digest);
  }

  private void fill() {
    for (int first = 0; first < streams; first += 100) {
      Transaction.Builder some = Transaction.builder();
      for (int stream = first; stream < Math.min(streams, first + 100); stream++) {
        for (int i = 0; i < LINKS_OF_A_STREAM; i++) {
          some.put(link(stream, digest(blob(stream, i))), LINK);
        }
      }
      store.commit(some.build());
    }
  }

  /** Files of blobs that are linked, as far as there are links. */
  private void files(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Digest digest = digest(i / 90 + " " + (1 + i % 90 + i % 90 / 9));
      Path shelf = files.resolve(digest.hex().substring(0, 2));
      if (!Files.isDirectory(shelf)) {
        Files.createDirectory(shelf);
      }
      Path file = shelf.resolve(digest.hex());
      if (!Files.exists(file)) {
        Files.write(file, new byte[1]);
      }
    }
  }

  /** An image that one stream has, which is going to be deleted. */
  private void image(int number) throws Exception {
    Digest layer = put("layer of what goes " + number);
    String text =
        """
        {"schemaVersion":2,"mediaType":"%1$smanifest.v1+json","config":{"mediaType":"%1$sconfig.v1+json",
         "digest":"%2$s","size":1},"layers":[{"mediaType":"%1$slayer.v1.tar","digest":"%2$s","size":1}]}\
        """
            .formatted(TYPE, layer);
    Digest image = put(text);
    Manifest manifest = ManifestReader.read("", text.getBytes(UTF_8));
    String events = "{\"status\":{\"tags\":[{\"items\":[{\"image\":\"%s\"}]}]}}".formatted(image);
    store.commit(
        Transaction.builder()
            .put(
                "/registry/image.openshift.io/images/" + image,
                ApiObject.encode(
                    Images.fromManifest(
                        image, manifest, text.getBytes(UTF_8), new byte[0], "h/n/s", true)))
            .put(stream(number), events.getBytes(UTF_8))
            .put(link(number, layer), LINK)
            .put(link(number, image), LINK)
            .build());
  }

  private Digest put(String text) throws IOException {
    Digest digest = digest(text);
    blobs.put(digest, new ByteArrayInputStream(text.getBytes(UTF_8)));
    return digest;
  }

  private static String stream(int number) {
    return "/registry/image.openshift.io/imagestreams/ns%d/s%d".formatted(number % 100, number);
  }

  private void delete(int number) {
    store.commit(
        Transaction.builder()
            .delete(stream(number))
            .deletePrefix("/links/ns%d/s%d/".formatted(number % 100, number))
            .build());
  }

  private static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
