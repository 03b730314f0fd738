package dev.weir.importing.schedule;

import dev.weir.importing.schedule.TagCheck.Outcome;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Counts looks. Safe for threads. */
final class CheckCounts {
  private final Map<Outcome, LongAdder> looks = new EnumMap<>(Outcome.class);
  private final LongAdder requests = new LongAdder();

  CheckCounts() {
    for (Outcome outcome : Outcome.values()) {
      looks.put(outcome, new LongAdder());
    }
  }

  void looked(Outcome outcome) {
    Optional.ofNullable(looks.get(outcome)).ifPresent(LongAdder::increment);
  }

  void asked() {
    requests.increment();
  }

  long looks(Outcome outcome) {
    return Optional.ofNullable(looks.get(outcome)).map(LongAdder::sum).orElse(0L);
  }

  long requests() {
    return requests.sum();
  }
}
