package dev.weir.importing.age;

import dev.weir.blob.file.MachineStart;
import dev.weir.failure.Reason;
import dev.weir.resource.Json;
import dev.weir.store.Entry;
import dev.weir.store.Store;
import dev.weir.store.StoreException;
import dev.weir.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The clock by which ages are told. It never goes back, and nothing grows older by a wall clock
 * that somebody sets: while the server runs it goes evenly, and how far the wall clock is ahead of
 * it is kept as soon as it is seen, so that the next start goes on from there. What passes while
 * the server is off counts, as the wall clock tells it, and no more than what passed since the
 * machine's last start if that is still the same; what passes while its machine sleeps under a
 * running server does not.
 *
 * <pre>
 *   /clocks/age   {"id":"…","at":1700000000000,"ahead":0,"start":"0b8f…","since":7200000}
 * </pre>
 *
 * Safe for threads.
 */
public final class AgeClock implements AutoCloseable {
  /** Where it is kept. */
  public static final String KEY = "/clocks/age";

  private static final Logger LOG = LoggerFactory.getLogger(AgeClock.class);
  private static final Duration KEPT = Duration.ofHours(1);
  private static final Duration SAME = Duration.ofSeconds(1);

  private final Store store;
  private final InstantSource wall;
  private final LongSupplier nanos;
  private final Supplier<Optional<MachineStart>> machine;
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
   * @param machine when the machine was started, as of now; empty where nobody tells
   */
  public AgeClock(
      Store store,
      InstantSource wall,
      LongSupplier nanos,
      Supplier<Optional<MachineStart>> machine) {
    this.store = store;
    this.wall = wall;
    this.nanos = nanos;
    this.machine = machine;
    this.fresh = UUID.randomUUID().toString();
  }

  /** Now, by this clock. Keeps it at once if the wall clock was set since. */
  public synchronized Instant now() {
    State known = state();
    Instant now = now(known);
    Duration ahead = ahead(now);
    if (isSet(known, ahead)) {
      try {
        keep(known, now, ahead);
      } catch (StoreException e) {
        LOG.warn("a clock that was set is not noted yet: {}", Reason.of(e));
      }
    }
    return now;
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
    Duration ahead = ahead(now);
    if (isSet(known, ahead)) {
      keep(known, now, ahead);
    } else if (Duration.between(known.kept, now).compareTo(KEPT) >= 0) {
      keep(known, now, known.ahead);
    }
  }

  /** Keeps it for the next start, if anybody asked it. */
  @Override
  public synchronized void close() {
    if (state != null) {
      keep();
    }
  }

  private static boolean isSet(State known, Duration ahead) {
    return ahead.minus(known.ahead).abs().compareTo(SAME) > 0;
  }

  private void keep(State known, Instant now, Duration ahead) {
    put(known.id, now, ahead);
    state = new State(known.id, known.at, known.zero, now, ahead);
  }

  /** A wall clock that is behind may be put right while nobody looks: it only lets wait. */
  private Duration ahead(Instant now) {
    return notBehind(Duration.between(now, wall.instant()));
  }

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
    Instant most = sinceKept(value).map(kept::plus).filter(told::isAfter).orElse(told);
    Instant at = most.isBefore(kept) ? kept : most;
    return Optional.of(new State(id, at, nanos.getAsLong(), kept, ahead));
  }

  /** What has passed by the machine's own count, whatever its clock says; empty if that is new. */
  private Optional<Duration> sinceKept(ObjectNode value) {
    return machine
        .get()
        .filter(start -> start.id().equals(Json.string(value, "start")))
        .filter(_ -> value.path("since").isIntegralNumber())
        .map(start -> start.since().minusMillis(value.path("since").asLong(0)))
        .filter(passed -> !passed.isNegative());
  }

  private void put(String id, Instant at, Duration ahead) {
    ObjectNode value =
        Json.object().put("id", id).put("at", at.toEpochMilli()).put("ahead", ahead.toMillis());
    machine
        .get()
        .ifPresent(start -> value.put("start", start.id()).put("since", start.since().toMillis()));
    var _ = store.commit(Transaction.builder().put(KEY, Json.bytes(value)).build());
  }
}
