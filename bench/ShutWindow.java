import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A client of HTTP/2 that asks on many streams and gives no answer a byte of window. */
final class ShutWindow {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final short INITIAL_WINDOW_SIZE = 4;
  private static final int SEVEN_BITS = 127;

  private final Socket socket;
  private int stream = 1;

  /** Begins on a connection whose handshake was not made yet. */
  ShutWindow(Socket socket) throws IOException {
    this.socket = socket;
    SSLParameters parameters = ((SSLSocket) socket).getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    ((SSLSocket) socket).setSSLParameters(parameters);
    socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
    frame(SETTINGS, 0, 0, ByteBuffer.allocate(6).putShort(INITIAL_WINDOW_SIZE).putInt(0).array());
  }

  /**
   * Sends a request.
   *
   * @param headers names and values in turn
   */
  void ask(String method, String path, String body, String... headers) throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    field(block, ":method", method);
    field(block, ":scheme", "https");
    field(block, ":authority", "localhost");
    field(block, ":path", path);
    for (int i = 0; i < headers.length; i += 2) {
      field(block, headers[i], headers[i + 1]);
    }
    boolean bare = body.isEmpty();
    frame(HEADERS, END_HEADERS | (bare ? END_STREAM : 0), stream, block.toByteArray());
    if (!bare) {
      frame(DATA, END_STREAM, stream, body.getBytes(US_ASCII));
    }
    stream += 2;
  }

  /** A literal that is not remembered. */
  private static void field(ByteArrayOutputStream block, String name, String value) {
    block.write(0);
    string(block, name);
    string(block, value);
  }

  private static void string(ByteArrayOutputStream block, String text) {
    int length = text.length();
    if (length < SEVEN_BITS) {
      block.write(length);
    } else {
      block.write(SEVEN_BITS);
      for (length -= SEVEN_BITS; length > SEVEN_BITS; length >>= 7) {
        block.write((length & SEVEN_BITS) | (SEVEN_BITS + 1));
      }
      block.write(length);
    }
    block.writeBytes(text.getBytes(US_ASCII));
  }

  private void frame(int type, int flags, int id, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
    frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
    frame.put((byte) type).put((byte) flags).putInt(id).put(payload);
    socket.getOutputStream().write(frame.array());
  }
}
