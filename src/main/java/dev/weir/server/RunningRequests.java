package dev.weir.server;

import dev.weir.audit.AuditLog;
import dev.weir.http.Door;
import dev.weir.http.DoorHandler;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Leads each request to the door of its listener, counts it, and ends what runs when it is time.
 */
final class RunningRequests extends Handler.Abstract {
  private final RequestMetrics metrics;
  private final Set<Thread> running = ConcurrentHashMap.newKeySet();
  private volatile Map<String, DoorHandler> doors = Map.of();
  private volatile AuditLog audit = AuditLog.OFF;
  private volatile boolean finishing;

  RunningRequests(RequestMetrics metrics) {
    super(InvocationType.BLOCKING);
    this.metrics = metrics;
  }

  /** Sets the doors by the names of their listeners. */
  void serve(Map<String, Door> byListener) {
    Map<String, DoorHandler> handlers = new ConcurrentHashMap<>();
    byListener.forEach((name, door) -> handlers.put(name, new DoorHandler(door)));
    doors = Map.copyOf(handlers);
  }

  /** From now on, answered requests are told to the log. */
  void auditBy(AuditLog log) {
    audit = log;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    PunctualEndPoint.of(request).ifPresent(connection -> paid(connection, request, response));
    DoorHandler door = doors.get(listener(request));
    if (door == null || finishing) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
      Response.writeError(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503);
      return true;
    }
    if (Thread.currentThread().isVirtual()) {
      return run(door, request, response, callback);
    }
    // The first request of a connection may come on a thread of the listener.
    Thread _ = Thread.startVirtualThread(() -> runDetached(door, request, response, callback));
    return true;
  }

  /** What goes on as something else than HTTP/1.1, with many streams or none, never rests. */
  private static void paid(PunctualEndPoint connection, Request request, Response response) {
    connection.headersCame();
    if (request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_2) {
      Request.addCompletionListener(
          request,
          _ -> {
            if (response.getStatus() != HttpStatus.SWITCHING_PROTOCOLS_101) {
              connection.rests();
            }
          });
    }
  }

  private void runDetached(
      DoorHandler door, Request request, Response response, Callback callback) {
    try {
      boolean _ = run(door, request, response, callback);
    } catch (Exception e) {
      Response.writeError(request, response, callback, e);
    }
  }

  private boolean run(DoorHandler door, Request request, Response response, Callback callback)
      throws Exception {
    running.add(Thread.currentThread());
    try {
      return door.handle(request, response, callback);
    } finally {
      running.remove(Thread.currentThread());
      metrics.count(listener(request), request, response);
      audit.answered(request, response);
    }
  }

  private static String listener(Request request) {
    return request.getConnectionMetaData().getConnector().getName();
  }

  /**
   * Refuses new requests, waits for those that run, and interrupts what is late.
   *
   * @param endWatches ends the requests that would never end by themselves
   */
  void finish(Duration patience, Runnable endWatches) throws InterruptedException {
    finishing = true;
    endWatches.run();
    long end = System.nanoTime() + patience.toNanos();
    for (Thread thread : running) {
      boolean _ = thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
    }
    running.forEach(Thread::interrupt);
  }
}
