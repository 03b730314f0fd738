package dev.weir.server.listen;

import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.server.Request;

/**
 * Requests that somebody waits for. A watch is none, since it waits most of the time itself;
 * neither is what machines ask every few seconds, whether all is well.
 */
public final class ServedRequests {
  private static final Set<String> PROBES = Set.of("/healthz", "/livez", "/readyz", "/metrics");

  private final LongAdder begun = new LongAdder();
  private final LongAdder ended = new LongAdder();

  /** How many there were so far. */
  public long begun() {
    return begun.sum();
  }

  /** How many there are now. */
  long running() {
    long answered = ended.sum();
    return Math.max(0, begun.sum() - answered);
  }

  /** True while somebody waits for an answer, or sends a body. */
  public boolean areRunning() {
    long answered = ended.sum(); // first: what comes meanwhile may count as running
    return begun.sum() > answered;
  }

  /** Counts one that begins; false if nobody waits for it. */
  boolean begins(Request request) {
    boolean counts =
        !RequestMetrics.isWatch(request) && !PROBES.contains(request.getHttpURI().getPath());
    if (counts) {
      begun.increment();
    }
    return counts;
  }

  /** Counts the end of one that counted. */
  void ended() {
    ended.increment();
  }
}
