package dev.weir.importing.bounds;

import dev.weir.remote.budget.Caller;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How long an import may go on, and for whom it is: so long without a sign of any registry that it
 * asks, and so long in all. Safe for threads.
 */
public final class Patience {
  /** Longest silence of all registries together. */
  public static final Duration SILENCE = Duration.ofSeconds(60);

  private final Caller caller;
  private final Duration silence;
  private final Duration most;
  private final LongSupplier nanos;
  private final long start;
  private final AtomicLong lastSign;

  /**
   * Begins now.
   *
   * @param caller who waits for the outcome
   * @param nanos a clock as {@link System#nanoTime}
   */
  public Patience(Caller caller, Duration silence, Duration most, LongSupplier nanos) {
    this.caller = caller;
    this.silence = silence;
    this.most = most;
    this.nanos = nanos;
    this.start = nanos.getAsLong();
    this.lastSign = new AtomicLong(start);
  }

  /** The usual silence, and so long in all. */
  public static Patience of(Caller caller, Duration most) {
    return new Patience(caller, SILENCE, most, System::nanoTime);
  }

  /** Who waits for the outcome. */
  public Caller caller() {
    return caller;
  }

  /** A registry said something, or its turn has only just come. */
  public void sign() {
    lastSign.set(nanos.getAsLong());
  }

  /** How long it may go on if nothing comes; zero or less if it is over. */
  public Duration left() {
    long now = nanos.getAsLong();
    long ofSilence = silence.toNanos() - (now - lastSign.get());
    return Duration.ofNanos(Math.min(ofSilence, most.toNanos() - (now - start)));
  }

  /** Why it is over; empty if it is not. */
  public Optional<String> over() {
    long now = nanos.getAsLong();
    if (now - start >= most.toNanos()) {
      return Optional.of("the import did not end within " + words(most));
    }
    if (now - lastSign.get() >= silence.toNanos()) {
      return Optional.of("the registry said nothing for " + words(silence));
    }
    return Optional.empty();
  }

  private static String words(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }
}
