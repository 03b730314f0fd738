package dev.weir.remote.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.manifest.Manifest;
import dev.weir.manifest.ManifestReader;
import dev.weir.reference.Digest;
import dev.weir.remote.Keyring;
import dev.weir.remote.Registries;
import dev.weir.remote.Retries;
import dev.weir.remote.fake.FakeBlob;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import dev.weir.remote.outbound.AddressPolicy;
import dev.weir.remote.outbound.JettyOutbound;
import dev.weir.remote.outbound.OutboundSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What becomes of a blob where either end breaks off, refuses or lies. */
final class BrokenMirrorTest extends MirrorFixture {
  private static final int SIZE = 3_000_000;
  private static final int CUT = 1_000_000;

  private static final String PATCH = "PATCH /v2/mirror/app/";

  private final Digest image = TestImages.layered(source, "v1", FakeBlob.generated(SIZE, 7));
  private final Digest layer = layer();
  private final String get = "GET /v2/team/app/blobs/" + layer;

  /** The only blob that is sent: the configuration is there. */
  private Digest layer() {
    Manifest.ImageManifest manifest =
        (Manifest.ImageManifest)
            ManifestReader.read("", source.findManifest(image.toString()).orElseThrow());
    assertThat(target.blob(source.findBlob(manifest.config().digest()).orElseThrow()))
        .isEqualTo(manifest.config().digest());
    return manifest.layers().getFirst().digest();
  }

  private void assertWhole() {
    assertThat(target.tags()).containsEntry("v1", image);
    assertThat(target.findBlob(layer).map(Digest::of)).contains(layer);
    assertThat(to.unfinishedUploads()).isZero();
  }

  private MirrorFailure onlyFailure() {
    List<MirrorFailure> failures = copy("team/app:v1", "mirror/app");
    assertThat(failures).isNotEmpty();
    assertThat(target.tags()).isEmpty();
    assertThat(progress.failed).isEqualTo(failures);
    return failures.getFirst();
  }

  @Test
  void aSourceThatBreaksOffIsAskedForTheRestWithinTheSameUpload() {
    from.failNext(get, new Fault.Truncate(CUT), 1);

    assertThat(copy("team/app:v1", "mirror/app")).isEmpty();

    assertWhole();
    assertThat(from.headers(get, "Range")).hasSize(2);
    assertThat(from.headers(get, "Range").getLast()).matches("bytes=[1-9]\\d*-");
    assertThat(from.headers(get, "If-Range").getLast()).isEqualTo("\"" + layer + "\"");
    assertThat(to.count("POST ")).isEqualTo(1);
    assertThat(waits).isEmpty();
  }

  /** As {@link #copy}, with little patience for silence at either end. */
  private List<MirrorFailure> copyImpatiently() {
    OutboundSettings settings =
        new OutboundSettings(
            AddressPolicy.PRIVATE_ALLOWED,
            List.of(),
            Duration.ofSeconds(5),
            Duration.ofMillis(300));
    Registries registries =
        new Registries(new JettyOutbound(settings), new Retries(waits::add), () -> Instant.EPOCH);
    try (TestRepositories impatient = new TestRepositories(registries, Keyring.EMPTY)) {
      Mirror impatiently = new Mirror(impatient, progress, waits::add);
      MirrorRequest request = request(UnaryOperator.identity(), "team/app:v1", "mirror/app");
      return impatiently.run(impatiently.plan(request), request);
    }
  }

  @Test
  void aSourceThatFallsSilentIsAskedForTheRestWithinTheSameUpload() {
    from.failAlways(get, new Fault.Stall(CUT));

    assertThat(copyImpatiently()).isEmpty();

    assertWhole();
    assertThat(to.count("POST ")).isEqualTo(1);
    assertThat(to.count(PATCH)).isEqualTo(1);
  }

  @Test
  void aSourceThatStaysSilentIsNamedAndNotTheTargetThatWaitsForIt() {
    from.failAlways(get, new Fault.Stall(CUT).and(new Fault.NoRanges()));

    assertThat(copyImpatiently().getFirst().reason())
        .contains(from.host())
        .doesNotContain(to.host());
    assertThat(to.count("POST ")).isEqualTo(1);
  }

  @Test
  void ofASourceWithoutRangesTheFirstBytesAreSkipped() {
    from.failNext(get, new Fault.Truncate(CUT), 1);
    from.failNext(get, new Fault.NoRanges(), 1);

    assertThat(copy("team/app:v1", "mirror/app")).isEmpty();

    assertWhole();
    assertThat(to.uploadedBytes()).isEqualTo(progress.bytes.get());
  }

  @Test
  void aSourceThatAlwaysBreaksInOnePlaceIsGivenUpAfterAFewWaits() {
    from.failAlways(get, new Fault.Truncate(CUT).and(new Fault.NoRanges()));

    MirrorFailure failure = onlyFailure();

    assertThat(failure.what())
        .isEqualTo(
            "unable to copy blob %s from %s/team/app to %s/mirror/app"
                .formatted(layer, from.host(), to.host()));
    assertThat(failure.reason()).contains(from.host());
    assertThat(waits).startsWith(Duration.ofSeconds(1), Duration.ofSeconds(2)).hasSize(4);
    assertThat(to.unfinishedUploads()).isZero();
  }

  @Test
  void anUploadThatBreaksOffGoesOnFromWhereTheTargetHasIt() {
    to.failNext(PATCH, new Fault.TakeOnly(CUT), 1);

    assertThat(copy("team/app:v1", "mirror/app")).isEmpty();

    assertWhole();
    assertThat(to.uploadedBytes()).isEqualTo(SIZE);
    assertThat(to.headers(PATCH, "Content-Range")).contains(CUT + "-" + (SIZE - 1));
  }

  @Test
  void anUploadThatTheTargetForgotIsBegunAgain() {
    to.failNext(PATCH, new Fault.TakeOnly(CUT), 1);
    to.failNext(
        "GET /v2/mirror/app/blobs/uploads/", new Fault.Status(404, "BLOB_UPLOAD_UNKNOWN"), 1);

    assertThat(copy("team/app:v1", "mirror/app")).isEmpty();

    assertWhole();
    assertThat(progress.bytes.get()).isEqualTo(SIZE);
  }

  @Test
  void whatWasTakenAlthoughTheAnswerGotLostIsNotSentAgain() {
    to.failNext("PUT /v2/mirror/app/blobs/uploads/", new Fault.Drop(), 1);

    assertThat(copy("team/app:v1", "mirror/app")).isEmpty();

    assertWhole();
    assertThat(to.uploadedBytes()).isEqualTo(SIZE);
  }

  @Test
  void aFullDiskInTheMiddleIsToldAsTheTargetTellsIt() {
    to.failAlways(PATCH, new Fault.FullAt(CUT, 507, "UNKNOWN"));

    MirrorFailure failure = onlyFailure();

    assertThat(failure.reason()).isEqualTo(to.host() + " answered 507: UNKNOWN told to");
    assertThat(failure.what()).startsWith("unable to copy blob sha256:");
    assertThat(target.findManifest(image.toString())).isEmpty();
  }

  @Test
  void aLayerThatIsTooLargeForTheTargetIsToldAsItTellsIt() {
    to.failAlways(PATCH, new Fault.FullAt(CUT, 413, "SIZE_INVALID"));

    assertThat(onlyFailure().reason()).isEqualTo(to.host() + " answered 413: SIZE_INVALID told to");
  }

  @Test
  void otherBytesThanThoseOfTheDigestNeverReachTheTargetWhole() {
    from.failAlways(get, new Fault.Corrupt(CUT));

    MirrorFailure failure = onlyFailure();

    assertThat(failure.reason())
        .startsWith(from.host() + "/team/app sent other bytes than those of " + layer);
    assertThat(target.findBlob(layer)).isEmpty();
    assertThat(to.unfinishedUploads()).isZero();
  }

  @Test
  void aTargetThatReadsOtherBytesIsNamed() {
    to.failAlways("PUT /v2/mirror/app/blobs/uploads/", new Fault.Status(400, "DIGEST_INVALID"));

    assertThat(onlyFailure().reason())
        .isEqualTo(to.host() + " answered 400: DIGEST_INVALID told to");
  }

  @Test
  void aTargetThatFailsForAWhileIsAskedAgain() {
    to.failNext(PATCH, new Fault.Status(503, "UNAVAILABLE"), 1);
    to.failNext(PATCH, new Fault.FullAt(CUT, 500, "UNKNOWN"), 1);
    to.failNext("PUT /v2/mirror/app/blobs/uploads/", new Fault.Status(502, "UNKNOWN"), 1);
    to.failNext("PUT /v2/mirror/app/manifests/", Fault.tooMany("9"), 1);

    assertThat(copy("team/app:v1", "mirror/app")).isEmpty();

    assertWhole();
    assertThat(to.uploadedBytes()).isEqualTo(SIZE);
    assertThat(waits).contains(Duration.ofSeconds(9));
  }

  @Test
  void aTargetThatFailsForLongIsGivenUpAndNamed() {
    to.failAlways(PATCH, new Fault.FullAt(0, 500, "UNKNOWN"));

    // whoever answers before all was sent may close the connection before the answer is read
    assertThat(onlyFailure().reason())
        .isIn(to.host() + " answered 500: UNKNOWN told to", to.host() + ": the connection broke");
    assertThat(waits).isNotEmpty();
    assertThat(to.unfinishedUploads()).isZero();
  }

  @Test
  void whoeverAsksForPatienceInTheMiddleIsWaitedFor() {
    from.failNext(get, Fault.tooMany("7"), 1);

    assertThat(copy("team/app:v1", "mirror/app")).isEmpty();

    assertWhole();
    assertThat(waits).contains(Duration.ofSeconds(7));
  }
}
