package dev.weir.storage.usage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.access.Decision;
import dev.weir.access.User;
import dev.weir.blob.PushLeases;
import dev.weir.blob.file.FileBlobStore;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.objects.Scope;
import dev.weir.objects.StoreContext;
import dev.weir.platform.core.NamespaceRest;
import dev.weir.platform.host.OwnHost;
import dev.weir.pullthrough.mirror.Mirrors;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.storage.gc.Collector;
import dev.weir.storage.gc.Users;
import dev.weir.store.Transaction;
import dev.weir.store.memory.MemoryStore;
import dev.weir.streams.PublishedHost;
import dev.weir.streams.StreamId;
import dev.weir.streams.Streams;
import dev.weir.streams.bounds.AllowedRegistries;
import dev.weir.streams.linked.DueLooks;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Whose the blobs are, and why they are there. */
final class UsageTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final StreamName APP = new StreamName("demo", "app");
  private static final StreamName WEB = new StreamName("demo", "web");
  private static final StreamName OTHER = new StreamName("shared", "app");

  private final MemoryStore store = new MemoryStore();
  private final StoreContext context = new StoreContext(store, new OwnHost(store), () -> NOW);
  private final Mirrors mirrors = new Mirrors(store, () -> NOW);
  private final Set<Digest> used = new HashSet<>();
  private boolean blind;
  private FileBlobStore blobs;
  private Streams streams;

  @BeforeEach
  void open(@TempDir Path directory) throws Exception {
    blobs = FileBlobStore.open(directory);
    streams =
        Streams.over(
            context,
            blobs,
            AllowedRegistries.ALL,
            new PublishedHost("127.0.0.1:5000"),
            (_, _) -> new Decision.Allowed(""));
    NamespaceRest namespaces = new NamespaceRest(context);
    namespaces.ensure(new Scope(User.named("dev"), ""), "demo");
    namespaces.ensure(new Scope(User.named("dev"), ""), "shared");
  }

  @AfterEach
  void close() {
    mirrors.close();
    blobs.close();
    store.close();
  }

  private static byte[] bytes(int number) {
    return ("blob " + "x".repeat(number)).getBytes(UTF_8);
  }

  private Digest blob(int number, StreamName... repositories) throws Exception {
    byte[] bytes = bytes(number);
    Digest digest = Digest.of(bytes);
    long _ = blobs.put(digest, new ByteArrayInputStream(bytes));
    for (StreamName repository : repositories) {
      streams.links().add(repository, digest, streams.links().blob(bytes.length));
    }
    return digest;
  }

  private void stream(StreamName name) {
    var _ =
        streams.writer().edit(name, _ -> streams.writer().fresh(name), _ -> Origin.UNKNOWN, false);
  }

  private static List<Long> row(JsonNode usage, StreamName name) {
    return Json.arrayAt(usage, "streams")
        .valueStream()
        .filter(item -> Json.string(item, "namespace").equals(name.namespace()))
        .filter(item -> Json.string(item, "name").equals(name.name()))
        .map(UsageTest::numbers)
        .findFirst()
        .orElseThrow();
  }

  private static List<Long> numbers(JsonNode item) {
    return List.of(
        item.path("ownBytes").asLong(),
        item.path("sharedBytes").asLong(),
        item.path("pendingBytes").asLong(),
        item.path("mirrorBytes").asLong());
  }

  @Test
  void itAddsUpHoweverManyWalksItTakes() throws Exception {
    long own = 0;
    long shared = 0;
    long inProject = 0;
    long loose = 0;
    for (int i = 0; i < 200; i++) {
      long size = bytes(i).length;
      switch (i % 4) {
        case 0 -> {
          var _ = blob(i, APP);
          own += size;
        }
        case 1 -> {
          var _ = blob(i, APP, OTHER);
          shared += size;
        }
        case 2 -> {
          var _ = blob(i, APP, WEB);
          inProject += size;
        }
        default -> {
          var _ = blob(i);
          loose += size;
        }
      }
    }

    JsonNode once = new Usage(streams, mirrors, blobs, Stream::empty).ofAll("");
    JsonNode often = new Usage(streams, mirrors, blobs, Stream::empty, 7).ofAll("");

    for (String part : List.of("totals", "projects", "streams")) {
      assertThat(often.path(part)).isEqualTo(once.path(part));
    }
    assertThat(row(once, APP)).containsExactly(own, shared + inProject, 0L, 0L);
    assertThat(row(once, WEB)).containsExactly(0L, inProject, 0L, 0L);
    assertThat(row(once, OTHER)).containsExactly(0L, shared, 0L, 0L);
    assertThat(Json.arrayAt(once, "projects").valueStream().map(UsageTest::numbers))
        .containsExactly(List.of(own + inProject, shared, 0L, 0L), List.of(0L, shared, 0L, 0L));
    JsonNode totals = once.path("totals");
    assertThat(totals.path("blobs").asLong()).isEqualTo(200);
    assertThat(totals.path("ownBytes").asLong()).isEqualTo(own);
    assertThat(totals.path("sharedBytes").asLong()).isEqualTo(shared + inProject);
    assertThat(totals.path("looseBytes").asLong()).isEqualTo(loose);
    assertThat(totals.path("blobBytes").asLong()).isEqualTo(own + shared + inProject + loose);
    assertThat(row(new Usage(streams, mirrors, blobs, Stream::empty).of("demo"), APP))
        .containsExactly(own + shared, inProject, 0L, 0L);
  }

  @Test
  void whatIsMarkedIsPending() throws Exception {
    Digest unused = blob(10, APP);
    var _ = blob(20, APP);
    Digest loose = blob(30);
    var _ = blob(40);
    String link = "/links/demo/app/" + unused;
    store.commit(
        Transaction.builder()
            .put(link, Json.bytes(Json.object().put("size", 15).put("since", 1).put("unused", 2)))
            .put(DueLooks.DIGESTS + loose, Json.bytes(Json.object().put("since", 2)))
            .build());

    JsonNode usage = new Usage(streams, mirrors, blobs, Stream::empty).ofAll("");

    assertThat(row(usage, APP)).containsExactly(40L, 0L, 15L, 0L);
    assertThat(usage.at("/totals/pendingBytes").asLong()).isEqualTo(35);
    assertThat(usage.at("/totals/looseBytes").asLong()).isEqualTo(80);
  }

  @Test
  void whatWorkloadsUseMustBeKnownToTellWhatPruningWouldFree() throws Exception {
    var _ = blob(10, APP);
    Usage blindly =
        new Usage(
            streams,
            mirrors,
            blobs,
            () -> {
              throw new IllegalStateException("the cluster does not answer");
            });

    assertThat(new Usage(streams, mirrors, blobs, Stream::empty).ofAll("").findValues("warning"))
        .isEmpty();
    JsonNode usage = blindly.ofAll("");
    assertThat(Json.string(usage, "warning")).contains("what workloads use cannot be read");
    assertThat(usage.findValues("prunableBytes")).isEmpty();
    assertThat(row(usage, APP)).containsExactly((long) bytes(10).length, 0L, 0L, 0L);
  }

  private Why why() {
    Users users =
        new Users(
            () -> {
              if (blind) {
                throw new IllegalStateException("the cluster does not answer");
              }
              return used;
            },
            _ -> Set.of("demo/app:v1", "demo/app:v2"));
    PushLeases leases = new PushLeases(() -> NOW, Duration.ofHours(1));
    return new Why(
        new Why.Parts(
            streams,
            blobs,
            blobs,
            mirrors,
            leases,
            users,
            new Collector(
                new Collector.Parts(
                    store,
                    blobs,
                    leases,
                    users,
                    _ -> Optional.empty(),
                    List.of(),
                    _ -> {},
                    () -> NOW,
                    () -> NOW,
                    Duration.ofHours(1))),
            () -> NOW,
            () -> NOW));
  }

  private List<String> holders(Digest digest) {
    return Json.arrayAt(why().of(digest), "holders")
        .valueStream()
        .map(holder -> Json.string(holder, "kind") + ": " + Json.string(holder, "detail"))
        .toList();
  }

  @Test
  void whatIsKeptOfOtherRegistriesIsTold() throws Exception {
    stream(APP);
    Digest digest = Digest.of(bytes(1));
    StreamId id = StreamId.of(streams.store().newest(APP).stream());
    mirrors.add(id, digest, 77, "quay.io/team/app");

    assertThat(holders(digest))
        .containsExactly("mirror: kept of quay.io/team/app, last pulled 2026-03-01T10:00:00Z");
    assertThat(usageOf(APP)).containsExactly(0L, 0L, 0L, 77L);
  }

  private List<Long> usageOf(StreamName name) throws IOException {
    return row(new Usage(streams, mirrors, blobs, Stream::empty).ofAll(""), name);
  }

  @Test
  void whatAWorkloadUsesIsToldAndThatNobodyKnowsIt() throws Exception {
    Digest digest = blob(1);
    assertThat(holders(digest)).isEmpty();
    used.add(digest);
    assertThat(holders(digest))
        .containsExactly("workload: a workload uses it, as demo/app:v1, demo/app:v2");
    blind = true;
    assertThat(holders(digest))
        .containsExactly(
            "workload: what workloads use cannot be told, and so nothing goes:"
                + " the cluster does not answer");
  }

  @Test
  void whatIsLostIsFoundByTheBeginningOfItsDigestToo() throws Exception {
    Digest lost = Digest.of(bytes(7));
    streams.links().add(APP, lost, streams.links().blob(77));
    Prefix prefix = new Prefix(store, List.of(blobs), mirrors, new Repositories(streams));

    assertThat(prefix.find(lost.hex())).isEqualTo(lost);
    assertThat(prefix.find(lost.hex().substring(0, 12))).isEqualTo(lost);
    assertThat(holders(lost)).containsExactly("link: pushed or mounted into the repository");
  }

  @Test
  void theBeginningOfADigestMustBeOfOne() throws Exception {
    Digest one = blob(1, APP);
    Prefix prefix = new Prefix(store, List.of(blobs), mirrors, new Repositories(streams));

    assertThat(prefix.find(one.toString())).isEqualTo(one);
    assertThat(prefix.find(one.hex().substring(0, 8))).isEqualTo(one);
    assertThat(prefix.find("sha256:" + one.hex().substring(0, 8))).isEqualTo(one);
    assertThatThrownBy(() -> prefix.find("sha512:" + one.hex().substring(0, 8)))
        .hasMessageContaining("nothing that is stored here begins with");
    String shelf = one.hex().substring(0, 2);
    for (int i = 2; i < 3000; i++) {
      if (Digest.of(bytes(i)).hex().startsWith(shelf)) {
        var _ = blob(i);
        break;
      }
    }
    assertThatThrownBy(() -> prefix.find(shelf)).hasMessageContaining("begins 2 digests");
  }
}
