package dev.weir.access;

import dev.weir.resource.Json;
import dev.weir.store.Entry;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Codes that a client exchanges for a token: each for a short time, once, and only with what the
 * client knew when it asked (RFC 6749 section 4.1, RFC 7636). The record lies under {@code
 * /codes/<hash>}; that of a used code stays as long as its token holds, since one of two who show a
 * code has stolen it: then nobody keeps the token (section 4.1.2).
 */
public final class AuthorizationCodes {
  /** How long a code is good. */
  public static final Duration LIFETIME = Duration.ofMinutes(5);

  private static final String PREFIX = "/codes/";

  /** Names the token that a used code was given. */
  private static final String USED = "used";

  private final Store store;
  private final InstantSource clock;
  private final Tokens tokens;
  private final SecureRandom random = new SecureRandom();

  public AuthorizationCodes(Store store, InstantSource clock, Tokens tokens) {
    this.store = store;
    this.clock = clock;
    this.tokens = tokens;
  }

  /**
   * Makes a code.
   *
   * @param challenge of PKCE's method S256; empty if the client sent none
   */
  public String issue(Grant grant, String challenge) {
    String code = SecretText.random(random);
    String name = SecretText.nameOf(code).orElseThrow();
    Instant now = clock.instant();
    ObjectNode record =
        new StoredToken(
                name, UUID.randomUUID().toString(), grant, "code", now, now.plus(LIFETIME), 0)
            .record()
            .put("challenge", challenge);
    store.commit(Transaction.builder().put(PREFIX + name, Json.bytes(record)).build());
    return code;
  }

  /** What a client shows to get its token. */
  public record Claim(String client, String redirectUri, String verifier) {
    @Override
    public String toString() {
      return "Claim[" + client + "]";
    }
  }

  /** A token, and what it was made for. */
  public record Redeemed(Grant grant, String token) {
    @Override
    public String toString() {
      return "Redeemed[" + grant + "]";
    }
  }

  /**
   * Takes a code: whatever comes of it, it is not good again. A code that was used before ends the
   * token that it was given.
   *
   * @param lifetime of the token
   * @return a token of the grant that it stands for; empty if the code is unknown, used, expired,
   *     or another client's
   */
  public Optional<Redeemed> redeem(String code, Claim claim, Duration lifetime) {
    long _ = store.sync(); // the code may come from another process
    Optional<String> key = SecretText.nameOf(code).map(name -> PREFIX + name);
    Optional<Entry> entry = key.flatMap(store::get);
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode record = Json.parseObject(entry.get().value());
    if (record.has(USED)) {
      boolean _ = tokens.revokeNamed(Json.string(record, USED));
      return Optional.empty();
    }
    if (!isGood(StoredToken.read("", entry.get()), record, claim)) {
      boolean _ = take(entry.get());
      return Optional.empty();
    }
    Grant grant = StoredToken.read("", entry.get()).grant();
    Transaction.Builder transaction =
        Transaction.builder().ifAt(entry.get().key(), entry.get().modRevision());
    Tokens.Made made = tokens.make(transaction, grant, lifetime);
    record.put(USED, made.name()).put("expires", made.expires().toString());
    transaction.put(entry.get().key(), Json.bytes(record));
    return store.commit(transaction.build()) instanceof TransactionResult.Committed
        ? Optional.of(new Redeemed(grant, made.token()))
        : redeem(code, claim, lifetime); // somebody was faster: it is used by now
  }

  private boolean isGood(StoredToken stored, JsonNode record, Claim claim) {
    return holds(stored)
        && stored.grant().client().equals(claim.client())
        && stored.grant().redirectUri().equals(claim.redirectUri())
        && verifies(Json.string(record, "challenge"), claim.verifier());
  }

  private boolean take(Entry entry) {
    return store.commit(
            Transaction.builder()
                .ifAt(entry.key(), entry.modRevision())
                .delete(entry.key())
                .build())
        instanceof TransactionResult.Committed;
  }

  private static boolean verifies(String challenge, String verifier) {
    if (challenge.isEmpty()) {
      return verifier.isEmpty();
    }
    String computed =
        Base64.getUrlEncoder().withoutPadding().encodeToString(SecretText.sha256(verifier));
    return MessageDigest.isEqual(
        computed.getBytes(StandardCharsets.US_ASCII), challenge.getBytes(StandardCharsets.UTF_8));
  }

  /** All codes that hold, by name. */
  public List<StoredToken> all() {
    return store.range(RangeQuery.all(PREFIX)).entries().stream()
        .filter(AuthorizationCodes::isUnused)
        .map(entry -> StoredToken.read(entry.key().substring(PREFIX.length()), entry))
        .filter(this::holds)
        .toList();
  }

  /** What is kept of a code; empty if it is unknown, used or expired. */
  public Optional<StoredToken> named(String name) {
    return store
        .get(PREFIX + name)
        .filter(AuthorizationCodes::isUnused)
        .map(entry -> StoredToken.read(name, entry))
        .filter(this::holds);
  }

  private static boolean isUnused(Entry entry) {
    return !Json.parse(entry.value()).has(USED);
  }

  private boolean holds(StoredToken code) {
    return clock.instant().isBefore(code.expires());
  }

  /** Ends the code of a name; true if there was one. */
  public boolean revokeNamed(String name) {
    return store
        .get(PREFIX + name)
        .filter(AuthorizationCodes::isUnused)
        .filter(this::take)
        .isPresent();
  }

  /** Forgets codes whose time is over; returns how many. */
  public int forgetExpired() {
    var delete = Transaction.builder();
    int found = 0;
    for (Entry entry : store.range(RangeQuery.all(PREFIX)).entries()) {
      if (!holds(StoredToken.read("", entry))) {
        delete.delete(entry.key());
        found++;
      }
    }
    store.limits().pack(delete.build().torn()).forEach(store::commit);
    return found;
  }
}
