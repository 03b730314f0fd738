package dev.weir.pullthrough;

import dev.weir.pullthrough.FetchException.Reason;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What has been fetched since the start, for whoever measures. */
public final class FetchCounters {
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicLong begun = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong resumes = new AtomicLong();
  private final AtomicLong apart = new AtomicLong();
  private final Map<Reason, Long> failures = new ConcurrentHashMap<>();

  /** Fetches that have begun and not ended. */
  public long running() {
    return running.get();
  }

  /** Fetches that were begun. */
  public long begun() {
    return begun.get();
  }

  /** Bytes that came from other registries. */
  public long bytes() {
    return bytes.get();
  }

  /** Times that the rest of a blob was asked for after a break. */
  public long resumes() {
    return resumes.get();
  }

  /** Readers that went on by themselves because nothing could be written here. */
  public long apart() {
    return apart.get();
  }

  /** Fetches that failed so. */
  public long failures(Reason reason) {
    return failures.getOrDefault(reason, 0L);
  }

  void begins() {
    begun.incrementAndGet();
    running.incrementAndGet();
  }

  void ended() {
    running.decrementAndGet();
  }

  void came(long more) {
    bytes.addAndGet(more);
  }

  void resumed() {
    resumes.incrementAndGet();
  }

  void goesApart() {
    apart.incrementAndGet();
  }

  void failed(Reason reason) {
    Long _ = failures.merge(reason, 1L, Long::sum);
  }
}
