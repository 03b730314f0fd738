package dev.weir.http;

import java.io.IOException;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/** Starts a thread for an open WebSocket. What the client says is read and left alone. */
public final class Conversation implements Session.Listener.AutoDemanding {
  private final Consumer<WebSocket> conversation;
  private final Runnable peerLeft;

  Conversation(Consumer<WebSocket> conversation, Runnable peerLeft) {
    this.conversation = conversation;
    this.peerLeft = peerLeft;
  }

  /** What makes WebSockets of a listener's requests. */
  static ServerWebSocketContainer container(Request request) throws IOException {
    ServerWebSocketContainer container = ServerWebSocketContainer.get(request.getContext());
    if (container == null) {
      throw new IOException("this listener offers no WebSockets");
    }
    return container;
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
