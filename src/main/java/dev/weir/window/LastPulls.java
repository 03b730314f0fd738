package dev.weir.window;

import dev.weir.lock.KeyedLock;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.store.Entry;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.streams.StreamKeys;
import dev.weir.streams.StreamStore;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * On which day each stream of a window was last pulled from. A day is written down once, with those
 * of others, some time after the pull. Safe for threads.
 */
public final class LastPulls {
  private static final int IN_ONE_TRANSACTION = 100;

  private final Store store;
  private final StreamStore streams;
  private final InstantSource clock;

  /** As far as they were pulled since the start. */
  private final ConcurrentHashMap<StreamName, LocalDate> days = new ConcurrentHashMap<>();

  /** Those of them that the store does not say yet. */
  private final ConcurrentHashMap<StreamName, LocalDate> unwritten = new ConcurrentHashMap<>();

  private final KeyedLock<StreamName> turns = new KeyedLock<>();

  /** Over a store. */
  LastPulls(Store store, StreamStore streams, InstantSource clock) {
    this.store = store;
    this.streams = streams;
    this.clock = clock;
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  /** Notes a pull, before anything is looked up for it; of a stream that is not there, nothing. */
  public void note(StreamName stream) {
    LocalDate today = today();
    if (today.equals(days.get(stream))) {
      return;
    }
    boolean _ =
        turns.alone(
            stream,
            () -> {
              boolean exists = streams.newest(stream).exists();
              if (exists) {
                days.put(stream, today);
                unwritten.put(stream, today);
              }
              return exists;
            });
  }

  /** Writes down what was noted since the last time; durable on return. */
  void write() {
    List<Map.Entry<StreamName, LocalDate>> due = List.copyOf(Map.copyOf(unwritten).entrySet());
    for (int from = 0; from < due.size(); from += IN_ONE_TRANSACTION) {
      List<Map.Entry<StreamName, LocalDate>> some =
          due.subList(from, Math.min(due.size(), from + IN_ONE_TRANSACTION));
      Transaction.Builder transaction = Transaction.builder();
      some.stream()
          .filter(one -> streams.newest(one.getKey()).exists())
          .forEach(one -> put(transaction, one.getKey(), one.getValue()));
      Transaction written = transaction.build();
      if (!written.isEmpty()) {
        var _ = store.commit(written);
      }
      // a pull of a later day may have come meanwhile
      some.forEach(one -> unwritten.remove(one.getKey(), one.getValue()));
    }
  }

  private void put(Transaction.Builder transaction, StreamName stream, LocalDate day) {
    String key = StreamKeys.pulled(stream);
    boolean known = store.get(key).flatMap(LastPulls::day).filter(day::equals).isPresent();
    if (!known) {
      transaction.put(key, Json.bytes(Json.object().put("day", day.toString())));
    }
  }

  /**
   * What is known of a stream's last pull.
   *
   * @param day empty if it was never pulled from
   * @param revision of what is written down; 0 for nothing
   */
  record Known(Optional<LocalDate> day, long revision) {}

  Known last(StreamName stream) {
    Optional<Entry> written = store.get(StreamKeys.pulled(stream));
    Optional<LocalDate> day =
        Optional.ofNullable(days.get(stream)).or(() -> written.flatMap(LastPulls::day));
    return new Known(day, written.map(Entry::modRevision).orElse(0L));
  }

  private static Optional<LocalDate> day(Entry written) {
    try {
      return Optional.of(LocalDate.parse(Json.string(Json.parseObject(written.value()), "day")));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  /**
   * Lets a stream go if nobody pulls from it at the same moment: a pull that was noted before is
   * seen by the work, and one that comes while it runs waits until it has ended.
   *
   * @param work looks again, and says whether it is gone
   */
  void unlessPulled(StreamName stream, BooleanSupplier work) {
    boolean _ =
        turns.alone(
            stream,
            () -> {
              boolean gone = work.getAsBoolean();
              if (gone) {
                days.remove(stream);
                unwritten.remove(stream);
              }
              return gone;
            });
  }

  /** Forgets the days that are over and written down. */
  void forgetPast() {
    LocalDate today = today();
    days.entrySet()
        .removeIf(e -> e.getValue().isBefore(today) && !unwritten.containsKey(e.getKey()));
  }
}
