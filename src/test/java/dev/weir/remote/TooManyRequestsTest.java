package dev.weir.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.reference.Digest;
import dev.weir.remote.fake.Asked;
import dev.weir.remote.fake.FakeRateLimit;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whose a refusal is and how long it holds, in time that the test makes pass. */
final class TooManyRequestsTest {
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

  private Keyring robot() {
    return Keyring.EMPTY.with(upstream.host(), new Credential("robot", "right"));
  }

  @Test
  void thePullLimitIsTheAccountsOwnAndIsNotTriedEveryTwoSeconds() {
    upstream.rateLimit(docker);
    docker.leave(0);
    for (int n = 0; n < 3; n++) {
      assertThat(refusal(person)).isNotNull();
    }
    long before = upstream.count(Asked.MANIFEST);
    for (int minute = 0; minute < 60; minute++) {
      client.passTime(Duration.ofMinutes(1));
      assertThat(background.manifestDigest("v1")).contains(v1);
      assertThat(refusal(background).isHeld()).isTrue();
    }
    assertThat(upstream.count(Asked.MANIFEST)).isEqualTo(before);
    assertThat(refusal(client.person(upstream, "team/app", robot())).isHeld()).isFalse();
  }

  @Test
  void theAbuseLimitIsOfTheAddressAndHoldsEveryLogin() {
    RemoteRegistry robot = client.person(upstream, "team/app", robot());
    upstream.failNext("/manifests/", new Fault.Plain(429, "Too Many Requests"), 1);
    RemoteException first = refusal(background.once());
    assertThat(first.isHeld()).isFalse();

    RemoteException other = refusal(robot.once());
    assertThat(other).hasMessage(first.getMessage());
    assertThat(other.isHeld()).isTrue();
    assertThat(other.retryAfter()).contains(Duration.ofSeconds(2));
    assertThat(upstream.count(Asked.MANIFEST)).isEqualTo(1);

    client.passTime(Duration.ofSeconds(2));
    assertThat(refusal(robot)).isNull();
  }

  @Test
  void aLookThatMeetsTheAbuseLimitHoldsEveryLoginToo() {
    upstream.failNext("HEAD /v2/team/app/", new Fault.Plain(429, "Too Many Requests"), 1);
    RemoteException first =
        catchThrowableOfType(RemoteException.class, () -> background.once().manifestDigest("v1"));
    assertThat(first.kind()).isEqualTo(RemoteException.Kind.TOO_MANY_REQUESTS);
    assertThat(refusal(client.person(upstream, "team/app", robot()).once()).isHeld()).isTrue();
  }

  @Test
  void aTimeToComeAgainIsByTheClockOfTheRegistry() {
    Instant there = Instant.now().plus(Duration.ofHours(5));
    String until = String.valueOf(there.plusSeconds(600).getEpochSecond());
    String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(there.atOffset(ZoneOffset.UTC));
    upstream.failNext("/manifests/", Fault.tooMany(until).and(new Fault.Header("Date", date)), 1);

    assertThat(refusal(person).retryAfter()).contains(Duration.ofMinutes(10));
  }

  @Test
  void aTimeToComeAgainIsUnderstoodInEachOfItsForms() {
    Instant real = Instant.now();
    for (String form :
        List.of(
            "600",
            String.valueOf(real.plusSeconds(600).getEpochSecond()),
            DateTimeFormatter.RFC_1123_DATE_TIME.format(
                real.plusSeconds(600).atOffset(ZoneOffset.UTC)))) {
      upstream.failNext("/manifests/", Fault.tooMany(form), 1);
      RemoteException refused = refusal(person);
      assertThat(refused.retryAfter().orElseThrow())
          .as(form)
          .isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
      assertThat(refusal(background).isHeld()).isTrue();
      assertThat(refusal(person).isHeld()).isTrue();
      client.passTime(Duration.ofMinutes(10));
      assertThat(refusal(background)).isNull();
    }
  }

  @Test
  void aRegistryThatNamesNoTimeIsAskedLessAndLessAndLeastByTheBackground() {
    upstream.failAlways("/manifests/", new Fault.Status(429, "TOOMANYREQUESTS"));
    for (int second = 0; second < 3600; second += 10) {
      assertThat(refusal(background.once())).isNotNull();
      client.passTime(Duration.ofSeconds(10));
    }
    long asked = upstream.count(Asked.MANIFEST);
    assertThat(asked).as("by the background in an hour").isBetween(6L, 9L);

    for (int second = 0; second < 3600; second += 10) {
      assertThat(refusal(person.once())).isNotNull();
      client.passTime(Duration.ofSeconds(10));
    }
    assertThat(upstream.count(Asked.MANIFEST) - asked).as("by a person").isBetween(50L, 61L);

    upstream.mend();
    client.passTime(Duration.ofMinutes(1));
    assertThat(refusal(person)).isNull();
    assertThat(refusal(background)).as("it answers again").isNull();
  }
}
