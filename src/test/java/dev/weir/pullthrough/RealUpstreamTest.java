package dev.weir.pullthrough;

import static dev.weir.pullthrough.FetchFixture.LIMITS;
import static dev.weir.pullthrough.FetchFixture.all;
import static dev.weir.pullthrough.FetchFixture.exactly;
import static dev.weir.pullthrough.FetchFixture.random;
import static dev.weir.pullthrough.FetchFixture.slice;
import static dev.weir.pullthrough.FetchFixture.upToFailure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.blob.Blob;
import dev.weir.blob.file.FileBlobStore;
import dev.weir.pullthrough.FetchException.Reason;
import dev.weir.pullthrough.FetchFixture.Told;
import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import dev.weir.remote.Keyring;
import dev.weir.remote.Registries;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteException.Kind;
import dev.weir.remote.Retries;
import dev.weir.remote.TransportPolicy;
import dev.weir.remote.fake.FakeBlob;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.outbound.AddressPolicy;
import dev.weir.remote.outbound.JettyOutbound;
import dev.weir.remote.outbound.OutboundSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Fetches over HTTP, into files. */
@Timeout(60)
class RealUpstreamTest {
  private static final byte[] BYTES = random(1_000_000, 1);
  private static final Digest DIGEST = Digest.of(BYTES);
  private static final Duration SILENCE = Duration.ofMillis(500);

  @TempDir private Path directory;
  private final FakeRegistry upstream = FakeRegistry.plain();
  private final Registries registries =
      new Registries(
          new JettyOutbound(
              new OutboundSettings(
                  AddressPolicy.PRIVATE_ALLOWED, List.of(), Duration.ofSeconds(5), SILENCE)),
          new Retries(_ -> {}),
          InstantSource.system());
  private FetchFixture here;

  @BeforeEach
  void open() throws IOException {
    upstream.repository("team/app").blob(BYTES);
    here = new FetchFixture(FileBlobStore.open(directory), true, LIMITS);
  }

  @AfterEach
  void close() {
    here.close();
    registries.close();
    upstream.close();
  }

  private BlobOrigin origin(String path) {
    String repository = upstream.host() + "/" + path;
    return new RegistryOrigin(
        repository,
        repository,
        () ->
            registries.forPull(
                ImageReference.parse(repository), TransportPolicy.INSECURE, Keyring.EMPTY));
  }

  private byte[] pull() throws IOException {
    return here.pull(BYTES, origin("team/app"));
  }

  private long asked() {
    return upstream.count("GET /v2/team/app/blobs/");
  }

  private List<String> ranges() {
    return upstream.headers("GET /v2/team/app/blobs/", "Range");
  }

  @Test
  void areKeptAsFiles() throws IOException {
    assertThat(pull()).isEqualTo(BYTES);
    try (Blob blob = here.mirror().open(DIGEST).orElseThrow()) {
      assertThat(all(blob)).isEqualTo(BYTES);
    }
    assertThat(directory.resolve("uploads")).isEmptyDirectory();
  }

  @Test
  void goOnWithARangeWhereTheConnectionBreaks() throws IOException {
    upstream.failNext("GET /v2/team/app/blobs/", new Fault.Truncate(400_000), 1);

    assertThat(pull()).isEqualTo(BYTES);

    assertThat(ranges()).hasSize(2).last().asString().matches("bytes=[1-9]\\d*-");
    assertThat(upstream.headers("GET /v2/team/app/blobs/", "If-Range").getLast())
        .contains(DIGEST.hex());
  }

  @Test
  void beginAgainWhereThereAreNoRanges() throws IOException {
    upstream.failNext("GET /v2/team/app/blobs/", new Fault.Truncate(400_000), 1);
    upstream.failAlways("GET /v2/team/app/blobs/", new Fault.NoRanges());

    assertThat(pull()).isEqualTo(BYTES);
    assertThat(asked()).isEqualTo(2);
  }

  @Test
  void goOnWhereTheUpstreamFallsSilent() throws IOException {
    upstream.failNext("GET /v2/team/app/blobs/", new Fault.Stall(400_000), 1);

    assertThat(pull()).isEqualTo(BYTES);
    assertThat(asked()).isEqualTo(2);
  }

  @Test
  void breakOffWhereEachAttemptFallsSilent() throws IOException {
    upstream.failAlways("GET /v2/team/app/blobs/", new Fault.Stall(0));
    assertThatExceptionOfType(RemoteException.class)
        .isThrownBy(this::pull)
        .withMessageContaining(upstream.host())
        .matches(e -> e.kind() == Kind.UNREACHABLE);
    assertThat(asked()).isLessThan(6);
  }

  @Test
  void needNoAnnouncedLength() throws IOException {
    upstream.failAlways("GET /v2/team/app/blobs/", new Fault.Without("Content-Length"));

    assertThat(pull()).isEqualTo(BYTES);
    try (Blob blob =
        here.fetches()
            .open("shop", DIGEST, OptionalLong.empty(), List.of(origin("team/app")), new Told())) {
      assertThat(blob.size()).isEqualTo(BYTES.length);
    }
  }

  @Test
  void breakOffBeforeTheLastByteOfALie() throws IOException {
    for (long at : new long[] {0, BYTES.length - 1}) {
      CountDownLatch opened = new CountDownLatch(1);
      upstream.failNext(
          "GET /v2/team/app/blobs/",
          new Fault.Corrupt(at).and(new Fault.HoldAt(100_000, opened)),
          1);
      Told told = new Told();
      try (Blob blob = here.open(BYTES, told, origin("team/app"))) {
        opened.countDown();
        assertThat(upToFailure(blob.channel(), BYTES.length)).hasSizeLessThan(BYTES.length);
      }
      assertThat(told.news()).containsExactly(Reason.WRONG_DIGEST);
      assertThat(here.mirror().size(DIGEST)).isEmpty();
      assertThat(directory.resolve("uploads")).isEmptyDirectory();
    }
    assertThat(pull()).isEqualTo(BYTES);
  }

  @Test
  void sayWhatTheUpstreamAnswered() {
    upstream.failNext("GET /v2/team/app/blobs/", new Fault.Status(403, "DENIED"), 1);
    assertThatExceptionOfType(RemoteException.class)
        .isThrownBy(this::pull)
        .matches(e -> e.kind() == Kind.DENIED);

    assertThatThrownBy(() -> here.pull(random(10, 2), origin("team/app")))
        .hasMessageContaining("404");

    upstream.failNext("GET /v2/team/app/blobs/", Fault.tooMany("7"), 1);
    assertThatExceptionOfType(RemoteException.class)
        .isThrownBy(this::pull)
        .matches(e -> e.kind() == Kind.TOO_MANY_REQUESTS)
        .matches(e -> e.retryAfter().equals(java.util.Optional.of(Duration.ofSeconds(7))));
  }

  @Test
  void giveTheFirstByteWhenItComesAndEachPartThatIsThere() throws IOException {
    CountDownLatch rest = new CountDownLatch(1);
    upstream.failNext("GET /v2/team/app/blobs/", new Fault.HoldAt(300_000, rest), 1);
    try (Blob first = here.open(BYTES, origin("team/app"));
        Blob second = here.open(BYTES, origin("team/app"))) {
      assertThat(exactly(first.channel(), 300_000)).isEqualTo(slice(BYTES, 0, 300_000));
      assertThat(exactly(second.part(200_000, 50_000), 49_999))
          .isEqualTo(slice(BYTES, 200_000, 49_999));
      rest.countDown();
      assertThat(all(first)).isEqualTo(slice(BYTES, 300_000, 700_000));
    }
    assertThat(asked()).isEqualTo(1);
    assertThat(upstream.blobBytes()).isEqualTo(BYTES.length);
  }

  @Test
  void holdNoMoreInMemoryThanBuffers() throws IOException {
    FakeBlob large = FakeBlob.generated(64L << 20, 7);
    Digest digest = upstream.repository("team/app").blob(large);
    long before = used();
    try (Blob blob =
        here.fetches()
            .open(
                "shop",
                digest,
                OptionalLong.of(large.size()),
                List.of(origin("team/app")),
                new Told())) {
      blob.verify();
      assertThat(used() - before).isLessThan(32L << 20);
    }
    await().until(() -> here.fetches().counters().running() == 0);
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
