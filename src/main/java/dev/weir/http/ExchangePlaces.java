package dev.weir.http;

import dev.weir.access.HeapBudget;
import dev.weir.access.Shares;
import dev.weir.access.User;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;

/**
 * How many exchanges of HTTP/2 may be open at a time, for all listeners together: as many as the
 * budget has room for, in fair {@link Shares}. A connection carries a hundred, each with a thread
 * and its headers, and a client that takes no answer leaves all of them open. An exchange of
 * HTTP/1.1 has a connection for itself, which is counted as such.
 */
public final class ExchangePlaces {
  /** Where there is always room. */
  public static final ExchangePlaces UNBOUNDED =
      new ExchangePlaces(Long.MAX_VALUE, Duration.ofSeconds(30));

  /** Of what exchanges may take, for refusals that are on their way. */
  private static final int PARTS = 4;

  /** What an exchange takes of the heap beside its headers: its thread, stream and answer. */
  private static final int EXCHANGE_BYTES = 8 * 1024;

  private final Shares bytes;
  private final int mostRefusals;
  private final Duration patience;
  private final AtomicInteger refusals = new AtomicInteger();

  /**
   * As many as the budget has room for.
   *
   * @param patience how long a client may take to read a small answer
   */
  public ExchangePlaces(HeapBudget heap, Duration patience) {
    this(new Shares(heap.exchanges()), heap.exchanges().most(), patience);
  }

  /** As many as fit into so many bytes. */
  public ExchangePlaces(long bytes, Duration patience) {
    this(new Shares(bytes), bytes, patience);
  }

  private ExchangePlaces(Shares bytes, long most, Duration patience) {
    this.bytes = bytes;
    this.mostRefusals = Math.clamp(most / PARTS / EXCHANGE_BYTES, 1, Integer.MAX_VALUE);
    this.patience = patience;
  }

  /** How long a client may take to read a small answer. */
  Duration patience() {
    return patience;
  }

  /** Bytes that are counted for the exchanges that are open. */
  public long taken() {
    return bytes.taken();
  }

  /**
   * Counts an exchange of this user until its stream has ended.
   *
   * @return false if there is no room
   */
  boolean take(User user, Request request) {
    if (request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_2) {
      return true;
    }
    long cost = EXCHANGE_BYTES + headerBytes(request);
    if (!bytes.take(user, cost)) {
      return false;
    }
    Request.addCompletionListener(request, _ -> bytes.giveBack(user, cost));
    return true;
  }

  private static long headerBytes(Request request) {
    long sum = request.getHttpURI().getPathQuery().length();
    for (HttpField field : request.getHeaders()) {
      String value = field.getValue();
      sum += field.getName().length() + (value == null ? 0 : value.length());
    }
    return sum;
  }

  /** Counts a refusal on its way; a client that does not even take refusals is cut off. */
  void refuse(Request request) {
    if (refusals.incrementAndGet() > mostRefusals) {
      request.getConnectionMetaData().getConnection().getEndPoint().close();
    }
    Request.addCompletionListener(request, _ -> refusals.decrementAndGet());
  }
}
