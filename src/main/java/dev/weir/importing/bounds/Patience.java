package dev.weir.importing.bounds;

import dev.weir.remote.budget.Caller;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How long an import may go on, and for whom it is: as long as what it asks for comes, however much
 * that is. It ends after a silence, after a time in which much may have come and nothing whole, and
 * when the time is over that whoever waits has named. Safe for threads.
 */
public final class Patience {
  /** Longest silence of all registries together. */
  public static final Duration SILENCE = Duration.ofSeconds(60);

  /** Longest time until another manifest, configuration or list of tags has come whole. */
  public static final Duration STANDSTILL = Duration.ofMinutes(5);

  private final Caller caller;
  private final Bounds bounds;
  private final LongSupplier nanos;
  private final long start;
  private final AtomicLong lastSign;
  private final AtomicLong lastStep;

  /**
   * What an import is held to.
   *
   * @param silence longest time without a sign of any registry
   * @param standstill longest time without a step forward
   * @param most longest time in all; empty if nobody named one
   */
  public record Bounds(Duration silence, Duration standstill, Optional<Duration> most) {
    /** The usual ones, and so long in all. */
    public static Bounds within(Optional<Duration> most) {
      return new Bounds(SILENCE, STANDSTILL, most);
    }
  }

  /**
   * Begins now.
   *
   * @param caller who waits for the outcome
   * @param nanos a clock as {@link System#nanoTime}
   */
  public Patience(Caller caller, Bounds bounds, LongSupplier nanos) {
    this.caller = caller;
    this.bounds = bounds;
    this.nanos = nanos;
    this.start = nanos.getAsLong();
    this.lastSign = new AtomicLong(start);
    this.lastStep = new AtomicLong(start);
  }

  /** Within the usual bounds. */
  public static Patience of(Caller caller, Optional<Duration> most) {
    return new Patience(caller, Bounds.within(most), System::nanoTime);
  }

  /** Within the usual bounds, and so long in all. */
  public static Patience of(Caller caller, Duration most) {
    return of(caller, Optional.of(most));
  }

  /** Who waits for the outcome. */
  public Caller caller() {
    return caller;
  }

  /** A registry said something. */
  public void sign() {
    lastSign.set(nanos.getAsLong());
  }

  /** It is known what became of something: it has come whole, or failed. */
  public void step() {
    lastStep.set(nanos.getAsLong());
  }

  /** Its turn has only just come. */
  public void begin() {
    sign();
    step();
  }

  /** How long it may go on if nothing comes; zero or less if it is over. */
  public Duration left() {
    long now = nanos.getAsLong();
    long left =
        Math.min(
            bounds.silence().toNanos() - (now - lastSign.get()),
            bounds.standstill().toNanos() - (now - lastStep.get()));
    return Duration.ofNanos(
        bounds.most().map(most -> Math.min(left, most.toNanos() - (now - start))).orElse(left));
  }

  /** Why it is over; empty if it is not. */
  public Optional<String> over() {
    long now = nanos.getAsLong();
    Optional<Duration> all = bounds.most().filter(most -> now - start >= most.toNanos());
    if (all.isPresent()) {
      return Optional.of("the import did not end within " + words(all.get()));
    }
    if (now - lastSign.get() >= bounds.silence().toNanos()) {
      return Optional.of("the registry said nothing for " + words(bounds.silence()));
    }
    return now - lastStep.get() >= bounds.standstill().toNanos()
        ? Optional.of(
            "the registry sent nothing whole within "
                + words(bounds.standstill())
                + ", no manifest, configuration or list of tags")
        : Optional.empty();
  }

  private static String words(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }
}
