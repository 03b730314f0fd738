package dev.weir.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.AuthorizationCodes.Claim;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuthorizationCodesTest {
  /** The example of RFC 7636, appendix B. */
  private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

  private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
  private static final Grant GRANT =
      new Grant(
          new User("ann", "uid-1", List.of(), java.util.Map.of()),
          "openshift-cli-client",
          List.of("user:full"),
          "http://127.0.0.1:1234/callback");
  private static final Claim CLAIM = new Claim(GRANT.client(), GRANT.redirectUri(), VERIFIER);

  private static final Duration LIFETIME = Duration.ofDays(1);

  private final Store store = new MemoryStore();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-05-01T12:00:00Z"));
  private final Tokens tokens = new Tokens(store, now::get);
  private final AuthorizationCodes codes = new AuthorizationCodes(store, now::get, tokens);

  @AfterEach
  void close() {
    store.close();
  }

  private Optional<Grant> redeem(String code, Claim claim) {
    return codes.redeem(code, claim, LIFETIME).map(AuthorizationCodes.Redeemed::grant);
  }

  @Test
  void aCodeThatIsUsedTwiceEndsTheTokenThatItGave() {
    String code = codes.issue(GRANT, CHALLENGE);
    String other =
        codes.redeem(codes.issue(GRANT, CHALLENGE), CLAIM, LIFETIME).orElseThrow().token();
    String token = codes.redeem(code, CLAIM, LIFETIME).orElseThrow().token();
    assertThat(tokens.find(token)).isPresent();
    assertThat(codes.all()).isEmpty();
    assertThat(codes.revokeNamed(SecretText.nameOf(code).orElseThrow())).isFalse();

    now.updateAndGet(t -> t.plus(AuthorizationCodes.LIFETIME).plusSeconds(1));
    assertThat(codes.forgetExpired()).as("as long as the token holds").isZero();
    assertThat(redeem(code, new Claim(GRANT.client(), GRANT.redirectUri(), "guessed"))).isEmpty();

    assertThat(tokens.find(token)).isEmpty();
    assertThat(tokens.find(other)).isPresent();
    now.updateAndGet(t -> t.plus(LIFETIME));
    assertThat(codes.forgetExpired()).isEqualTo(2);
  }

  @Test
  void aCodeStandsForItsGrantOnce() {
    String code = codes.issue(GRANT, CHALLENGE);

    assertThat(redeem(code, CLAIM)).contains(GRANT);
    assertThat(redeem(code, CLAIM)).isEmpty();
  }

  @Test
  void whateverIsWrongUsesTheCodeUp() {
    for (Claim wrong :
        List.of(
            new Claim("openshift-challenging-client", GRANT.redirectUri(), VERIFIER),
            new Claim(GRANT.client(), "http://127.0.0.1:1235/callback", VERIFIER),
            new Claim(GRANT.client(), GRANT.redirectUri(), VERIFIER + "x"),
            new Claim(GRANT.client(), GRANT.redirectUri(), ""))) {
      String code = codes.issue(GRANT, CHALLENGE);

      assertThat(redeem(code, wrong)).isEmpty();
      assertThat(redeem(code, CLAIM)).isEmpty();
    }
  }

  @Test
  void aVerifierForACodeWithoutChallengeIsRefused() {
    String code = codes.issue(GRANT, "");

    assertThat(redeem(code, CLAIM)).isEmpty();
  }

  @Test
  void aCodeEndsAfterFiveMinutes() {
    String code = codes.issue(GRANT, CHALLENGE);
    String late = codes.issue(GRANT, CHALLENGE);
    now.updateAndGet(t -> t.plusSeconds(299));
    assertThat(redeem(code, CLAIM)).contains(GRANT);
    assertThat(codes.forgetExpired()).isZero();

    now.updateAndGet(t -> t.plusSeconds(1));

    assertThat(redeem(late, CLAIM)).isEmpty();
  }

  @Test
  void forgetsMoreThanTheStoreTakesAtOnce() {
    int many = store.limits().operations() + 50;
    for (int i = 0; i < many; i++) {
      String _ = codes.issue(GRANT, CHALLENGE);
    }
    now.updateAndGet(t -> t.plusSeconds(300));

    assertThat(codes.forgetExpired()).isEqualTo(many);
    assertThat(store.range(RangeQuery.all("/")).entries()).isEmpty();
  }

  @Test
  void forgetsWhatNobodyFetched() {
    codes.issue(GRANT, CHALLENGE);
    now.updateAndGet(t -> t.plusSeconds(300));

    assertThat(codes.forgetExpired()).isOne();
    assertThat(store.range(RangeQuery.all("/")).entries()).isEmpty();
  }

  @Test
  void isNoTokenAndIsNotKeptInTheStore() {
    String code = codes.issue(GRANT, CHALLENGE);

    assertThat(tokens.find(code)).isEmpty();
    assertThat(store.range(RangeQuery.all("/")).entries())
        .singleElement()
        .satisfies(
            entry ->
                assertThat(entry.key() + new String(entry.value(), StandardCharsets.UTF_8))
                    .doesNotContain(code.substring("sha256~".length())));
  }

  @Test
  void ofManyWhoRedeemAtOnceOneGetsTheGrant() throws Exception {
    String code = codes.issue(GRANT, CHALLENGE);
    Callable<Boolean> redeem = () -> redeem(code, CLAIM).isPresent();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var results = threads.invokeAll(Stream.generate(() -> redeem).limit(20).toList());

      assertThat(results.stream().filter(f -> f.resultNow()).count()).isOne();
    }
  }
}
