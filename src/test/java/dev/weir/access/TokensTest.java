package dev.weir.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokensTest {
  private static final User ANN = User.named("ann", "system:authenticated", "developers");
  private static final Duration DAY = Duration.ofDays(1);

  private final Store store = new MemoryStore();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-05-01T12:00:00Z"));
  private final Tokens tokens = new Tokens(store, now::get);

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void knowsWhomTokenSpeaksFor() {
    String token = tokens.issue(ANN, "login", DAY);

    assertThat(token).matches("sha256~[A-Za-z0-9_-]{43}");
    assertThat(tokens.authenticate(token)).contains(ANN);
    assertThat(tokens.authenticate(token)).contains(ANN);
  }

  @Test
  void doesNotKnowOtherTokens() {
    String token = tokens.issue(ANN, "login", DAY);

    assertThat(tokens.authenticate("")).isEmpty();
    assertThat(tokens.authenticate("anonymous")).isEmpty();
    assertThat(tokens.authenticate(token + "x")).isEmpty();
    assertThat(tokens.authenticate(token.substring(0, token.length() - 1))).isEmpty();
    assertThat(tokens.authenticate("sha256~" + "x".repeat(10_000))).isEmpty();
  }

  @Test
  void keepsNoTokenInTheStore() {
    String token = tokens.issue(ANN, "login", DAY);
    String secret = token.substring("sha256~".length());

    assertThat(store.range(RangeQuery.all("/")).entries())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.key()).startsWith("/tokens/").doesNotContain(secret);
              assertThat(new String(entry.value(), StandardCharsets.UTF_8))
                  .doesNotContain(secret)
                  .contains("ann");
            });
  }

  @Test
  void makesDifferentTokens() {
    Set<String> made = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      made.add(tokens.issue(ANN, "login", DAY));
    }

    assertThat(made).hasSize(100);
  }

  @Test
  void endsTokenWithItsTime() {
    String token = tokens.issue(ANN, "login", DAY);
    String lasting = tokens.issueLasting(ANN, "admin");
    now.updateAndGet(t -> t.plus(DAY).minusSeconds(1));
    assertThat(tokens.authenticate(token)).isPresent();

    now.updateAndGet(t -> t.plusSeconds(1));

    assertThat(tokens.authenticate(token)).isEmpty();
    assertThat(tokens.authenticate(lasting)).isPresent();
    assertThat(tokens.forgetExpired()).isOne();
    assertThat(tokens.authenticate(lasting)).isPresent();
    assertThat(store.range(RangeQuery.all("/tokens/")).entries()).hasSize(1);
  }

  @Test
  void endsRevokedTokenAtOnceEverywhere() {
    String token = tokens.issue(ANN, "login", DAY);
    Tokens elsewhere = new Tokens(store, now::get);
    assertThat(tokens.authenticate(token)).isPresent();
    assertThat(elsewhere.authenticate(token)).isPresent();

    assertThat(elsewhere.revoke(token)).isTrue();

    assertThat(tokens.authenticate(token)).isEmpty();
    assertThat(elsewhere.authenticate(token)).isEmpty();
    assertThat(tokens.revoke(token)).isFalse();
  }

  @Test
  void endsAllTokensOfPurpose() {
    String first = tokens.issueLasting(ANN, "admin");
    String second = tokens.issueLasting(ANN, "admin");
    String other = tokens.issueLasting(ANN, "login");

    assertThat(tokens.revokeAll("admin")).isEqualTo(2);

    assertThat(tokens.authenticate(first)).isEmpty();
    assertThat(tokens.authenticate(second)).isEmpty();
    assertThat(tokens.authenticate(other)).contains(ANN);
  }

  @Test
  void endsMoreTokensThanTheStoreTakesAtOnce() {
    int many = 2 * store.limits().operations() + 50;
    for (int i = 0; i < many; i++) {
      String _ = tokens.issue(ANN, "login", DAY);
    }
    String lasting = tokens.issueLasting(ANN, "login");
    now.updateAndGet(t -> t.plus(DAY));

    assertThat(tokens.forgetExpired()).isEqualTo(many);

    assertThat(tokens.all()).hasSize(1);
    assertThat(tokens.authenticate(lasting)).contains(ANN);
  }

  @Test
  void isNamedAsClientsComputeIt() {
    String token = "sha256~AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    assertThat(SecretText.nameOf(token))
        .contains("sha256~DwBzhbb51LfusnSGBa_hqYSgo7-j8BTQnip4TOnlzRo");
  }

  @Test
  void keepsWhatAPersonLetAClientDo() {
    Grant grant = new Grant(ANN, "openshift-cli-client", List.of("user:info"), "http://x");
    String token = tokens.issue(grant, DAY);

    StoredToken stored = tokens.find(token).orElseThrow();
    assertThat(stored.grant()).isEqualTo(grant);
    assertThat(stored.expires()).isEqualTo(Instant.parse("2026-05-02T12:00:00Z"));
    assertThat(tokens.named(stored.name())).contains(stored);
    assertThat(tokens.all()).extracting(StoredToken::name).containsExactly(stored.name());
    assertThat(tokens.authenticate(token)).as("a person's, who may have gone").isEmpty();

    assertThat(tokens.revokeNamed(stored.name())).isTrue();
    assertThat(tokens.find(token)).isEmpty();
    assertThat(tokens.revokeNamed(stored.name())).isFalse();
  }
}
