package dev.weir.http;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/** A connection that became a WebSocket (RFC 6455), for sending text messages. */
public final class WebSocket implements AutoCloseable {
  private static final int LONGEST_SEND_MINUTES = 10;

  private final Session session;

  WebSocket(Session session) {
    this.session = session;
  }

  /**
   * Sends one message; returns when it is written.
   *
   * @throws IOException if the peer has gone, or takes nothing for ten minutes
   */
  public void send(String message) throws IOException, InterruptedException {
    var sent = Callback.Completable.with(callback -> session.sendText(message, callback));
    try {
      Object _ = sent.get(LONGEST_SEND_MINUTES, TimeUnit.MINUTES);
    } catch (ExecutionException e) {
      throw new IOException("the message could not be sent: " + e.getCause(), e);
    } catch (TimeoutException e) {
      session.disconnect();
      throw new IOException("the peer takes no messages", e);
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
