package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ScheduledStreams.tag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.importing.schedule.TagCheck;
import dev.weir.importing.schedule.TagCheck.Outcome;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.remote.fake.Asked;
import dev.weir.remote.fake.FakeRateLimit;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A schedule and registries that grant only so much. */
class ScheduleBudgetTest {
  private static final Duration SIX_HOURS = Duration.ofHours(6);
  private static final StreamName OTHER = new StreamName("shared", "other");

  private final FakeRegistry upstream = FakeRegistry.plain();
  private final FakeRepository repository = upstream.repository("team/app");
  private final ScheduledStreams server = new ScheduledStreams();

  @AfterEach
  void close() {
    server.close();
    upstream.close();
  }

  private void follow() {
    TestImages.single(repository, "v1");
    server.follow(APP, tag("v1", upstream, "team/app:v1"));
    server.awaitScheduled(1);
  }

  private Digest moved() {
    Digest newer = TestImages.single(repository, "newer");
    repository.tag("v1", newer);
    return newer;
  }

  private TagCheck check() {
    return server.schedule.checks("demo").getFirst();
  }

  /** Lets intervals pass until this has become true. */
  private void passUntil(BooleanSupplier seen) {
    await()
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              server.pass(ScheduledStreams.INTERVAL);
              return seen.getAsBoolean();
            });
  }

  private void assertNoFailure() {
    assertThat(server.history(APP, "v1").conditions()).isEmpty();
    assertThat(server.events()).isEmpty();
  }

  @Test
  void atTheLastFifthOfWhatDockerHubGrantsLooksGoOnAndWhatMovedIsLate() {
    follow();
    FakeRateLimit granted = FakeRateLimit.docker(100, SIX_HOURS);
    upstream.rateLimit(granted);
    granted.leave(20);
    server.look();
    assertThat(check().last().map(TagCheck.Result::outcome)).contains(Outcome.UNCHANGED);

    Digest newer = moved();
    long fetched = upstream.count(Asked.MANIFEST);
    server.lookInVain(upstream.host() + ": 20 of 100 pulls are left, and the last fifth is for");
    long asked = upstream.count(Asked.MANIFEST_HEAD);
    passUntil(() -> upstream.count(Asked.MANIFEST_HEAD) >= asked + 3);
    assertThat(upstream.count(Asked.MANIFEST)).isEqualTo(fetched);
    assertNoFailure();

    granted.leave(100);
    passUntil(() -> server.image(APP, "v1").equals(newer.toString()));
    assertNoFailure();
  }

  @Test
  void whereEachRequestCountsNothingIsAskedUntilTheResetAndOtherRegistriesAre() {
    try (FakeRegistry free = FakeRegistry.plain()) {
      TestImages.single(free.repository("team/app"), "v1");
      server.follow(OTHER, tag("v1", free, "team/app:v1"));
      TestImages.single(repository, "v1");
      server.follow(APP, tag("v1", upstream, "team/app:v1"));
      server.awaitScheduled(2);
      FakeRateLimit granted = FakeRateLimit.draft(50, SIX_HOURS);
      upstream.rateLimit(granted);
      granted.leave(12); // for a ping and a look
      long before = upstream.requests().size();
      server.look();
      Digest newer = moved();

      server.lookInVain("10 of 50 requests are left");
      long asked = free.count(Asked.MANIFEST_HEAD);
      passUntil(() -> free.count(Asked.MANIFEST_HEAD) >= asked + 4);
      assertThat(upstream.count(Asked.MANIFEST_HEAD)).isEqualTo(1);
      assertThat(upstream.requests().size() - before).isLessThanOrEqualTo(2);
      assertNoFailure();

      granted.leave(50);
      server.pass(SIX_HOURS);
      passUntil(() -> server.image(APP, "v1").equals(newer.toString()));
      assertNoFailure();
    }
  }

  @Test
  void theAbuseLimitMakesTagsLateAndFailsNone() {
    follow();
    upstream.failAlways("/manifests/", new Fault.Plain(429, "Too Many Requests"));
    for (int looks = 0; looks < 4; looks++) {
      server.lookInVain(upstream.host() + " answered 429");
    }
    assertThat(upstream.count(Asked.MANIFEST_HEAD)).isLessThan(20);
    assertNoFailure();

    upstream.mend();
    Digest newer = moved();
    passUntil(() -> server.image(APP, "v1").equals(newer.toString()));
    assertNoFailure();
  }
}
