package dev.weir.access.password;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordLoginsTest {
  private static final String HERE = "192.0.2.1";

  @TempDir private Path directory;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-05-01T12:00:00Z"));
  private PasswordLogins logins;

  @BeforeEach
  void twoUsers() throws IOException {
    Path path = directory.resolve("users.htpasswd");
    Files.writeString(path, line("ann", "secret") + line("bob", "hidden"));
    logins = new PasswordLogins(new HtpasswdFile(path, now::get), now::get, 2);
  }

  private static String line(String user, String password) {
    byte[] salt = "0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    return user + ":" + OpenBSDBCrypt.generate("2y", password.toCharArray(), salt, 4) + "\n";
  }

  private LoginOutcome login(String user, String password) throws InterruptedException {
    return logins.login(user, password, HERE);
  }

  private void fail(String user, int times) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      assertThat(login(user, "wrong")).isEqualTo(new LoginOutcome.Refused());
    }
  }

  @Test
  void acceptsOnlyTheUsersOwnPassword() throws InterruptedException {
    assertThat(login("ann", "secret")).isEqualTo(new LoginOutcome.Accepted("ann"));
    assertThat(login("ann", "hidden")).isEqualTo(new LoginOutcome.Refused());
    assertThat(login("eve", "secret")).isEqualTo(new LoginOutcome.Refused());
    assertThat(login("", "")).isEqualTo(new LoginOutcome.Refused());
  }

  @Test
  void afterTenFailuresAUserWaitsThereForTheEndOfTheMinute() throws InterruptedException {
    fail("ann", 10);
    now.updateAndGet(t -> t.plusSeconds(20));

    assertThat(login("ann", "secret")).isEqualTo(new LoginOutcome.TooMany(Duration.ofSeconds(40)));

    now.updateAndGet(t -> t.plusSeconds(40));
    assertThat(login("ann", "secret")).isEqualTo(new LoginOutcome.Accepted("ann"));
  }

  @Test
  void nobodyLocksAUserOutFromElsewhere() throws InterruptedException {
    for (int i = 0; i < 1_000; i++) {
      assertThat(login("ann", "wrong")).isNotInstanceOf(LoginOutcome.Accepted.class);
    }

    assertThat(logins.login("ann", "secret", "192.0.2.2"))
        .isEqualTo(new LoginOutcome.Accepted("ann"));
  }

  @Test
  void aHundredFailuresFromEverywhereAreTheMostForAUser() throws InterruptedException {
    int judged = 0;
    for (int i = 0; i < 200; i++) {
      if (logins.login("ann", "wrong", "198.51.100." + i) instanceof LoginOutcome.Refused) {
        judged++;
      }
    }
    assertThat(judged).isEqualTo(100);
    assertThat(login("ann", "secret")).isEqualTo(new LoginOutcome.TooMany(Duration.ofMinutes(1)));
    assertThat(login("bob", "hidden")).isEqualTo(new LoginOutcome.Accepted("bob"));

    now.updateAndGet(t -> t.plusSeconds(60));
    assertThat(login("ann", "secret")).isEqualTo(new LoginOutcome.Accepted("ann"));
  }

  @Test
  void theUsersOwnLoginDoesNotForgiveFailuresFromElsewhere() throws InterruptedException {
    for (int i = 0; i < 99; i++) {
      logins.login("ann", "wrong", "198.51.100." + i);
      assertThat(login("ann", "secret")).isEqualTo(new LoginOutcome.Accepted("ann"));
    }
    logins.login("ann", "wrong", "198.51.100.99");

    assertThat(logins.login("ann", "wrong", "198.51.100.100"))
        .isInstanceOf(LoginOutcome.TooMany.class);
  }

  @Test
  void theAddressesOfOneNetworkOfIpv6CountAsOne() throws InterruptedException {
    for (int i = 0; i < 10; i++) {
      assertThat(logins.login("ann", "wrong", "[2001:db8:0:1::" + i + "]"))
          .isEqualTo(new LoginOutcome.Refused());
    }

    assertThat(logins.login("ann", "wrong", "[2001:db8:0:1:ffff::1]"))
        .isInstanceOf(LoginOutcome.TooMany.class);
    assertThat(logins.login("ann", "secret", "2001:db8:0:2::1"))
        .isEqualTo(new LoginOutcome.Accepted("ann"));
  }

  @Test
  void othersAtTheSameAddressLogInMeanwhile() throws InterruptedException {
    fail("ann", 10);

    assertThat(login("bob", "hidden")).isEqualTo(new LoginOutcome.Accepted("bob"));
  }

  @Test
  void anAddressThatGuessesNamesWaitsToo() throws InterruptedException {
    for (int i = 0; i < 50; i++) {
      fail("user" + i, 1);
    }

    assertThat(login("ann", "secret")).isInstanceOf(LoginOutcome.TooMany.class);
    assertThat(logins.login("ann", "secret", "192.0.2.2"))
        .isEqualTo(new LoginOutcome.Accepted("ann"));
  }

  @Test
  void successForgivesTheUsersFailures() throws InterruptedException {
    for (int i = 0; i < 4; i++) {
      fail("ann", 9);
      assertThat(login("ann", "secret")).isEqualTo(new LoginOutcome.Accepted("ann"));
    }
  }

  @Test
  void manyAtOnceDoNotSlipThrough() throws Exception {
    Callable<LoginOutcome> guess = () -> login("ann", "wrong");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var results = threads.invokeAll(Stream.generate(() -> guess).limit(60).toList());

      assertThat(results.stream().filter(f -> f.resultNow() instanceof LoginOutcome.Refused))
          .hasSize(10);
    }
  }

  @Test
  void refusingAnUnknownUserTakesAsMuchWork() {
    int cost = Bcrypt.parse(line("ann", "x").strip().substring(4)).orElseThrow().cost();
    Bcrypt nobodys = Bcrypt.nobodys(cost);

    assertThat(Bcrypt.parse(nobodys.text())).contains(nobodys);
    assertThat(Set.of("", "secret", "x").stream().anyMatch(nobodys::matches)).isFalse();
  }

  @Test
  void rememberedFailuresAreBounded() {
    FailedLogins failures = new FailedLogins(now::get);
    FailedLogins.Login ann = FailedLogins.Login.of("ann", HERE);
    for (int i = 0; i < 10; i++) {
      failures.begin(ann);
    }
    assertThat(failures.begin(ann)).isPresent();

    for (int i = 0; i < 20_000; i++) {
      failures.begin(FailedLogins.Login.of("user" + i, "198.51.100." + i));
    }

    assertThat(failures.begin(ann)).as("forgotten, as the longest unused").isEmpty();
  }

  @Test
  void printsNoHash() {
    Bcrypt hash = Bcrypt.parse(line("ann", "x").strip().substring(4)).orElseThrow();

    assertThat(hash.toString()).doesNotContain("$");
  }
}
