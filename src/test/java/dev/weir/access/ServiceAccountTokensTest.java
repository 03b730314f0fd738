package dev.weir.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.weir.access.TokenBinding.AccountOnly;
import dev.weir.access.TokenBinding.BoundObject;
import dev.weir.access.seal.AesGcmSealer;
import dev.weir.access.seal.Sealer;
import dev.weir.resource.Json;
import dev.weir.store.Transaction;
import dev.weir.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

class ServiceAccountTokensTest {
  private static final String KEYS = SigningKeys.generate();
  private static final ServiceAccount ROBOT = new ServiceAccount("shop", "robot", "uid-1");
  private static final List<String> HERE = List.of(ServiceAccountTokens.AUDIENCE);
  private static final String ACCOUNT = "/registry/core/serviceaccounts/shop/robot";
  private static final String SECRET = "/registry/core/secrets/shop/robot-token";
  private static final Duration HOUR = Duration.ofHours(1);

  private final MemoryStore store = new MemoryStore();
  private final Sealer sealer = new AesGcmSealer(List.of(AesGcmSealer.newKey()));
  private Instant now = Instant.parse("2026-03-01T10:00:00Z");
  private final ServiceAccountTokens tokens = tokens(KEYS);

  private ServiceAccountTokens tokens(String keys) {
    return new ServiceAccountTokens(store, sealer, SigningKeys.parse(keys), () -> now);
  }

  @BeforeEach
  void makeAccount() {
    put(ACCOUNT, object("robot", "uid-1"));
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private static ObjectNode object(String name, String uid) {
    ObjectNode object = Json.object();
    object.putObject("metadata").put("name", name).put("namespace", "shop").put("uid", uid);
    return object;
  }

  private void put(String key, ObjectNode object) {
    byte[] bytes = Json.bytes(object);
    boolean secret = key.contains("/secrets/");
    store.commit(Transaction.builder().put(key, secret ? sealer.seal(key, bytes) : bytes).build());
  }

  private void delete(String key) {
    store.commit(Transaction.builder().delete(key).build());
  }

  private String issued() {
    return tokens.issue(ROBOT, HERE, HOUR, new AccountOnly()).token();
  }

  private boolean holds(String token) {
    return tokens.authenticate(token).isPresent();
  }

  @Test
  void speaksForItsAccountAndItsGroups() {
    User user = tokens.authenticate(issued()).orElseThrow();

    assertThat(user.name()).isEqualTo("system:serviceaccount:shop:robot");
    assertThat(user.uid()).isEqualTo("uid-1");
    assertThat(user.groups())
        .containsExactly(
            "system:serviceaccounts", "system:serviceaccounts:shop", "system:authenticated");
    assertThat(user.extra()).containsKey("authentication.kubernetes.io/credential-id");
  }

  @Test
  void holdsFromItsStartToItsEnd() {
    String token = issued();
    assertThat(holds(token)).isTrue();

    now = now.plus(HOUR).minusSeconds(1);
    assertThat(holds(token)).isTrue();
    now = now.plusSeconds(1);
    assertThat(holds(token)).isFalse();
    now = now.minus(HOUR).minusSeconds(1);
    assertThat(holds(token)).isFalse();
  }

  @Test
  void endsAtOnceWithItsAccountAndIsNotRevivedByAnotherOfTheName() {
    String token = issued();
    assertThat(holds(token)).isTrue();

    delete(ACCOUNT);
    assertThat(holds(token)).isFalse();
    put(ACCOUNT, object("robot", "uid-2"));
    assertThat(holds(token)).isFalse();
  }

  @Test
  void endsWhenItsAccountIsBeingDeleted() {
    String token = issued();
    ObjectNode ending = object("robot", "uid-1");
    ((ObjectNode) ending.get("metadata")).put("deletionTimestamp", "2026-03-01T10:00:00Z");
    put(ACCOUNT, ending);

    assertThat(holds(token)).isFalse();
  }

  @Test
  void outlivesChangesOfItsAccount() {
    String token = issued();
    assertThat(holds(token)).isTrue();
    ObjectNode changed = object("robot", "uid-1");
    changed.putArray("secrets").addObject().put("name", "more");
    put(ACCOUNT, changed);

    assertThat(holds(token)).isTrue();
  }

  @Test
  void endsWithTheSecretThatItIsBoundTo() {
    put(SECRET, object("robot-token", "uid-s"));
    TokenBinding binding = new BoundObject("Secret", "robot-token", "uid-s");
    String token = tokens.issue(ROBOT, HERE, HOUR, binding).token();
    assertThat(holds(token)).isTrue();

    put(SECRET, object("robot-token", "uid-t"));
    assertThat(holds(token)).isFalse();
    delete(SECRET);
    assertThat(holds(token)).isFalse();
  }

  @Test
  void endsWithThePodThatItIsBoundTo() {
    put("/registry/core/pods/shop/web", object("web", "uid-p"));
    TokenBinding binding = new BoundObject("Pod", "web", "uid-p");
    String token = tokens.issue(ROBOT, HERE, HOUR, binding).token();
    assertThat(holds(token)).isTrue();

    delete("/registry/core/pods/shop/web");
    assertThat(holds(token)).isFalse();
  }

  private void keep(String token) {
    ObjectNode secret = object("robot-token", "uid-s");
    secret
        .putObject("data")
        .put(
            "token", Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.US_ASCII)));
    put(SECRET, secret);
  }

  @Test
  void keptTokenHoldsAsLongAsItStandsInItsSecret() {
    String token = tokens.issueKept(ROBOT, "robot-token");
    assertThat(holds(token)).isFalse();

    keep(token);
    assertThat(holds(token)).isTrue();
    now = now.plus(Duration.ofDays(3650));
    assertThat(holds(token)).isTrue();

    keep(tokens.issueKept(ROBOT, "robot-token"));
    assertThat(holds(token)).isFalse();
  }

  @Test
  void knowsWhichKeptTokenIsStillGood() {
    String token = tokens.issueKept(ROBOT, "robot-token");

    assertThat(tokens.isKept(token, ROBOT, "robot-token")).isTrue();
    assertThat(tokens.isKept(token, ROBOT, "other")).isFalse();
    assertThat(tokens.isKept(token, new ServiceAccount("shop", "robot", "uid-2"), "robot-token"))
        .isFalse();
    assertThat(tokens(SigningKeys.generate()).isKept(token, ROBOT, "robot-token")).isFalse();
    assertThat(tokens.isKept("garbage", ROBOT, "robot-token")).isFalse();
  }

  @Test
  void tokenForAnotherAudienceDoesNotLetIn() {
    String token = tokens.issue(ROBOT, List.of("vault"), HOUR, new AccountOnly()).token();

    assertThat(holds(token)).isFalse();
    assertThat(tokens.bearer(token).orElseThrow().audiences()).containsExactly("vault");
  }

  @Test
  void newKeyInFrontLeavesTokensOfTheOldOneValid() throws ParseException {
    String token = issued();
    String other = SigningKeys.generate();
    List<com.nimbusds.jose.jwk.JWK> both =
        Stream.concat(JWKSet.parse(other).getKeys().stream(), JWKSet.parse(KEYS).getKeys().stream())
            .toList();
    ServiceAccountTokens rotated = tokens(new JWKSet(both).toString(false));

    assertThat(rotated.authenticate(token)).isPresent();
    String fresh = rotated.issue(ROBOT, HERE, HOUR, new AccountOnly()).token();
    assertThat(tokens(other).authenticate(fresh)).isPresent();
    assertThat(tokens(other).authenticate(token)).isEmpty();
  }

  private static ECKey ownKey() throws ParseException {
    return JWKSet.parse(KEYS).getKeys().getFirst().toECKey();
  }

  private static String signed(ECKey key, JWSHeader header, JWTClaimsSet claims)
      throws JOSEException {
    SignedJWT jwt = new SignedJWT(header, claims);
    jwt.sign(new ECDSASigner(key));
    return jwt.serialize();
  }

  private static JWSHeader header(String kid) {
    return new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(kid).build();
  }

  /** Tokens that say all the right things and were not made by this server as it is. */
  static Stream<String> forgeries() throws Exception {
    JWTClaimsSet claims =
        new TokenClaims(
                ROBOT,
                HERE,
                Instant.parse("2026-03-01T10:00:00Z"),
                Instant.parse("2027-03-01T10:00:00Z"),
                "id",
                new AccountOnly())
            .toJwt();
    ECKey own = ownKey();
    ECKey foreign = new ECKeyGenerator(Curve.P_256).keyID(own.getKeyID()).generate();
    SignedJWT macOverPublicKey =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(own.getKeyID()).build(), claims);
    macOverPublicKey.sign(new MACSigner(own.toECPublicKey().getEncoded()));
    String good = signed(own, header(own.getKeyID()), claims);
    String[] parts = good.split("\\.");
    String otherClaims =
        new TokenClaims(
                new ServiceAccount("shop", "admin", "uid-1"),
                HERE,
                Instant.EPOCH,
                Instant.parse("2027-03-01T10:00:00Z"),
                "id",
                new AccountOnly())
            .toJwt()
            .toString();
    String swapped =
        parts[0]
            + "."
            + Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(otherClaims.getBytes(StandardCharsets.UTF_8))
            + "."
            + parts[2];
    String blankSignature =
        parts[0] + "." + parts[1] + "." + Base64.getUrlEncoder().encodeToString(new byte[64]);
    return Stream.of(
        new PlainJWT(claims).serialize(),
        parts[0] + "." + parts[1] + ".",
        macOverPublicKey.serialize(),
        signed(own, header("other"), claims),
        signed(own, new JWSHeader(JWSAlgorithm.ES256), claims),
        signed(foreign, header(own.getKeyID()), claims),
        signed(own, header(own.getKeyID()), withIssuer(claims, "https://elsewhere.example.com")),
        signed(own, header(own.getKeyID()), withSubject(claims)),
        signed(own, header(own.getKeyID()), withoutEnd(claims)),
        swapped,
        blankSignature,
        good + "A".repeat(100_000),
        "eyJ" + "A".repeat(20_000),
        "eyJhbGciOiJFUzI1NiJ9..",
        "ey",
        "ey.ey.ey",
        "ey" + "{".repeat(10_000));
  }

  private static JWTClaimsSet withIssuer(JWTClaimsSet claims, String issuer) {
    return new JWTClaimsSet.Builder(claims).issuer(issuer).build();
  }

  private static JWTClaimsSet withSubject(JWTClaimsSet claims) {
    return new JWTClaimsSet.Builder(claims).subject("system:serviceaccount:shop:admin").build();
  }

  private static JWTClaimsSet withoutEnd(JWTClaimsSet claims) {
    return new JWTClaimsSet.Builder(claims).expirationTime(null).build();
  }

  @ParameterizedTest
  @MethodSource("forgeries")
  void believesNothingThatItDidNotSign(String forgery) {
    assertThat(tokens.bearer(forgery)).isEmpty();
  }

  @Test
  void refusesKeysThatAreNoneOfItsKindWithoutTellingThem() {
    assertThatIllegalArgumentException().isThrownBy(() -> SigningKeys.parse("{\"keys\":[]}"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SigningKeys.parse("{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}]}"))
        .withMessageNotContaining("c2VjcmV0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SigningKeys.parse("secret text"))
        .withMessageNotContaining("secret text");
  }

  @Test
  void printsNeitherKeysNorTokens() throws ParseException {
    String secret = ownKey().getD().toString();
    assertThat(SigningKeys.parse(KEYS).toString()).doesNotContain(secret);
    assertThat(tokens.issue(ROBOT, HERE, HOUR, new AccountOnly()).toString()).doesNotContain("ey");
  }

  @Test
  void knowsATokenThatItHasSeenWithinMicroseconds() {
    String token = issued();
    for (int i = 0; i < 20_000; i++) {
      assertThat(holds(token)).isTrue();
    }
    int calls = 10_000;
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < calls; i++) {
        holds(token);
      }
      best = Math.min(best, (System.nanoTime() - start) / calls);
    }
    assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofNanos(20_000));
  }
}
