package dev.weir.server.listen;

import dev.weir.audit.AuditLog;
import dev.weir.audit.AuditNote;
import dev.weir.audit.RefusalLog;
import dev.weir.http.Door;
import dev.weir.http.DoorHandler;
import dev.weir.http.Exchange;
import dev.weir.http.ExchangePlaces;
import dev.weir.http.RequestId;
import dev.weir.http.ServerStopsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads each request to the door of its listener, counts it, and ends what runs when it is time.
 */
final class RunningRequests extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(RunningRequests.class);

  private static final DoorHandler NO_TLS =
      new DoorHandler(
          exchange ->
              refuse(
                  exchange,
                  HttpStatus.BAD_REQUEST_400,
                  "text/plain;charset=utf-8",
                  "this port speaks TLS and got plain HTTP; use https://%s\n"
                      .formatted(exchange.authority())
                      .getBytes(StandardCharsets.UTF_8)));

  private static final DoorHandler STOPPING =
      new DoorHandler(
          exchange ->
              refuse(
                  exchange,
                  HttpStatus.SERVICE_UNAVAILABLE_503,
                  PlainErrors.CONTENT_TYPE,
                  PlainErrors.body(
                      exchange.request(),
                      HttpStatus.SERVICE_UNAVAILABLE_503,
                      "the server stops; please try again when it is back")));

  private final RequestMetrics metrics;
  private final ExchangePlaces places;

  /** What is left of the time to stop when patience is over: to read and send the refusals. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private final Map<Thread, Request> running = new ConcurrentHashMap<>();
  private volatile Map<String, DoorHandler> doors = Map.of();
  private volatile AuditLog audit = AuditLog.OFF;
  private final RefusalLog refusals = new RefusalLog();
  private volatile boolean finishing;

  RunningRequests(RequestMetrics metrics, ExchangePlaces places) {
    super(InvocationType.BLOCKING);
    this.places = places;
    this.metrics = metrics;
  }

  private DoorHandler door(Request request) {
    if (Protocols.isPlainWhereTlsIsSpoken(request)) {
      return NO_TLS;
    }
    return finishing ? STOPPING : doors.getOrDefault(listener(request), STOPPING);
  }

  private static void refuse(Exchange exchange, int status, String contentType, byte[] body)
      throws IOException {
    exchange.drainBody();
    exchange.status(status).setHeader("Connection", "close");
    exchange.send(contentType, body);
  }

  /** Sets the doors by the names of their listeners. */
  void serve(Map<String, Door> byListener) {
    Map<String, DoorHandler> handlers = new ConcurrentHashMap<>();
    byListener.forEach((name, door) -> handlers.put(name, new DoorHandler(door, places)));
    doors = Map.copyOf(handlers);
  }

  RefusalLog refusals() {
    return refusals;
  }

  /** From now on, answered requests are told to the log. */
  void auditBy(AuditLog log) {
    audit = log;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    PunctualEndPoint.of(request).ifPresent(connection -> paid(connection, request, response));
    DoorHandler door = door(request);
    if (Thread.currentThread().isVirtual()) {
      return run(door, request, response, callback);
    }
    // The first request of a connection may come on a thread of the listener.
    Thread _ = Thread.startVirtualThread(() -> runDetached(door, request, response, callback));
    return true;
  }

  /** What goes on as something else than HTTP/1.1, with many streams or none, never rests. */
  private static void paid(PunctualEndPoint connection, Request request, Response response) {
    boolean rests = request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_2;
    connection.headersCame();
    connection.begins();
    Request.addCompletionListener(
        request,
        _ -> {
          if (response.getStatus() != HttpStatus.SWITCHING_PROTOCOLS_101) {
            connection.ends();
            if (rests) {
              connection.rests();
            }
          }
        });
  }

  private void runDetached(
      DoorHandler door, Request request, Response response, Callback callback) {
    try {
      boolean _ = run(door, request, response, sentFirst(response, callback));
    } catch (Throwable e) {
      // whatever it is: without an answer, and a line in the log, the connection would hang
      Response.writeError(request, response, callback, e);
    }
  }

  /**
   * Ends an answer before its exchange. Of an answer that the end of an exchange sends, Jetty notes
   * on the connection that it was sent, a moment after it was. When the listener's thread has left
   * the exchange by then, the client's next one may have begun, and would end without an answer.
   */
  private static Callback sentFirst(Response response, Callback end) {
    return Callback.from(
        () -> response.write(true, BufferUtil.EMPTY_BUFFER, end), failure -> end.failed(failure));
  }

  private boolean run(DoorHandler door, Request request, Response response, Callback callback)
      throws Exception {
    running.put(Thread.currentThread(), request);
    boolean counts = metrics.served().begins(request);
    String listener = listener(request);
    AuditNote.of(request)
        .id(RequestId.begin(request, response, !listener.equals(Listeners.REGISTRY)));
    try {
      return door.handle(request, response, callback);
    } finally {
      if (counts) {
        metrics.served().ended();
      }
      running.remove(Thread.currentThread());
      metrics.count(listener, request, response);
      audit.answered(request, response);
      refusals.answered(request, response);
    }
  }

  private static String listener(Request request) {
    return request.getConnectionMetaData().getConnector().getName();
  }

  /**
   * Refuses new requests and waits for those that run. Who waits for the rest of a body then gets
   * an error instead of it, and time to say so; whatever still runs after that is interrupted.
   *
   * @param endWatches ends the requests that would never end by themselves
   */
  void finish(Duration patience, Runnable endWatches) throws InterruptedException {
    finishing = true;
    endWatches.run();
    await(patience);
    if (running.isEmpty()) {
      return;
    }
    running.values().forEach(RunningRequests::fail);
    await(LAST_WORDS.dividedBy(2));
    running.keySet().forEach(Thread::interrupt);
    await(LAST_WORDS.dividedBy(2));
  }

  private static void fail(Request request) {
    try {
      request.fail(new ServerStopsException());
    } catch (RuntimeException e) {
      LOG.debug("a request was answered just in time: {}", e.toString());
    }
  }

  private void await(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    for (Thread thread : running.keySet()) {
      boolean _ = thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
    }
  }
}
