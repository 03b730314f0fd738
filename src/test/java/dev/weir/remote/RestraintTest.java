package dev.weir.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.weir.reference.Digest;
import dev.weir.remote.budget.Limits;
import dev.weir.remote.budget.Load;
import dev.weir.remote.fake.Asked;
import dev.weir.remote.fake.FakeBlob;
import dev.weir.remote.fake.FakeLogin;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What others have to bear of us, in time that the test makes pass. */
final class RestraintTest {
  private static final String MANIFEST = "GET /v2/team/app/manifests/";

  private final FakeRegistry upstream = FakeRegistry.plain();
  private final TestRegistries client =
      new TestRegistries(new Limits(2, 2, Duration.ofMillis(200)));
  private final RemoteRegistry background = client.insecure(upstream, "team/app");
  private final RemoteRegistry person = client.person(upstream, "team/app", Keyring.EMPTY);

  @BeforeEach
  void fill() {
    TestImages.single(upstream.repository("team/app"), "v1");
    background.fetchManifest("v1");
  }

  @AfterEach
  void close() {
    client.close();
    upstream.close();
  }

  private static RemoteException refusal(RemoteRegistry registry) {
    return catchThrowableOfType(RemoteException.class, () -> registry.fetchManifest("v1"));
  }

  private static RemoteException once(RemoteRegistry registry) {
    return refusal(registry.once());
  }

  @Test
  void whoeverComesBeforeTheTimeGetsTheSameRefusalWithWhatIsLeftOfIt() {
    upstream.failNext(MANIFEST, Fault.tooMany("3600"), 1);
    RemoteException first = refusal(background);
    client.passTime(Duration.ofMinutes(10));
    long asked = upstream.requests().size();

    for (RemoteRegistry other :
        List.of(background, person, client.insecure(upstream, "team/other"))) {
      RemoteException later = refusal(other);
      assertThat(later).hasMessage(first.getMessage());
      assertThat(later.kind()).isEqualTo(RemoteException.Kind.TOO_MANY_REQUESTS);
      assertThat(later.retryAfter()).contains(Duration.ofMinutes(50));
      assertThat(later.mayPass()).isTrue();
    }
    assertThat(upstream.requests()).hasSize((int) asked);
    assertThat(client.waits).isEmpty();

    client.passTime(Duration.ofMinutes(50));
    assertThat(refusal(person)).isNull();
  }

  @Test
  void backgroundWorkWaitsForAShortTimeAndAsksAgain() {
    upstream.failNext(MANIFEST, Fault.tooMany("7"), 1);
    assertThat(background.fetchManifest("v1")).isNotNull();
    assertThat(client.waits).containsExactly(Duration.ofSeconds(7));

    upstream.failNext(MANIFEST, Fault.tooMany("5"), 1);
    assertThat(once(background).retryAfter()).contains(Duration.ofSeconds(5));
    assertThat(background.fetchManifest("v1")).isNotNull();
    assertThat(client.waits).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(5));
  }

  @Test
  void aPersonIsToldAtOnce() {
    upstream.failNext(MANIFEST, Fault.tooMany("7"), 1);
    assertThat(refusal(person).retryAfter()).contains(Duration.ofSeconds(7));
    client.passTime(Duration.ofSeconds(7));
    upstream.failNext(MANIFEST, new Fault.Status(503, "UNAVAILABLE"), 1);
    assertThat(refusal(person)).hasMessageContaining("503");
    assertThat(client.waits).isEmpty();
  }

  @Test
  void anotherLoginIsAnotherMatter() {
    upstream.failNext(MANIFEST, Fault.tooMany("3600"), 1);
    assertThat(refusal(background)).isNotNull();
    Keyring keyring = Keyring.EMPTY.with(upstream.host(), new Credential("robot", "right"));

    assertThat(client.insecure(upstream, "team/app", keyring).fetchManifest("v1")).isNotNull();
  }

  @Test
  void aRefusalOfTheTokenServiceIsOneOfTheRegistry() {
    FakeLogin login = FakeLogin.bearerWithAnonymousPull(upstream.url() + "/token", "a", "b");
    upstream.require(login).serveTokens(login);
    upstream.failNext("GET /token", Fault.tooMany("60"), 1);

    assertThat(refusal(background).kind()).isEqualTo(RemoteException.Kind.TOO_MANY_REQUESTS);
    assertThat(refusal(person).retryAfter()).contains(Duration.ofSeconds(60));
    assertThat(upstream.count(Asked.TOKEN)).isEqualTo(1);
  }

  @Test
  void aRefusalThatStartsWithTheFirstQuestionHoldsToo() {
    try (FakeRegistry fresh = FakeRegistry.plain()) {
      fresh.failAlways("GET /v2/", Fault.tooMany("60"));
      assertThat(refusal(client.insecure(fresh, "a"))).isNotNull();
      assertThat(refusal(client.person(fresh, "a", Keyring.EMPTY)).retryAfter())
          .contains(Duration.ofSeconds(60));
      assertThat(fresh.requests()).hasSize(1);
    }
  }

  @Test
  void whatKeepsFailingIsLeftAloneInTheBackgroundAndAskedSeldomForAPerson() {
    upstream.failAlways(MANIFEST, new Fault.Status(503, "UNAVAILABLE"));
    for (int n = 0; n < 3; n++) {
      assertThat(once(background).retryAfter()).isEmpty();
    }
    long asked = upstream.count(MANIFEST);
    assertThat(once(background).retryAfter()).contains(Duration.ofSeconds(5));
    assertThat(once(person).retryAfter()).contains(Duration.ofSeconds(3));
    assertThat(upstream.count(MANIFEST)).isEqualTo(asked);

    client.passTime(Duration.ofSeconds(3));
    assertThat(once(person).retryAfter()).isEmpty();
    assertThat(once(person).retryAfter()).contains(Duration.ofSeconds(3));
    assertThat(upstream.count(MANIFEST)).isEqualTo(asked + 1);

    upstream.mend();
    client.passTime(Duration.ofSeconds(3));
    assertThat(refusal(person)).isNull();
    assertThat(refusal(background)).isNull();
    assertThat(client.waits).isEmpty();
  }

  @Test
  void whatARegistryDoesNotHaveOrGiveIsNoFailure() {
    for (int n = 0; n < 5; n++) {
      upstream.failNext(MANIFEST, new Fault.Status(404, "MANIFEST_UNKNOWN"), 1);
      upstream.failNext(MANIFEST, new Fault.Status(501, "UNSUPPORTED"), 1);
      assertThat(once(background)).isNotNull();
      assertThat(once(background)).isNotNull();
    }
    assertThat(refusal(background)).isNull();
  }

  @Test
  void bodiesThatStallAreFailuresAndThoseThatBreakAreNot() throws Exception {
    Digest blob = upstream.repository("team/app").blob(FakeBlob.generated(100_000, 1));
    upstream.failNext("/blobs/", new Fault.Truncate(), 5);
    upstream.failNext("/blobs/", new Fault.Stall(50_000), 3);
    for (int n = 0; n < 5; n++) {
      readInVain(blob);
    }
    assertThat(refusal(background)).isNull();
    List<Thread> threads = new ArrayList<>();
    for (int n = 0; n < 2; n++) {
      threads.add(Thread.ofVirtual().start(() -> readInVain(blob)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    readInVain(blob);

    assertThat(once(background).retryAfter()).contains(Duration.ofSeconds(5));
  }

  private void readInVain(Digest blob) {
    try (RemoteBlobPart part = person.openBlob(blob, 0, Optional.empty())) {
      part.content().readAllBytes();
      throw new AssertionError("the body came whole");
    } catch (IOException e) {
      assertThat(e).hasMessageContaining(upstream.host());
    }
  }

  @Test
  void noMoreAreAskedAtOnceThanItBearsAndBodiesTakeNothingFromManifests() throws Exception {
    Digest blob = upstream.repository("team/app").blob(FakeBlob.generated(100_000, 1));
    CountDownLatch go = new CountDownLatch(1);
    upstream.failNext("/blobs/", new Fault.HoldAt(10, go), 2);
    RemoteBlobPart first = person.openBlob(blob, 0, Optional.empty());
    RemoteBlobPart second = person.openBlob(blob, 0, Optional.empty());
    assertThat(client.registries.load()).isEqualTo(new Load(0, 2, 0, 0));

    RemoteException third =
        catchThrowableOfType(
            RemoteException.class, () -> person.openBlob(blob, 0, Optional.empty()).close());
    assertThat(third.kind()).isEqualTo(RemoteException.Kind.CROWDED);
    assertThat(third)
        .hasMessage(
            "%s: 2 blobs are on their way there, and none came to its end within 0 s",
            upstream.host());
    assertThat(third.mayPass()).isTrue();
    assertThat(refusal(background)).isNull();

    go.countDown();
    assertThat(first.content().readAllBytes()).hasSize(100_000);
    try (RemoteBlobPart fourth = person.openBlob(blob, 0, Optional.empty())) {
      assertThat(fourth.start()).isZero();
    }
    second.close();
    first.close();
    assertThat(client.registries.load()).isEqualTo(new Load(0, 0, 0, 0));
  }

  @Test
  void thoseWhoWaitedForATurnDoNotAskOnceTheFirstWereRefused() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    upstream.failAlways(MANIFEST, new Fault.Hold(go).and(Fault.tooMany("3600")));
    try (TestRegistries patient = new TestRegistries(new Limits(2, 2, Duration.ofSeconds(30)))) {
      List<RemoteException> refusals = new CopyOnWriteArrayList<>();
      List<Thread> threads = new ArrayList<>();
      for (int n = 0; n < 20; n++) {
        threads.add(
            Thread.ofVirtual()
                .start(
                    () ->
                        refusals.add(
                            refusal(patient.person(upstream, "team/app", Keyring.EMPTY)))));
      }
      await().until(() -> patient.registries.load().waiting() == 18);
      assertThat(patient.registries.load().requests()).isEqualTo(2);
      long before = upstream.count(MANIFEST);
      go.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(refusals)
          .hasSize(20)
          .allSatisfy(e -> assertThat(e.kind()).isEqualTo(RemoteException.Kind.TOO_MANY_REQUESTS));
      assertThat(upstream.count(MANIFEST)).isEqualTo(before);
    }
  }

  @Test
  void peopleDoNotWaitBehindWhatIsAskedInTheBackground() throws Exception {
    TestImages.single(upstream.repository("team/other"), "v1");
    CountDownLatch go = new CountDownLatch(1);
    upstream.failAlways(MANIFEST, new Fault.Hold(go));
    try (TestRegistries limited = new TestRegistries(new Limits(4, 4, Duration.ofSeconds(5)))) {
      List<Thread> threads = new ArrayList<>();
      for (int n = 0; n < 10; n++) {
        threads.add(
            Thread.ofVirtual()
                .start(() -> limited.insecure(upstream, "team/app").fetchManifest("v1")));
      }
      await().until(() -> limited.registries.load().equals(new Load(2, 0, 8, 0)));

      assertThat(once(limited.person(upstream, "team/other", Keyring.EMPTY))).isNull();

      assertThat(upstream.count(MANIFEST)).isEqualTo(3);
      go.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(upstream.count(MANIFEST)).isEqualTo(11);
      assertThat(limited.registries.load()).isEqualTo(new Load(0, 0, 0, 0));
    }
  }

  @Test
  void aHostThatStallsHoldsUpNoOther() throws Exception {
    try (FakeRegistry silent = FakeRegistry.plain()) {
      CountDownLatch end = new CountDownLatch(1);
      silent.failAlways("GET /v2/a/", new Fault.Hold(end));
      RemoteRegistry there = client.person(silent, "a", Keyring.EMPTY);
      List<Thread> threads = new ArrayList<>();
      for (int n = 0; n < 5; n++) {
        threads.add(Thread.ofVirtual().start(() -> assertThat(once(there)).isNotNull()));
      }
      await().until(() -> client.registries.load().requests() == 2);

      assertThat(background.fetchManifest("v1")).isNotNull();

      assertThat(client.registries.load().requests()).isEqualTo(2);
      end.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }
}
