package dev.weir.http;

import java.util.function.Consumer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/** Starts a thread for an open WebSocket. What the client says is read and left alone. */
public final class Conversation implements Session.Listener.AutoDemanding {
  private final Consumer<WebSocket> conversation;
  private final Runnable peerLeft;

  Conversation(Consumer<WebSocket> conversation, Runnable peerLeft) {
    this.conversation = conversation;
    this.peerLeft = peerLeft;
  }

  @Override
  public void onWebSocketOpen(Session session) {
    Thread _ = Thread.ofVirtual().name("websocket").start(() -> converse(session));
  }

  private void converse(Session session) {
    try (WebSocket socket = new WebSocket(session)) {
      conversation.accept(socket);
    }
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    peerLeft.run();
  }

  @Override
  public void onWebSocketClose(int status, String reason, Callback callback) {
    peerLeft.run();
    callback.succeed();
  }
}
