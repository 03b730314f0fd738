package dev.weir.remote.outbound;

/** Sends a request and gives the answer once its headers are there. Blocks; safe for threads. */
public interface Outbound extends AutoCloseable {
  /**
   * Sends one request.
   *
   * @return any answer, whatever its status; the caller closes it
   * @throws OutboundException if none came
   */
  OutboundAnswer send(OutboundRequest request) throws OutboundException;

  @Override
  void close();
}
