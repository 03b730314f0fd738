package dev.weir.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A connection of HTTP/2 whose client asks and never takes a byte of a body (RFC 9113 6.9). */
public final class UnreadStreams implements AutoCloseable {
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final short INITIAL_WINDOW_SIZE = 4;
  private static final int LONG = 127;

  private final SSLSocket socket;
  private int stream = 1;

  /** Begins on a connection over TLS whose handshake was not made yet. */
  public UnreadStreams(Socket connection) throws IOException {
    socket = (SSLSocket) connection;
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    socket.getOutputStream().write(PREFACE);
    send(SETTINGS, 0, 0, ByteBuffer.allocate(6).putShort(INITIAL_WINDOW_SIZE).putInt(0).array());
  }

  /**
   * Sends a request on a stream of its own.
   *
   * @param headers names and values in turn
   */
  public void request(String method, String path, byte[] body, String... headers)
      throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    field(block, ":method", method);
    field(block, ":scheme", "https");
    field(block, ":authority", "localhost");
    field(block, ":path", path);
    for (int i = 0; i < headers.length; i += 2) {
      field(block, headers[i], headers[i + 1]);
    }
    boolean bare = body.length == 0;
    send(HEADERS, END_HEADERS | (bare ? END_STREAM : 0), stream, block.toByteArray());
    if (!bare) {
      send(DATA, END_STREAM, stream, body);
    }
    stream += 2;
  }

  /** A literal that is not remembered (RFC 7541 6.2.2). */
  private static void field(ByteArrayOutputStream block, String name, String value) {
    block.write(0);
    string(block, name);
    string(block, value);
  }

  private static void string(ByteArrayOutputStream block, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    if (bytes.length < LONG) {
      block.write(bytes.length);
    } else {
      block.write(LONG);
      int rest = bytes.length - LONG;
      while (rest > LONG) {
        block.write((rest & LONG) | (LONG + 1));
        rest >>= 7;
      }
      block.write(rest);
    }
    block.writeBytes(bytes);
  }

  private void send(int type, int flags, int id, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
    frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
    frame.put((byte) type).put((byte) flags).putInt(id).put(payload);
    socket.getOutputStream().write(frame.array());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
