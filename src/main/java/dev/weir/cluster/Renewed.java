package dev.weir.cluster;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that is read again every few seconds while it is asked for. Where it cannot be read, as
 * in the moment in which a file is replaced, the last one stays.
 */
final class Renewed<T> implements Supplier<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Renewed.class);
  private static final Duration AGE = Duration.ofSeconds(5);

  private final Supplier<T> source;
  private final LongSupplier nanoTime;
  private T last;
  private long read;
  private boolean stale;

  Renewed(Supplier<T> source, T first, LongSupplier nanoTime) {
    this.source = source;
    this.nanoTime = nanoTime;
    this.last = first;
    this.read = nanoTime.getAsLong();
  }

  static <T> Renewed<T> of(Supplier<T> source, T first) {
    return new Renewed<>(source, first, System::nanoTime);
  }

  @Override
  public synchronized T get() {
    long now = nanoTime.getAsLong();
    if (now - read >= AGE.toNanos()) {
      read = now;
      try {
        last = source.get();
        stale = false;
      } catch (IllegalArgumentException e) {
        if (!stale) {
          LOG.warn("credentials stay as they were until they can be read: {}", e.getMessage());
        }
        stale = true;
      }
    }
    return last;
  }
}
