package dev.weir.client.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;

/** An open connection. Closing it from another thread ends a read that waits. */
record Wire(InputStream in, OutputStream out, AutoCloseable connection) implements AutoCloseable {
  private static final int BUFFER = 16 * 1024;

  static Wire of(Socket socket) throws IOException {
    return new Wire(
        new BufferedInputStream(socket.getInputStream(), BUFFER), socket.getOutputStream(), socket);
  }

  static Wire of(SocketChannel channel) {
    return new Wire(
        new BufferedInputStream(Channels.newInputStream(channel), BUFFER),
        Channels.newOutputStream(channel),
        channel);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (Exception _) {
      // It is given up anyway.
    }
  }
}
