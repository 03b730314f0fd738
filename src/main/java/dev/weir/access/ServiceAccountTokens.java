package dev.weir.access;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.weir.access.TokenBinding.AccountOnly;
import dev.weir.access.TokenBinding.BoundObject;
import dev.weir.access.TokenBinding.KeptIn;
import dev.weir.access.seal.Sealer;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.Recent;
import dev.weir.store.Entry;
import dev.weir.store.Store;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * Signed tokens of service accounts (controllers-and-access.md 7.6). Nothing is kept of a token;
 * what it names is looked up on each use, so that it ends at once with its account, or with the
 * object that it is bound to, and a new account of the same name does not revive it. The signature
 * is checked once: afterwards the token is known by its hash.
 */
public final class ServiceAccountTokens implements Authenticator.AtHome {
  /** The audience of this server: the tokens that it lets in are meant for it. */
  public static final String AUDIENCE = TokenClaims.ISSUER;

  /** Longer ones are not looked at; ours have about 1,000 characters. */
  private static final int LONGEST = 16 * 1024;

  private static final int CACHED = 4096;
  private static final String CREDENTIAL_ID = "authentication.kubernetes.io/credential-id";
  private static final String CORE = "/registry/core/";
  private static final long NEVER_SEEN = -1;

  private final Store store;
  private final Sealer sealer;
  private final SigningKeys keys;
  private final InstantSource clock;
  private final Recent<String, Known> cache = new Recent<>(CACHED);

  /**
   * Tokens of the accounts in a store.
   *
   * @param sealer opens its secrets
   */
  public ServiceAccountTokens(Store store, Sealer sealer, SigningKeys keys, InstantSource clock) {
    this.store = store;
    this.sealer = sealer;
    this.keys = keys;
    this.clock = clock;
  }

  /** A token whose signature was good, and the versions at which its objects were found right. */
  private record Known(TokenClaims claims, User user, long account, long bound) {}

  /** Whom a token speaks for, and to whom. */
  public record Bearer(User user, List<String> audiences) {
    public Bearer {
      audiences = List.copyOf(audiences);
    }
  }

  /** A token and its end. */
  public record Issued(String token, Instant expires) {
    @Override
    public String toString() {
      return "Issued[…, expires=" + expires + "]";
    }
  }

  /**
   * Makes a token that ends by itself.
   *
   * @param binding {@link AccountOnly} or {@link BoundObject}
   */
  public Issued issue(
      ServiceAccount account, List<String> audiences, Duration lifetime, TokenBinding binding) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant expires = now.plus(lifetime);
    String id = UUID.randomUUID().toString();
    TokenClaims claims = new TokenClaims(account, audiences, now, expires, id, binding);
    return new Issued(keys.sign(claims.toJwt()), expires);
  }

  /** Makes the token that a secret shall keep; it holds as long as it stands there. */
  public String issueKept(ServiceAccount account, String secret) {
    TokenClaims claims =
        new TokenClaims(account, List.of(), Instant.EPOCH, Instant.MAX, "", new KeptIn(secret));
    return keys.sign(claims.toJwt());
  }

  /**
   * True if the text is a token of {@link #issueKept} for them, of a key that still counts. Its
   * signature is not looked at, which makes this cheap: it tells whether a new token is due.
   */
  public boolean isKept(String token, ServiceAccount account, String secret) {
    return claims(keys.unverified(token))
        .filter(c -> c.account().equals(account) && c.binding().equals(new KeptIn(secret)))
        .isPresent();
  }

  @Override
  public Optional<User> authenticate(String token) {
    return bearer(token)
        .filter(b -> b.audiences().isEmpty() || b.audiences().contains(AUDIENCE))
        .map(Bearer::user);
  }

  /** As {@link #authenticate}, whatever audience the token is for; none means this server's. */
  public Optional<Bearer> bearer(String token) {
    if (!token.startsWith("ey") || token.length() > LONGEST) {
      return Optional.empty();
    }
    String hash = hash(token);
    Optional<Known> known = cache.find(hash);
    if (known.isEmpty()) {
      known = claims(keys.verified(token)).map(ServiceAccountTokens::known);
    }
    Optional<Known> present =
        known.filter(k -> k.claims().holdsAt(clock.instant())).flatMap(k -> present(k, token));
    if (present.isEmpty()) {
      return Optional.empty();
    }
    if (!present.equals(known)) {
      cache.keep(hash, present.get());
    }
    return Optional.of(new Bearer(present.get().user(), present.get().claims().audiences()));
  }

  private static Optional<TokenClaims> claims(Optional<JWTClaimsSet> jwt) {
    try {
      return jwt.isEmpty() ? Optional.empty() : TokenClaims.read(jwt.get());
    } catch (ParseException _) {
      return Optional.empty();
    }
  }

  private static Known known(TokenClaims claims) {
    Map<String, List<String>> extra =
        claims.id().isEmpty() ? Map.of() : Map.of(CREDENTIAL_ID, List.of("JTI=" + claims.id()));
    return new Known(claims, claims.account().user(extra), NEVER_SEEN, NEVER_SEEN);
  }

  /** The token as of the present versions of what it names; empty if one of them is gone. */
  private Optional<Known> present(Known known, String token) {
    ServiceAccount account = known.claims().account();
    long _ = store.sync(); // what another process took away is gone here too
    Optional<Entry> entry =
        store.get(CORE + "serviceaccounts/" + account.namespace() + "/" + account.name());
    if (entry.isEmpty()
        || (entry.get().modRevision() != known.account()
            && !isLiving(Json.parseObject(entry.get().value()), account.uid()))) {
      return Optional.empty();
    }
    long accountRevision = entry.get().modRevision();
    return boundRevision(known, token)
        .map(
            bound ->
                accountRevision == known.account() && bound == known.bound()
                    ? known
                    : new Known(known.claims(), known.user(), accountRevision, bound));
  }

  private Optional<Long> boundRevision(Known known, String token) {
    String place = known.claims().account().namespace() + "/";
    return switch (known.claims().binding()) {
      case AccountOnly _ -> Optional.of(NEVER_SEEN);
      case KeptIn(String secret) ->
          store
              .get(CORE + "secrets/" + place + secret)
              .filter(e -> e.modRevision() == known.bound() || keeps(opened(e), token))
              .map(Entry::modRevision);
      case BoundObject(String kind, String name, String uid) when kind.equals("Secret") ->
          store
              .get(CORE + "secrets/" + place + name)
              .filter(e -> e.modRevision() == known.bound() || isLiving(opened(e), uid))
              .map(Entry::modRevision);
      case BoundObject(String _, String name, String uid) ->
          store
              .get(CORE + "pods/" + place + name)
              .filter(
                  e ->
                      e.modRevision() == known.bound()
                          || isLiving(Json.parseObject(e.value()), uid))
              .map(Entry::modRevision);
    };
  }

  private ObjectNode opened(Entry secret) {
    return Json.parseObject(sealer.open(secret.key(), secret.value()));
  }

  private static boolean isLiving(ObjectNode object, String uid) {
    return Meta.uid(object).equals(uid) && !Meta.of(object).has("deletionTimestamp");
  }

  private static boolean keeps(ObjectNode secret, String token) {
    String kept = Json.string(Json.objectAt(secret, "data"), "token");
    String wanted = Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.US_ASCII));
    return !Meta.of(secret).has("deletionTimestamp")
        && MessageDigest.isEqual(
            kept.getBytes(StandardCharsets.US_ASCII), wanted.getBytes(StandardCharsets.US_ASCII));
  }

  private static String hash(String token) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has SHA-256
    }
  }
}
