package dev.weir.access;

import dev.weir.resource.Json;
import dev.weir.resource.Recent;
import dev.weir.store.Entry;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * API tokens: random, shown once, kept as a hash (controllers-and-access.md 7.6). The record of a
 * token lies under {@code /tokens/<its name>}. The store is asked each time, so that a revocation
 * is in effect at once; only the parsed record is cached, under the revision that it was read at.
 *
 * <p>As an authenticator it knows the tokens that Weir itself made. Whether a person's token still
 * speaks for somebody depends on more than the token: see {@link #find}.
 */
public final class Tokens implements Authenticator.AtHome {
  private static final String PREFIX = "/tokens/";
  private static final int CACHED = 1024;

  private final Store store;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Recent<String, StoredToken> cache = new Recent<>(CACHED);

  public Tokens(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * Makes a token.
   *
   * @param purpose what it is for; {@link #revokeAll} finds it by this
   * @return the token itself, which nobody can read from the store
   */
  public String issue(User user, String purpose, Duration lifetime) {
    Instant now = clock.instant();
    return issue(own(user), purpose, now, now.plus(lifetime));
  }

  /** As {@link #issue(User, String, Duration)}, for a token that ends only when it is revoked. */
  public String issueLasting(User user, String purpose) {
    return issue(own(user), purpose, clock.instant(), Instant.MAX);
  }

  /** Makes a token for a client that a person let in. */
  public String issue(Grant grant, Duration lifetime) {
    Instant now = clock.instant();
    return issue(grant, "login", now, now.plus(lifetime));
  }

  private static Grant own(User user) {
    return new Grant(user, "", List.of(), "");
  }

  private String issue(Grant grant, String purpose, Instant created, Instant expires) {
    Transaction.Builder transaction = Transaction.builder();
    Made made = make(transaction, grant, purpose, created, expires);
    store.commit(transaction.build());
    return made.token();
  }

  /**
   * A token that a transaction makes.
   *
   * @param token itself
   * @param name that it is stored under
   */
  record Made(String token, String name, Instant expires) {
    @Override
    public String toString() {
      return "Made[" + name + "]";
    }
  }

  /** As {@link #issue(Grant, Duration)}, together with whatever else the transaction does. */
  Made make(Transaction.Builder transaction, Grant grant, Duration lifetime) {
    Instant now = clock.instant();
    return make(transaction, grant, "login", now, now.plus(lifetime));
  }

  private Made make(
      Transaction.Builder transaction,
      Grant grant,
      String purpose,
      Instant created,
      Instant expires) {
    String token = SecretText.random(random);
    String name = SecretText.nameOf(token).orElseThrow();
    StoredToken stored =
        new StoredToken(name, UUID.randomUUID().toString(), grant, purpose, created, expires, 0);
    transaction.put(PREFIX + name, Json.bytes(stored.record()));
    return new Made(token, name, expires);
  }

  @Override
  public Optional<User> authenticate(String token) {
    return find(token).filter(t -> !t.isOfPerson()).map(t -> t.grant().user());
  }

  /** What is kept of a token; empty if it is unknown, expired or revoked. */
  public Optional<StoredToken> find(String token) {
    return SecretText.nameOf(token).flatMap(this::named);
  }

  /** As {@link #find}, by the token's name. */
  public Optional<StoredToken> named(String name) {
    long _ = store.sync(); // a token that another process ended has ended here too
    return store.get(PREFIX + name).map(this::known).filter(this::holds);
  }

  /** All tokens that hold, by name. */
  public List<StoredToken> all() {
    return store.range(RangeQuery.all(PREFIX)).entries().stream()
        .map(entry -> StoredToken.read(nameIn(entry), entry))
        .filter(this::holds)
        .toList();
  }

  /** How many logins of people hold. */
  public long sessions() {
    return all().stream().filter(StoredToken::isOfPerson).count();
  }

  private boolean holds(StoredToken token) {
    return clock.instant().isBefore(token.expires());
  }

  private StoredToken known(Entry entry) {
    return cache
        .find(entry.key())
        .filter(cached -> cached.revision() == entry.modRevision())
        .orElseGet(() -> read(entry));
  }

  private StoredToken read(Entry entry) {
    StoredToken read = StoredToken.read(nameIn(entry), entry);
    cache.keep(entry.key(), read);
    return read;
  }

  private static String nameIn(Entry entry) {
    return entry.key().substring(PREFIX.length());
  }

  /** Ends a token; true if there was one. */
  public boolean revoke(String token) {
    return SecretText.nameOf(token).filter(this::revokeNamed).isPresent();
  }

  /** Ends the token of a name; true if there was one. */
  public boolean revokeNamed(String name) {
    Optional<Entry> present = store.get(PREFIX + name);
    return present.isPresent()
        && store.commit(
                Transaction.builder()
                    .ifAt(PREFIX + name, present.get().modRevision())
                    .delete(PREFIX + name)
                    .build())
            instanceof TransactionResult.Committed;
  }

  /** Ends all tokens of a purpose; returns how many. */
  public int revokeAll(String purpose) {
    return revokeWhere(token -> token.purpose().equals(purpose));
  }

  /** Forgets tokens whose time is over; returns how many. */
  public int forgetExpired() {
    return revokeWhere(token -> !holds(token));
  }

  private int revokeWhere(Predicate<StoredToken> condition) {
    var delete = Transaction.builder();
    int found = 0;
    for (Entry entry : store.range(RangeQuery.all(PREFIX)).entries()) {
      if (condition.test(StoredToken.read(nameIn(entry), entry))) {
        delete.delete(entry.key());
        found++;
      }
    }
    store.limits().pack(delete.build().torn()).forEach(store::commit);
    return found;
  }
}
