package dev.weir.access;

import dev.weir.resource.Json;
import dev.weir.store.Entry;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * API tokens: random, shown once, kept as a hash. A token is {@code sha256~} and 43 characters
 * (controllers-and-access.md 7.6); its record lies under {@code /tokens/<SHA-256 of the token,
 * hex>}. The store is asked each time, so that a revocation is in effect at once; only the parsed
 * record is cached, under the revision that it was read at.
 */
public final class Tokens implements Authenticator {
  private static final String PREFIX = "/tokens/";
  private static final String FORM = "sha256~";
  private static final int RANDOM_BYTES = 32;
  private static final int LONGEST = 512;
  private static final int CACHED = 1024;

  private final Store store;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Known> cache =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > CACHED;
        }
      };

  public Tokens(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  private record Known(long modRevision, User user, Instant expires) {}

  /**
   * Makes a token.
   *
   * @param purpose what it is for; {@link #revokeAll} finds it by this
   * @return the token itself, which nobody can read from the store
   */
  public String issue(User user, String purpose, Duration lifetime) {
    return issue(user, purpose, clock.instant().plus(lifetime));
  }

  /** As {@link #issue(User, String, Duration)}, for a token that ends only when it is revoked. */
  public String issueLasting(User user, String purpose) {
    return issue(user, purpose, Instant.MAX);
  }

  private String issue(User user, String purpose, Instant expires) {
    byte[] secret = new byte[RANDOM_BYTES];
    random.nextBytes(secret);
    String token = FORM + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    ObjectNode record = Json.object();
    record.put("user", user.name()).put("uid", user.uid()).put("purpose", purpose);
    user.groups().forEach(record.putArray("groups")::add);
    record.put("created", clock.instant().toString());
    if (!expires.equals(Instant.MAX)) {
      record.put("expires", expires.toString());
    }
    store.commit(Transaction.builder().put(key(token), Json.bytes(record)).build());
    return token;
  }

  @Override
  public Optional<User> authenticate(String token) {
    if (!token.startsWith(FORM) || token.length() > LONGEST) {
      return Optional.empty();
    }
    return store
        .get(key(token))
        .map(this::known)
        .filter(known -> clock.instant().isBefore(known.expires()))
        .map(Known::user);
  }

  private Known known(Entry entry) {
    synchronized (cache) {
      Known cached = cache.get(entry.key());
      if (cached == null || cached.modRevision() != entry.modRevision()) {
        cached = parse(entry);
        cache.put(entry.key(), cached);
      }
      return cached;
    }
  }

  private static Known parse(Entry entry) {
    JsonNode record = Json.parse(entry.value());
    List<String> groups =
        Json.arrayAt(record, "groups").valueStream().map(JsonNode::asString).toList();
    User user = new User(Json.string(record, "user"), Json.string(record, "uid"), groups, Map.of());
    String expires = Json.string(record, "expires");
    return new Known(
        entry.modRevision(), user, expires.isEmpty() ? Instant.MAX : Instant.parse(expires));
  }

  /** Ends a token; true if there was one. */
  public boolean revoke(String token) {
    boolean known = store.get(key(token)).isPresent();
    store.commit(Transaction.builder().delete(key(token)).build());
    return known;
  }

  /** Ends all tokens of a purpose; returns how many. */
  public int revokeAll(String purpose) {
    return revokeWhere(record -> Json.string(record, "purpose").equals(purpose));
  }

  /** Forgets tokens whose time is over; returns how many. */
  public int forgetExpired() {
    Instant now = clock.instant();
    return revokeWhere(
        record -> {
          String expires = Json.string(record, "expires");
          return !expires.isEmpty() && !now.isBefore(Instant.parse(expires));
        });
  }

  private int revokeWhere(java.util.function.Predicate<JsonNode> condition) {
    var delete = Transaction.builder();
    int found = 0;
    for (Entry entry : store.range(RangeQuery.all(PREFIX)).entries()) {
      if (condition.test(Json.parse(entry.value()))) {
        delete.delete(entry.key());
        found++;
      }
    }
    if (found > 0) {
      store.commit(delete.build());
    }
    return found;
  }

  private static String key(String token) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      return PREFIX + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has SHA-256
    }
  }
}
