package dev.weir.importing.age;

import dev.weir.resource.Json;
import dev.weir.store.Entry;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The clock by which ages are told. It never goes back, and nothing grows older by a wall clock
 * that somebody sets: while the server runs it goes evenly, and how far the wall clock is ahead of
 * it is kept, so that the next start goes on from there. What passes while the server is off
 * counts, as the wall clock tells it; what passes while its machine sleeps does not.
 *
 * <pre>
 *   /clocks/age   {"id":"…","at":1700000000000,"ahead":0}
 * </pre>
 *
 * Safe for threads.
 */
public final class AgeClock {
  /** Where it is kept. */
  public static final String KEY = "/clocks/age";

  private static final Duration KEPT = Duration.ofHours(1);
  private static final Duration SAME = Duration.ofSeconds(1);

  private final Store store;
  private final InstantSource wall;
  private final LongSupplier nanos;
  private final String fresh;

  // guarded by this
  private @Nullable State state;

  /**
   * What is known since this server uses it.
   *
   * @param id changes if what was kept is lost
   * @param at when the count of nanoseconds was zero
   * @param kept time and distance that the store has
   */
  private record State(String id, Instant at, long zero, Instant kept, Duration ahead) {}

  /**
   * The clock of a store.
   *
   * @param wall may be set by anybody
   * @param nanos goes evenly, as {@link System#nanoTime}
   */
  public AgeClock(Store store, InstantSource wall, LongSupplier nanos) {
    this.store = store;
    this.wall = wall;
    this.nanos = nanos;
    this.fresh = UUID.randomUUID().toString();
  }

  /** Now, by this clock. */
  public synchronized Instant now() {
    return now(state());
  }

  /** What was seen by a clock of another name says nothing of ages. */
  public synchronized String id() {
    return state().id;
  }

  /** A time of this clock as the wall clock has it: the same for the same, until that is set. */
  public synchronized Instant onTheWall(Instant time) {
    return time.plus(state().ahead);
  }

  /** Nanoseconds until a time of this clock; none if it has passed. */
  public synchronized long until(Instant time) {
    Duration left = Duration.between(now(state()), time);
    return left.isNegative() ? 0 : left.toDays() > 365 ? Long.MAX_VALUE : left.toNanos();
  }

  private Instant now(State known) {
    return known.at.plusNanos(nanos.getAsLong() - known.zero);
  }

  /** Keeps how late it is, and how far the wall clock is from it, if that has changed. */
  public synchronized void keep() {
    State known = state();
    Instant now = now(known);
    Duration ahead = notBehind(Duration.between(now, wall.instant()));
    boolean set = ahead.minus(known.ahead).abs().compareTo(SAME) > 0;
    if (set || Duration.between(known.kept, now).compareTo(KEPT) >= 0) {
      put(known.id, now, set ? ahead : known.ahead);
      state = new State(known.id, known.at, known.zero, now, set ? ahead : known.ahead);
    }
  }

  /** A wall clock that is behind may be put right while nobody looks: it only lets wait. */
  private static Duration notBehind(Duration ahead) {
    return ahead.isNegative() ? Duration.ZERO : ahead;
  }

  private State state() {
    State known = state;
    if (known == null) {
      known = begun();
      state = known;
    }
    return known;
  }

  private State begun() {
    Instant now = wall.instant();
    Optional<State> kept = store.get(KEY).flatMap(entry -> read(entry, now));
    if (kept.isPresent()) {
      return kept.get();
    }
    put(fresh, now, Duration.ZERO);
    return new State(fresh, now, nanos.getAsLong(), now, Duration.ZERO);
  }

  private Optional<State> read(Entry entry, Instant wallNow) {
    ObjectNode value;
    try {
      value = Json.parseObject(entry.value());
    } catch (RuntimeException _) {
      return Optional.empty(); // and what it told is nothing that anybody can rely on
    }
    String id = Json.string(value, "id");
    if (id.isEmpty() || !value.path("at").isIntegralNumber()) {
      return Optional.empty();
    }
    Instant kept = Instant.ofEpochMilli(value.path("at").asLong(0));
    Duration ahead = notBehind(Duration.ofMillis(value.path("ahead").asLong(0)));
    Instant told = wallNow.minus(ahead);
    Instant at = told.isBefore(kept) ? kept : told;
    return Optional.of(new State(id, at, nanos.getAsLong(), kept, ahead));
  }

  private void put(String id, Instant at, Duration ahead) {
    ObjectNode value =
        Json.object().put("id", id).put("at", at.toEpochMilli()).put("ahead", ahead.toMillis());
    var _ = store.commit(Transaction.builder().put(KEY, Json.bytes(value)).build());
  }
}
