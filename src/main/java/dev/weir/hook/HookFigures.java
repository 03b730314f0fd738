package dev.weir.hook;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How many notifications came, by what became of them. Safe for threads. */
public final class HookFigures {
  private final Map<Result, LongAdder> counts =
      Stream.of(Result.values())
          .collect(Collectors.toUnmodifiableMap(result -> result, _ -> new LongAdder()));

  /** What became of a notification. */
  enum Result {
    /** It was read. */
    TAKEN,
    /** There is no such webhook, or its sender does not know the secret. */
    REFUSED,
    /** It is not what its sender should write. */
    MALFORMED,
    /** It is one too many. */
    LIMITED
  }

  void count(Result result) {
    LongAdder count = counts.get(result);
    if (count != null) {
      count.increment();
    }
  }

  /** The counts by their result's name. */
  public Map<String, DoubleSupplier> byResult() {
    return counts.entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(
                entry -> entry.getKey().name().toLowerCase(Locale.ROOT),
                entry -> entry.getValue()::sum));
  }
}
