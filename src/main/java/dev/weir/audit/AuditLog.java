package dev.weir.audit;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** Takes note of answered requests. */
public interface AuditLog extends AutoCloseable {
  /** Keeps nothing. */
  AuditLog OFF = (_, _) -> {};

  /** Records an answered request, if it is of those that are recorded. Must not fail. */
  void answered(Request request, Response response);

  /** Number of requests that should have been recorded and were not. */
  default long lost() {
    return 0;
  }

  /** Writes what is still waiting. */
  @Override
  default void close() {}
}
