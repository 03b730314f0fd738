package dev.weir.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RemoteRegistryTest {
  private final FakeRegistry upstream = FakeRegistry.plain();
  private final FakeRepository repository = upstream.repository("team/app");
  private final TestRegistries client = new TestRegistries();
  private final RemoteRegistry remote = client.insecure(upstream, "team/app");

  @AfterEach
  void close() {
    client.close();
    upstream.close();
  }

  private static void assertFails(RemoteException.Kind kind, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(RemoteException.class)
        .extracting(e -> ((RemoteException) e).kind())
        .isEqualTo(kind);
  }

  @Test
  void fetchesAManifestByTagAndByDigest() {
    Digest digest = TestImages.single(repository, "v1");

    RemoteManifest byTag = remote.fetchManifest("v1");

    assertThat(byTag.digest()).isEqualTo(digest);
    assertThat(byTag.mediaType()).isEqualTo(MediaTypes.OCI_MANIFEST);
    assertThat(remote.fetchManifest(digest.toString()).bytes()).isEqualTo(byTag.bytes());
    assertThat(remote.manifestDigest("v1")).contains(digest);
  }

  @Test
  void takesTheDigestFromTheEntityTagWhereItIsNotTold() {
    Digest digest = TestImages.single(repository, "v1");
    Fault untold = new Fault.Without("Docker-Content-Digest");
    upstream.failNext("HEAD ", untold.and(new Fault.Header("ETag", "\"" + digest + "\"")), 1);
    assertThat(remote.manifestDigest("v1")).contains(digest);

    for (String other : List.of("W/\"" + digest + "\"", "\"5f3a-1\"", "\"sha256:5f3a\"", "")) {
      upstream.failNext("HEAD ", untold.and(new Fault.Header("ETag", other)), 1);
      assertThat(remote.manifestDigest("v1")).as(other).isEmpty();
    }
  }

  @Test
  void whereOnlyAGetIsAnsweredTheDigestIsNotTold() {
    TestImages.single(repository, "v1");
    for (int status : new int[] {405, 501}) {
      upstream.failNext("HEAD ", new Fault.Status(status, "UNSUPPORTED"), 1);
      assertThat(remote.manifestDigest("v1")).isEmpty();
    }
    assertThat(client.waits).isEmpty();
    assertFails(RemoteException.Kind.MANIFEST_UNKNOWN, () -> remote.manifestDigest("none"));
  }

  @Test
  void whoIsInterruptedIsToldOfNoFaultOfTheRegistry() throws Exception {
    TestImages.single(repository, "v1");
    remote.fetchManifest("v1");
    upstream.failAlways("HEAD ", new Fault.Hang());

    assertStopped("HEAD ", () -> remote.manifestDigest("v1"));
  }

  @Test
  void whoIsInterruptedInTheMiddleOfAnAnswerDoesNotAskAgain() throws Exception {
    TestImages.single(repository, "v1");
    remote.fetchManifest("v1");
    upstream.failAlways("GET /v2/team/app/manifests/v1", new Fault.Stall(10));

    assertStopped("GET /v2/team/app/manifests/v1", () -> remote.fetchManifest("v1"));
  }

  /** Interrupts a request when it has come to the registry. */
  private void assertStopped(String request, ThrowingCallable call) throws Exception {
    long before = upstream.count(request);
    List<RemoteException> ends = new CopyOnWriteArrayList<>();
    Thread thread =
        Thread.ofVirtual().start(() -> ends.add(catchThrowableOfType(RemoteException.class, call)));
    await().until(() -> upstream.count(request) == before + 1);
    thread.interrupt();
    thread.join();

    assertThat(upstream.count(request)).isEqualTo(before + 1);
    assertThat(ends)
        .singleElement()
        .satisfies(e -> assertThat(e.kind()).isEqualTo(RemoteException.Kind.STOPPED))
        .satisfies(e -> assertThat(e.mayPass()).isTrue());
    assertThat(client.registries.load().held()).isZero();
  }

  @Test
  void probesAHostOnceForManyRequests() {
    TestImages.single(repository, "v1");
    remote.fetchManifest("v1");
    client.insecure(upstream, "team/app").fetchManifest("v1");

    assertThat(upstream.requests())
        .containsExactly(
            "GET /v2/", "GET /v2/team/app/manifests/v1", "GET /v2/team/app/manifests/v1");
  }

  @Test
  void refusesBytesThatAreNotThoseOfTheDigest() {
    Digest digest = TestImages.single(repository, "v1");
    upstream.failNext("GET /v2/team/app/manifests/", new Fault.Corrupt(), 2);

    assertFails(
        RemoteException.Kind.DIGEST_MISMATCH, () -> remote.fetchManifest(digest.toString()));
    assertFails(RemoteException.Kind.DIGEST_MISMATCH, () -> remote.fetchManifest("v1"));
    assertThat(client.waits).isEmpty();
  }

  @Test
  void tellsAMissingManifestFromAMissingRepository() {
    assertFails(RemoteException.Kind.MANIFEST_UNKNOWN, () -> remote.fetchManifest("none"));
    assertFails(RemoteException.Kind.MANIFEST_UNKNOWN, () -> remote.manifestDigest("none"));
    assertFails(
        RemoteException.Kind.REPOSITORY_UNKNOWN,
        () -> client.insecure(upstream, "team/none").fetchManifest("v1"));
    assertFails(
        RemoteException.Kind.REPOSITORY_UNKNOWN,
        () -> client.insecure(upstream, "team/none").listTags());
  }

  @Test
  void streamsABlobAndFailsAtItsEndIfItIsAnother() throws Exception {
    byte[] bytes = new byte[3_000_000];
    new Random(1).nextBytes(bytes);
    Digest digest = repository.blob(bytes);
    try (RemoteBlob blob = remote.openBlob(digest)) {
      assertThat(blob.size()).hasValue(bytes.length);
      assertThat(blob.content().readAllBytes()).isEqualTo(bytes);
    }
    upstream.failNext("GET /v2/team/app/blobs/", new Fault.Corrupt(), 1);
    try (RemoteBlob blob = remote.openBlob(digest)) {
      assertThatThrownBy(() -> blob.content().readAllBytes())
          .isInstanceOf(DigestMismatchException.class)
          .hasMessageContaining(digest.toString());
    }
  }

  @Test
  void failsABlobThatEndsEarly() throws Exception {
    Digest digest = repository.blob(new byte[100_000]);
    upstream.failNext("GET /v2/team/app/blobs/", new Fault.Truncate(), 1);
    try (RemoteBlob blob = remote.openBlob(digest)) {
      InputStream content = blob.content();

      assertThatThrownBy(content::readAllBytes).hasMessageContaining(upstream.host());
    }
  }

  @Test
  void readsASmallBlobAgainWhenTheConnectionBreaksInTheMiddle() {
    Digest digest = repository.blob("small".getBytes(StandardCharsets.UTF_8));
    upstream.failNext("GET /v2/team/app/blobs/", new Fault.Truncate(), 1);

    assertThat(remote.readBlob(digest, 10)).asString().isEqualTo("small");
    assertThat(client.waits).containsExactly(Duration.ofSeconds(1));
    assertThatThrownBy(() -> remote.readBlob(digest, 4))
        .hasMessageContaining("larger than 4 bytes");
  }

  @Test
  void triesThreeTimesAndWaitsByCause() {
    TestImages.single(repository, "v1");
    String manifest = "GET /v2/team/app/manifests/";
    upstream.failNext(manifest, new Fault.Status(429, "TOOMANYREQUESTS"), 1);
    upstream.failNext(manifest, new Fault.Status(503, "UNAVAILABLE"), 1);
    remote.fetchManifest("v1");
    upstream.failNext(manifest, new Fault.Status(500, "UNKNOWN"), 3);

    assertThatThrownBy(() -> remote.fetchManifest("v1"))
        .hasMessageContaining(upstream.host() + " answered 500: UNKNOWN");
    assertThat(client.waits).extracting(Duration::toSeconds).containsExactly(2L, 5L, 5L, 5L);
    assertThat(upstream.count(manifest)).isEqualTo(6);
  }

  @Test
  void doesNotTryAgainWhatWillNotPass() {
    assertThatThrownBy(() -> remote.fetchManifest("none")).isInstanceOf(RemoteException.class);

    assertThat(client.waits).isEmpty();
    assertThat(upstream.count("manifests/none")).isEqualTo(1);
  }

  @Test
  void takesNoOtherValueForAListOfTags() {
    for (String other :
        List.of("{\"tags\":\"v1\"}", "{\"tags\":{\"v1\":{}}}", "{\"tags\":5}", "[]")) {
      upstream.failNext("tags/list", new Fault.Document(other), 1);
      assertFails(RemoteException.Kind.REGISTRY_ERROR, () -> remote.listTags());
    }
    for (String none : List.of("{\"tags\":null}", "{\"name\":\"team/app\"}")) {
      upstream.failNext("tags/list", new Fault.Document(none), 1);
      assertThat(remote.listTags()).isEmpty();
    }
  }

  @Test
  void listsTagsOfAllPages() {
    Digest digest = TestImages.single(repository, "a");
    for (String tag : List.of("b", "c", "d", "e")) {
      repository.tag(tag, digest);
    }
    upstream.pageTags(2);

    assertThat(remote.listTags()).containsExactly("a", "b", "c", "d", "e");
    assertThat(upstream.count("GET /v2/team/app/tags/list")).isEqualTo(3);
  }

  @Test
  void pushesABlobOnceAndItsManifest() {
    byte[] bytes = new byte[1_000_000];
    new Random(2).nextBytes(bytes);
    Digest digest = Digest.of(bytes);
    RemoteRegistry push = client.push(upstream, "new/app", Keyring.EMPTY);

    assertThat(push.pushBlob(digest, bytes.length, () -> new ByteArrayInputStream(bytes))).isTrue();
    assertThat(push.pushBlob(digest, bytes.length, () -> new ByteArrayInputStream(bytes)))
        .isFalse();
    RemoteManifest manifest =
        RemoteManifest.of(MediaTypes.OCI_MANIFEST, "{}".getBytes(StandardCharsets.UTF_8));
    push.pushManifest(manifest, "v1");

    assertThat(upstream.repository("new/app").findBlob(digest)).contains(bytes);
    assertThat(upstream.repository("new/app").tags()).containsEntry("v1", manifest.digest());
  }

  @Test
  void startsAnUploadOverWhenItBreaks() {
    byte[] bytes = "layer".getBytes(StandardCharsets.UTF_8);
    Digest digest = Digest.of(bytes);
    upstream.failNext("PATCH /v2/new/app/blobs/uploads/", new Fault.Drop(), 1);
    RemoteRegistry push = client.push(upstream, "new/app", Keyring.EMPTY);

    push.pushBlob(digest, bytes.length, () -> new ByteArrayInputStream(bytes));

    assertThat(upstream.repository("new/app").findBlob(digest)).contains(bytes);
    assertThat(upstream.count("POST /v2/new/app/blobs/uploads/")).isEqualTo(2);
  }

  @Test
  void mountsABlobThatTheOtherRepositoryHasAndLeavesNoUploadBehindIfNot() {
    Digest digest = repository.blob(new byte[] {1});
    RemoteRegistry push = client.push(upstream, "new/app", Keyring.EMPTY);

    assertThat(push.mountBlob(digest, "team/app")).isTrue();
    assertThat(push.mountBlob(Digest.of(new byte[] {2}), "team/app")).isFalse();
    assertThat(upstream.repository("new/app").findBlob(digest)).isPresent();
    assertThat(upstream.count("DELETE /v2/new/app/blobs/uploads/")).isEqualTo(1);
  }
}
