package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.weir.blob.LimitedBlobs;
import dev.weir.manifest.Descriptor;
import dev.weir.objects.DeleteOptions;
import dev.weir.pullthrough.stream.Arrival;
import dev.weir.pullthrough.stream.Came;
import dev.weir.pullthrough.stream.PullThrough;
import dev.weir.pullthrough.stream.PullThroughException;
import dev.weir.pullthrough.stream.TestPulls;
import dev.weir.reference.Digest;
import dev.weir.remote.Registries;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import dev.weir.remote.outbound.AddressPolicy;
import dev.weir.remote.outbound.OutboundSettings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What another registry says about the images of a stream, and when it is asked again. */
class ReferredImagesTest {
  private final ImageApiFixture api = new ImageApiFixture();
  private final FakeRegistry upstream = FakeRegistry.plain();
  private final FakeRepository images = upstream.repository("team/app");
  private final Registries registries =
      Registries.open(OutboundSettings.of(AddressPolicy.PRIVATE_ALLOWED, List.of()));
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final PullThrough pulls;
  private Digest image = Digest.of(new byte[0]);

  ReferredImagesTest() throws IOException {
    pulls = TestPulls.over(api.all, registries, now::get);
  }

  @BeforeEach
  void imported() {
    upstream.pageReferrers(1000);
    image = TestImages.single(images, "v1");
    api.create(
        "imagestreamimports",
        ("{'metadata':{'name':'app'},'spec':{'import':true,'images':[{'to':{'name':'v1'},"
                + "'importPolicy':{'insecure':true},"
                + "'from':{'kind':'DockerImage','name':'%s/team/app:v1'}}]}}")
            .formatted(upstream.host()));
  }

  @AfterEach
  void close() {
    registries.close();
    upstream.close();
    api.close();
  }

  private Came<List<Descriptor>> referrers() {
    return pulls.referrers(APP, image);
  }

  private void passTime(Duration time) {
    now.updateAndGet(t -> t.plus(time));
  }

  private long asked() {
    return upstream.count("/referrers/");
  }

  @Test
  void areAskedForAgainAfterAQuarterOfAnHour() {
    assertThat(referrers().content()).isEmpty();
    Digest signature = TestImages.referrer(images, image, "a/signature");

    passTime(Duration.ofMinutes(14));
    assertThat(referrers().content()).isEmpty();
    assertThat(asked()).isEqualTo(1);
    passTime(Duration.ofMinutes(2));
    Came<List<Descriptor>> come = referrers();

    assertThat(come.content()).extracting(Descriptor::digest).containsExactly(signature);
    assertThat(come.how()).isEqualTo(new Arrival.Fetched(true));
    assertThat(referrers().how()).isEqualTo(new Arrival.Kept());
    assertThat(asked()).isEqualTo(2);
  }

  @Test
  void areGivenAsTheyWereWhileNobodyAnswers() {
    Digest signature = TestImages.referrer(images, image, "a/signature");
    Came<List<Descriptor>> _ = referrers();
    upstream.failAlways("/referrers/", new Fault.Status(403, "DENIED"));
    passTime(Duration.ofHours(1));

    Came<List<Descriptor>> old = referrers();

    assertThat(old.content()).extracting(Descriptor::digest).containsExactly(signature);
    assertThat(old.how())
        .isInstanceOfSatisfying(
            Arrival.Stale.class,
            stale -> {
              assertThat(stale.age()).isEqualTo(Duration.ofHours(1));
              assertThat(stale.why()).contains(upstream.host(), "403");
            });
  }

  @Test
  void areNotSaidToBeNoneWhereTheyWereNeverTold() {
    upstream.failAlways("/referrers/", new Fault.Status(403, "DENIED"));
    assertThatExceptionOfType(PullThroughException.class)
        .isThrownBy(this::referrers)
        .matches(e -> e.kind() == PullThroughException.Kind.FORBIDDEN);
  }

  @Test
  void areShownWithWhatTheyAreMadeOfAsLongAsTheStreamShowsTheirSubject() throws IOException {
    Digest signature = TestImages.referrer(images, image, "a/signature");
    assertThat(pulls.manifest(APP, signature)).isEmpty();

    Came<List<Descriptor>> _ = referrers();
    assertThat(pulls.describe(APP, signature)).isPresent();
    assertThat(pulls.manifest(APP, signature)).isPresent();

    api.tags.delete(ImageApiFixture.DEV, APP, "v1");
    assertThat(pulls.manifest(APP, signature)).isEmpty();
    assertThat(referrers().content()).isEmpty();
  }

  @Test
  void areBounded() {
    for (int i = 0; i < 120; i++) {
      Digest _ = TestImages.referrer(images, image, "a/signature" + i);
    }
    assertThat(referrers().content()).hasSize(100);
  }

  @Test
  void areNotAskedForOnceMoreRightAfterNobodyAnswered() {
    Came<List<Descriptor>> _ = referrers();
    passTime(Duration.ofHours(1));
    upstream.failAlways("/referrers/", new Fault.Status(400, "no"));
    upstream.failAlways("/manifests/sha256-", new Fault.Drop());
    assertThat(referrers().how()).isInstanceOf(Arrival.Stale.class);
    long before = asked();

    assertThat(referrers().how()).isInstanceOf(Arrival.Stale.class);
    assertThat(asked()).isEqualTo(before);
    passTime(Duration.ofMinutes(1));
    assertThat(referrers().how()).isInstanceOf(Arrival.Stale.class);
    assertThat(asked()).isGreaterThan(before);
  }

  @Test
  void areAskedForUntilThereAreEnough() {
    upstream.pageReferrers(40);
    for (int i = 0; i < 250; i++) {
      Digest _ = TestImages.referrer(images, image, "a/signature" + i);
    }
    assertThat(referrers().content()).hasSize(100);
    assertThat(asked()).isEqualTo(3);
  }

  @Test
  void ofLongTypesAreLeftOut() {
    Digest _ = TestImages.referrer(images, image, "a/" + "x".repeat(1000));
    Digest signature = TestImages.referrer(images, image, "a/signature");
    assertThat(referrers().content()).extracting(Descriptor::digest).containsExactly(signature);
  }

  @Test
  void thatNeverEndAreGivenUpAndTheirRoomIsFreeAgain() {
    Digest signature = TestImages.referrer(images, image, "a/signature");
    Came<List<Descriptor>> _ = referrers();
    upstream.before("/manifests/" + signature, () -> passTime(Duration.ofMinutes(2)));

    assertThatExceptionOfType(PullThroughException.class)
        .isThrownBy(() -> pulls.manifest(APP, signature))
        .withMessageContaining("60 seconds")
        .matches(e -> e.kind() == PullThroughException.Kind.UNAVAILABLE);
  }

  @Test
  void areFetchedOnceForAllWhoWaitAndSoIsTheirFailure() throws Exception {
    Digest signature = TestImages.referrer(images, image, "a/signature");
    Came<List<Descriptor>> _ = referrers();
    CountDownLatch gate = new CountDownLatch(1);
    upstream.failNext(
        "/manifests/" + signature, new Fault.Hold(gate).and(new Fault.Status(403, "DENIED")), 1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      List<Thread> waiting = new CopyOnWriteArrayList<>();
      for (int i = 0; i < 5; i++) {
        all.add(
            threads.submit(
                () -> {
                  waiting.add(Thread.currentThread());
                  return pulls.manifest(APP, signature);
                }));
      }
      await()
          .until(
              () ->
                  waiting.stream()
                          .filter(
                              t ->
                                  t.getState() == Thread.State.WAITING
                                      || t.getState() == Thread.State.TIMED_WAITING)
                          .count()
                      == 5);
      gate.countDown();
      for (Future<?> one : all) {
        assertThatExceptionOfType(ExecutionException.class)
            .isThrownBy(one::get)
            .withCauseInstanceOf(PullThroughException.class);
      }
    }
    assertThat(upstream.count("/manifests/" + signature)).isEqualTo(1);
  }

  @Test
  void areGivenThoughTheyCannotBeKept() throws IOException {
    LimitedBlobs full = new LimitedBlobs();
    PullThrough here = TestPulls.over(api.all, registries, now::get, full);
    Digest signature = TestImages.referrer(images, image, "a/signature");
    Came<List<Descriptor>> _ = here.referrers(APP, image);
    full.limit(0);

    assertThat(here.manifest(APP, signature)).isPresent();
  }

  @Test
  void areNotShownAnyMoreWhenALaterListDoesNotNameThem() throws IOException {
    Digest old = TestImages.referrer(images, image, "a/signature");
    Digest stays = TestImages.referrer(images, image, "a/bill-of-materials");
    Came<List<Descriptor>> _ = referrers();
    assertThat(pulls.manifest(APP, old)).isPresent();
    images.remove(old);
    passTime(Duration.ofHours(1));

    assertThat(referrers().content()).extracting(Descriptor::digest).containsExactly(stays);
    assertThat(pulls.manifest(APP, old)).isEmpty();
    assertThat(pulls.manifest(APP, stays)).isPresent();
  }

  @Test
  void areShownWithWhatTheyAreMadeOfThoughTheStreamWasMadeAnew() throws IOException {
    Digest signature = TestImages.referrer(images, image, "a/signature");
    Came<List<Descriptor>> _ = referrers();
    api.rest("imagestreams").delete(ImageApiFixture.DEMO, "app", DeleteOptions.NOW);
    imported();

    assertThat(referrers().content()).extracting(Descriptor::digest).containsExactly(signature);
    assertThat(pulls.manifest(APP, signature)).isPresent();
  }
}
