package dev.weir.remote.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.reference.Digest;
import dev.weir.remote.fake.Asked;
import dev.weir.remote.fake.FakeBlob;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is sent where: once, only what is missing, in order, and what is left out after a failure.
 */
final class MirrorTargetsTest extends MirrorFixture {
  private final FakeBlob base = FakeBlob.generated(100_000, 3);

  @Test
  void aSharedLayerIsSentOnceAndMountedInTheOtherRepository() {
    TestImages.layered(source, "v1", base, FakeBlob.generated(1000, 4));
    TestImages.layered(source, "v2", base, FakeBlob.generated(1000, 5));

    assertThat(copy("team/app:v1", "mirror/one", "team/app:v2", "mirror/two")).isEmpty();

    assertThat(progress.mounted).containsExactly(base.digest() + " mirror/two");
    assertThat(progress.uploaded)
        .filteredOn(b -> b.startsWith(base.digest().toString()))
        .hasSize(1);
    assertThat(to.repository("mirror/two").findBlob(base.digest())).isPresent();
    assertThat(from.count("GET /v2/team/app/blobs/" + base.digest())).isEqualTo(1);
  }

  @Test
  void whatCannotBeMountedIsSent() {
    TestImages.layered(source, "v1", base, FakeBlob.generated(1000, 4));
    TestImages.layered(source, "v2", base, FakeBlob.generated(1000, 5));
    to.failAlways("?mount=", new Fault.Status(403, "DENIED"));

    assertThat(copy("team/app:v1", "mirror/one", "team/app:v2", "mirror/two")).isEmpty();

    assertThat(to.repository("mirror/two").findBlob(base.digest())).isPresent();
  }

  @Test
  void withinARegistryNothingIsSentButManifests() {
    Digest digest = TestImages.layered(source, "v1", base);
    List<Mapping> mappings =
        List.of(
            new Mapping(
                TestRepositories.location(from.host() + "/team/app:v1"),
                TestRepositories.location(from.host() + "/team/copy")),
            new Mapping(
                TestRepositories.location(from.host() + "/team/app:v1"),
                TestRepositories.location(from.host() + "/team/app:stable")));

    assertThat(copy(request(Options.USUAL, mappings))).isEmpty();

    assertThat(from.repository("team/copy").tags()).containsEntry("v1", digest);
    assertThat(source.tags()).containsEntry("stable", digest);
    assertThat(from.count(Asked.BLOB)).isZero();
    assertThat(progress.mounted).hasSize(2);
  }

  @Test
  void allIsSentAgainIfForced() {
    TestImages.layered(source, "v1", base);
    assertThat(copy("team/app:v1", "mirror/app")).isEmpty();

    assertThat(copy(request(Options::forced, "team/app:v1", "mirror/app"))).isEmpty();

    assertThat(from.count("GET /v2/team/app/blobs/" + base.digest())).isEqualTo(2);
  }

  @Test
  void afterACutOnlyWhatIsMissingIsSent() {
    TestImages.layered(source, "v1", base, FakeBlob.generated(200_000, 4));
    from.failAlways(
        "GET /v2/team/app/blobs/" + base.digest(), new Fault.Status(404, "BLOB_UNKNOWN"));
    assertThat(copy(request(Options::goingOn, "team/app:v1", "mirror/app"))).hasSize(2);
    from.mend();
    long sent = from.blobBytes();

    assertThat(copy("team/app:v1", "mirror/app")).isEmpty();

    assertThat(from.blobBytes() - sent).isEqualTo(base.size());
  }

  @Test
  void aLayerThatAnImageLacksAtTheTargetIsSent() {
    FakeBlob other = FakeBlob.generated(1000, 4);
    TestImages.layered(source, "v1", base, other);
    TestImages.layered(source, "v2", other);
    String[] pairs = {"team/app:v1", "mirror/app", "team/app:v2", "mirror/app"};
    assertThat(copy(pairs)).isEmpty();
    target.remove(base.digest());
    progress.uploaded.clear();

    assertThat(copy(pairs)).isEmpty();

    assertThat(progress.uploaded).containsExactly(base.digest() + " mirror/app");
    assertThat(target.findBlob(base.digest())).isPresent();
    String question = "HEAD /v2/mirror/app/blobs/" + other.digest();
    long before = to.count(question);
    assertThat(copy(pairs)).isEmpty();
    assertThat(to.count(question) - before).as("of two images that share it").isEqualTo(1);
  }

  @Test
  void aListWhoseImagesDidNotAllArriveIsNotSent() {
    TestImages.Index index = TestImages.index(source, "v1", "linux/amd64", "linux/arm64");
    Digest other = TestImages.single(source, "v2");
    Digest lost = index.children().getLast();
    to.failAlways(
        "PUT /v2/mirror/app/manifests/" + lost, new Fault.Status(400, "MANIFEST_INVALID"));

    List<MirrorFailure> failures =
        copy(
            request(
                o -> o.platforms(_ -> true).goingOn(),
                "team/app:v1",
                "mirror/app",
                "team/app:v2",
                "mirror/app"));

    assertThat(failures)
        .containsExactly(
            new MirrorFailure(
                "unable to push manifest to " + to.host() + "/mirror/app@" + lost,
                to.host() + " answered 400: MANIFEST_INVALID told to"),
            new MirrorFailure(
                "unable to push manifest to " + to.host() + "/mirror/app:v1",
                "it needs " + lost + ", which is missing"));
    assertThat(target.tags()).containsOnlyKeys("v2").containsValue(other);
    assertThat(target.findManifest(index.digest().toString())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ftp://127.0.0.1:1/y", "file:///etc/passwd", "http://bob:s3cret@127.0.0.1:1/y"})
  void aPlaceToUploadToThatIsNoneIsRefusedAtOnce(String location) {
    TestImages.single(source, "v1");
    to.failAlways("POST ", new Fault.Header("Location", location));

    assertThat(copy("team/app:v1", "mirror/app"))
        .extracting(MirrorFailure::reason)
        .containsOnly(
            to.host()
                + " names no usable place to upload to; its own address may be configured wrongly");
    assertThat(waits).isEmpty();
  }

  @Test
  void anImageWhoseLayerDidNotArriveIsNotSent() {
    TestImages.layered(source, "v1", base);
    to.failAlways("PATCH ", new Fault.Status(403, "DENIED"));

    assertThat(copy("team/app:v1", "mirror/app")).hasSize(1);

    assertThat(to.count("PUT /v2/mirror/app/manifests/")).isZero();
  }

  @Test
  void atMostSoManyBodiesAreOnTheirWayToARegistry() {
    FakeBlob[] layers =
        IntStream.range(0, 20).mapToObj(i -> FakeBlob.generated(1000, i)).toArray(FakeBlob[]::new);
    TestImages.layered(source, "v1", layers);
    CountDownLatch go = new CountDownLatch(1);
    to.failAlways("PATCH ", new Fault.Hold(go));
    MirrorRequest request = request(o -> o, "team/app:v1", "mirror/app");
    MirrorPlan plan = mirror.plan(request);

    CompletableFuture<List<MirrorFailure>> run =
        CompletableFuture.supplyAsync(() -> mirror.run(plan, request));
    await().until(() -> to.count("PATCH ") == 6);
    assertThat(from.count(Asked.BLOB)).isLessThanOrEqualTo(6);
    go.countDown();

    assertThat(run.join()).isEmpty();
    assertThat(target.tags()).isEqualTo(source.tags());
  }

  @Test
  void twoMirrorsToOneRepositoryBothSucceed() {
    Digest digest = TestImages.layered(source, "v1", base, FakeBlob.generated(2_000_000, 9));
    MirrorRequest request = request(o -> o, "team/app:v1", "mirror/app");
    Mirror other = new Mirror(repositories, new TestProgress(), waits::add);
    MirrorPlan first = mirror.plan(request);
    MirrorPlan second = other.plan(request);

    CompletableFuture<List<MirrorFailure>> run =
        CompletableFuture.supplyAsync(() -> other.run(second, request));

    assertThat(mirror.run(first, request)).isEmpty();
    assertThat(run.join()).isEmpty();
    assertThat(target.tags()).containsEntry("v1", digest);
  }

  @Test
  void anInterruptEndsItAtOnceWithoutAManifest() throws Exception {
    TestImages.layered(source, "v1", base);
    from.failAlways("GET /v2/team/app/blobs/" + base.digest(), new Fault.Stall(50_000));
    MirrorRequest request = request(o -> o.goingOn(), "team/app:v1", "mirror/app");
    MirrorPlan plan = mirror.plan(request);
    AtomicReference<List<MirrorFailure>> failures = new AtomicReference<>(List.of());
    Thread run = Thread.ofVirtual().start(() -> failures.set(mirror.run(plan, request)));
    await().until(() -> to.count("PATCH ") >= 1 && from.blobBytes() >= 50_000);

    run.interrupt();

    assertThat(run.join(java.time.Duration.ofSeconds(5))).isTrue();
    assertThat(failures.get())
        .containsExactly(new MirrorFailure("the mirror was not completed", "it was interrupted"));
    assertThat(to.count("PUT /v2/mirror/app/manifests/")).isZero();
  }
}
