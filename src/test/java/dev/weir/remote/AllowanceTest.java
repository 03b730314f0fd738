package dev.weir.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.weir.reference.Digest;
import dev.weir.remote.budget.AccountState;
import dev.weir.remote.budget.Allowance;
import dev.weir.remote.budget.Held;
import dev.weir.remote.fake.Asked;
import dev.weir.remote.fake.FakeRateLimit;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a registry grants, and to whom the last of it goes, in time that the test makes pass. */
final class AllowanceTest {
  private static final Duration SIX_HOURS = Duration.ofHours(6);

  private final FakeRegistry upstream = FakeRegistry.plain();
  private final TestRegistries client = new TestRegistries();
  private final RemoteRegistry background = client.insecure(upstream, "team/app");
  private final RemoteRegistry person = client.person(upstream, "team/app", Keyring.EMPTY);
  private final FakeRateLimit docker = FakeRateLimit.docker(10, SIX_HOURS);
  private final Digest v1 = TestImages.single(upstream.repository("team/app"), "v1");

  @AfterEach
  void close() {
    client.close();
    upstream.close();
  }

  private static RemoteException refusal(RemoteRegistry registry) {
    return catchThrowableOfType(RemoteException.class, () -> registry.fetchManifest("v1"));
  }

  private AccountState state() {
    return client.registries.state(TestRegistries.reference(upstream, "team/app"), Keyring.EMPTY);
  }

  private Keyring robot() {
    return Keyring.EMPTY.with(upstream.host(), new Credential("robot", "right"));
  }

  @Test
  void theLastFifthOfWhatDockerHubGrantsIsForPeopleAndLooksGoOn() {
    upstream.rateLimit(docker);
    for (int n = 0; n < 8; n++) {
      assertThat(background.fetchManifest("v1").digest()).isEqualTo(v1);
    }
    RemoteException held = refusal(background);
    assertThat(held)
        .hasMessage(
            "%s: 2 of 10 pulls are left, and the last fifth is for people; work in the background"
                + " goes on at 1970-01-01T06:00:00Z",
            upstream.host());
    assertThat(held.kind()).isEqualTo(RemoteException.Kind.TOO_MANY_REQUESTS);
    assertThat(held.isHeld()).isTrue();
    assertThat(held.mayPass()).isTrue();
    assertThat(held.retryAfter()).contains(SIX_HOURS);
    assertThat(client.waits).isEmpty();
    assertThat(upstream.count(Asked.MANIFEST)).isEqualTo(8);

    assertThat(background.manifestDigest("v1")).contains(v1);
    assertThat(background.listTags()).containsExactly("v1");
    assertThat(refusal(person)).isNull();
    assertThat(refusal(person)).isNull();
    assertThat(refusal(person).kind()).isEqualTo(RemoteException.Kind.TOO_MANY_REQUESTS);
    assertThat(refusal(client.insecure(upstream, "team/app", robot()))).isNotNull();
  }

  @Test
  void whatALookFindsGrantedAnewIsForAll() {
    upstream.rateLimit(docker);
    docker.leave(1);
    assertThat(background.manifestDigest("v1")).contains(v1);
    assertThat(refusal(background).isHeld()).isTrue();

    docker.leave(10);
    assertThat(background.manifestDigest("v1")).contains(v1);
    assertThat(refusal(background)).isNull();
  }

  @Test
  void whereEveryRequestCountsTheBackgroundAsksNothingUntilTheReset() {
    FakeRateLimit draft = FakeRateLimit.draft(10, Duration.ofMinutes(5));
    upstream.rateLimit(draft);
    draft.leave(3);
    assertThat(person.manifestDigest("v1")).contains(v1);

    RemoteException held =
        catchThrowableOfType(RemoteException.class, () -> background.manifestDigest("v1"));
    assertThat(held).hasMessageContaining("of 10 requests are left");
    assertThat(held.retryAfter()).contains(Duration.ofMinutes(5));
    long asked = upstream.requests().size();
    assertThat(refusal(background).isHeld()).isTrue();
    assertThat(upstream.requests()).hasSize((int) asked);

    draft.leave(10);
    client.passTime(Duration.ofMinutes(5));
    assertThat(background.manifestDigest("v1")).contains(v1);
  }

  @Test
  void thoseWhoAskAtOnceLeaveTheLastFifthToo() throws Exception {
    upstream.rateLimit(docker);
    docker.leave(5);
    assertThat(background.manifestDigest("v1")).contains(v1);
    CountDownLatch go = new CountDownLatch(1);
    upstream.failAlways("GET /v2/team/app/manifests/", new Fault.Hold(go));
    List<Optional<RemoteException>> ends = new CopyOnWriteArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int n = 0; n < 12; n++) {
      threads.add(
          Thread.ofVirtual().start(() -> ends.add(Optional.ofNullable(refusal(background)))));
    }
    await().until(() -> ends.size() == 9);
    go.countDown();
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(upstream.count(Asked.MANIFEST)).isEqualTo(3);
    assertThat(ends).filteredOn(Optional::isEmpty).hasSize(3);
    // What counts is the answer that came last, and three on their way at once come in any order.
    assertThat(state().allowance().orElseThrow().remaining()).isBetween(2L, 4L);
  }

  @Test
  void requestsThatGotNoAnswerTakeNothingOfIt() {
    upstream.rateLimit(docker);
    docker.leave(4);
    assertThat(background.manifestDigest("v1")).contains(v1);
    upstream.failNext("GET /v2/team/app/manifests/", new Fault.Drop(), 2);

    assertThat(refusal(background)).isNull();
    assertThat(state().allowance().map(Allowance::remaining)).contains(3L);
  }

  @Test
  void aShortWaitIsWaitedFor() {
    FakeRateLimit draft = FakeRateLimit.draft(10, Duration.ofSeconds(3));
    upstream.rateLimit(draft);
    draft.leave(3);
    assertThat(person.manifestDigest("v1")).contains(v1);
    draft.leave(10);

    assertThat(background.manifestDigest("v1")).contains(v1);
    assertThat(client.waits).containsExactly(Duration.ofSeconds(3));
  }

  @Test
  void aRegistryThatNeverGrantsAnewIsLookedAtOnceInAWindow() {
    upstream.rateLimit(docker);
    docker.leave(1);
    assertThat(background.manifestDigest("v1")).contains(v1);
    for (int window = 1; window <= 3; window++) {
      client.passTime(SIX_HOURS);
      docker.leave(2);
      assertThat(refusal(background)).isNull();
      assertThat(refusal(background).isHeld()).isTrue();
      assertThat(upstream.count(Asked.MANIFEST)).isEqualTo(window);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0;w=21600", "-5;w=21600", "much"})
  void nonsenseHoldsNobody(String limit) {
    upstream.failAlways(
        "/manifests/",
        new Fault.Header("RateLimit-Limit", limit)
            .and(new Fault.Header("RateLimit-Remaining", "0;w=21600")));
    for (int n = 0; n < 3; n++) {
      assertThat(refusal(background)).isNull();
    }
  }

  @Test
  void anAnswerWithoutLimitsMeansThatThereAreNone() {
    upstream.rateLimit(docker);
    docker.leave(1);
    assertThat(background.manifestDigest("v1")).contains(v1);
    assertThat(state().allowance()).isPresent();

    upstream.failAlways(
        "/manifests/",
        new Fault.Without("RateLimit-Limit").and(new Fault.Without("RateLimit-Remaining")));
    assertThat(background.manifestDigest("v1")).contains(v1);
    assertThat(state().allowance()).isEmpty();
    assertThat(refusal(background)).isNull();
  }

  @Test
  void whatAnotherServerGrantsToWhichItRedirectsIsNotTheRegistrys() {
    try (FakeRegistry store = FakeRegistry.plain()) {
      store.rateLimit(FakeRateLimit.draft(10, Duration.ofHours(1)));
      TestImages.single(store.repository("team/app"), "v1");
      String there = store.url() + "/v2/team/app/manifests/v1";
      upstream.failNext("GET /v2/team/app/manifests/", new Fault.Redirect(307, there), 1);

      assertThat(refusal(background)).isNull();
      assertThat(state().allowance()).isEmpty();
    }
  }

  @Test
  void whatIsKnownOfAnAccountCanBeAskedFor() {
    assertThat(state().allowance()).isEmpty();
    assertThat(state().looks()).isEmpty();
    upstream.rateLimit(docker);
    docker.leave(2);
    assertThat(background.manifestDigest("v1")).contains(v1);

    Allowance left = new Allowance(OptionalLong.of(10), 2, true, SIX_HOURS, Instant.EPOCH);
    assertThat(state().allowance()).contains(left);
    assertThat(state().account().host()).isEqualTo(upstream.host());
    assertThat(state().looks()).isEmpty();
    assertThat(state().pulls().map(Held::until)).contains(Instant.EPOCH.plus(SIX_HOURS));
    assertThat(state().pulls().map(Held::why)).contains(refusal(background).getMessage());
    assertThat(client.registries.allowances()).isEqualTo(Map.of(upstream.host(), left));

    upstream.failNext("/manifests/", Fault.tooMany("60"), 1);
    assertThat(refusal(person)).isNotNull();
    assertThat(state().looks().map(Held::until)).contains(Instant.EPOCH.plusSeconds(60));
  }
}
