package dev.weir.remote.fake;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.http.HttpFields;

/** What a {@link FakeRegistry} was asked, and what it sent. */
final class FakeLog {
  private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();
  private final Map<Asked, LongAdder> kinds = new ConcurrentHashMap<>();
  private final LongAdder blobBytes = new LongAdder();
  private final AtomicLong running = new AtomicLong();
  private final AtomicLong most = new AtomicLong();

  private record Entry(String line, HttpFields headers) {}

  /** A request came; to be closed when it is answered. */
  Running begin(String line, HttpFields headers) {
    entries.add(new Entry(line, headers));
    kinds.computeIfAbsent(Asked.of(line), _ -> new LongAdder()).increment();
    long now = running.incrementAndGet();
    most.accumulateAndGet(now, Math::max);
    return running::decrementAndGet;
  }

  interface Running extends AutoCloseable {
    @Override
    void close();
  }

  void sentOfBlob(long bytes) {
    blobBytes.add(bytes);
  }

  List<String> requests() {
    return entries.stream().map(Entry::line).toList();
  }

  List<String> headers(String text, String name) {
    return entries.stream()
        .filter(entry -> entry.line().contains(text))
        .map(entry -> Optional.ofNullable(entry.headers().get(name)).orElse(""))
        .toList();
  }

  long count(Asked asked) {
    return Optional.ofNullable(kinds.get(asked)).map(LongAdder::sum).orElse(0L);
  }

  long blobBytes() {
    return blobBytes.sum();
  }

  long running() {
    return running.get();
  }

  long mostAtOnce() {
    return most.get();
  }
}
