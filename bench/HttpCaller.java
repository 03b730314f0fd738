import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;

/** One kept HTTP/1.1 connection: little code of its own beside what it measures. */
final class HttpCaller implements AutoCloseable {
  private final URI base;
  private final String authorization;
  private final Socket socket;
  private final InputStream in;
  private final Map<String, String> more = new TreeMap<>();
  private String accept = "application/json";

  /** An answer; header names in lower case. */
  record Answer(int status, Map<String, String> headers, byte[] body) {
    Answer require(int... wanted) {
      for (int code : wanted) {
        if (status == code) {
          return this;
        }
      }
      throw new IllegalStateException("answer " + status + ": " + new String(body, UTF_8));
    }
  }

  /**
   * Connects.
   *
   * @param authorization value of the Authorization header; empty for none
   */
  HttpCaller(URI base, SSLContext tls, String authorization) throws IOException {
    this.base = base;
    this.authorization = authorization;
    boolean secure = base.getScheme().equals("https");
    this.socket =
        secure
            ? tls.getSocketFactory().createSocket(base.getHost(), base.getPort())
            : new Socket(base.getHost(), base.getPort());
    socket.setTcpNoDelay(true);
    this.in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
  }

  Answer call(String method, String path, String contentType, byte[] body) throws IOException {
    send(method, path, contentType, body);
    return answer(method);
  }

  /** Sends bytes of any number. */
  Answer send(String method, String path, long length, InputStream body) throws IOException {
    socket
        .getOutputStream()
        .write(head(method, path, "application/octet-stream", length).getBytes(ISO_8859_1));
    body.transferTo(socket.getOutputStream());
    return answer(method);
  }

  private Answer answer(String method) throws IOException {
    int status = Integer.parseInt(line().split(" ")[1]);
    Map<String, String> headers = headers();
    boolean chunked = headers.getOrDefault("transfer-encoding", "").equals("chunked");
    byte[] answer =
        method.equals("HEAD") || status == 204
            ? new byte[0]
            : chunked
                ? new Chunks().readAllBytes()
                : in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    return new Answer(status, headers, answer);
  }

  Answer get(String path) throws IOException {
    return call("GET", path, "", new byte[0]);
  }

  Answer json(String method, String path, String body) throws IOException {
    return call(method, path, "application/json", body.getBytes(UTF_8));
  }

  /**
   * A body that was read and forgotten.
   *
   * @param firstByte when it came, as {@link System#nanoTime}
   */
  record Drained(long bytes, long firstByte, long lastByte, Map<String, String> headers) {}

  /** Sends a GET and forgets its body, which may be of any size. */
  Drained drain(String path) throws IOException {
    send("GET", path, "", new byte[0]);
    String status = line();
    if (!status.contains(" 200")) {
      throw new IOException(path + ": " + status);
    }
    Map<String, String> headers = headers();
    long length = Long.parseLong(headers.getOrDefault("content-length", "-1"));
    boolean chunked = headers.getOrDefault("transfer-encoding", "").equals("chunked");
    if (!chunked && length < 0) {
      throw new IOException(path + ": no length");
    }
    InputStream body = chunked ? new Chunks() : in;
    byte[] buffer = new byte[64 * 1024];
    long bytes = 0;
    long first = 0;
    while (chunked || bytes < length) {
      int most = chunked ? buffer.length : (int) Math.min(buffer.length, length - bytes);
      int n = body.read(buffer, 0, most);
      if (n < 0 && chunked) {
        break;
      }
      if (n < 0) {
        throw new EOFException("%s ended %d bytes before its end".formatted(path, length - bytes));
      }
      first = first == 0 ? System.nanoTime() : first;
      bytes += n;
    }
    return new Drained(bytes, first, System.nanoTime(), headers);
  }

  /** Sends a GET whose answer does not end, such as a watch, and returns its lines. */
  BufferedReader lines(String path) throws IOException {
    return new BufferedReader(new InputStreamReader(stream(path), UTF_8));
  }

  /** Sends a GET and returns its chunked body as it comes, once the head is there. */
  InputStream stream(String path) throws IOException {
    send("GET", path, "", new byte[0]);
    String status = line();
    if (!status.contains(" 200")) {
      throw new IOException(status);
    }
    headers();
    return new Chunks();
  }

  /** What later requests accept. */
  void accept(String types) {
    accept = types;
  }

  /** A header of later requests. */
  void with(String name, String value) {
    more.put(name, value);
  }

  private String head(String method, String path, String contentType, long length) {
    StringBuilder head = new StringBuilder(method).append(' ').append(path).append(" HTTP/1.1\r\n");
    head.append("Host: ")
        .append(base.getAuthority())
        .append("\r\nAccept: ")
        .append(accept)
        .append("\r\n");
    if (!authorization.isEmpty()) {
      head.append("Authorization: ").append(authorization).append("\r\n");
    }
    if (!contentType.isEmpty()) {
      head.append("Content-Type: ").append(contentType).append("\r\n");
    }
    more.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    return head.append("Content-Length: ").append(length).append("\r\n\r\n").toString();
  }

  private void send(String method, String path, String contentType, byte[] body)
      throws IOException {
    String head = head(method, path, contentType, body.length);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.getBytes(ISO_8859_1));
    all.writeBytes(body);
    socket.getOutputStream().write(all.toByteArray());
    socket.getOutputStream().flush();
  }

  private Map<String, String> headers() throws IOException {
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return headers;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the server ended the connection");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** The body of a chunked answer. */
  private final class Chunks extends InputStream {
    private int left;
    private boolean begun;
    private boolean ended;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      if (left == 0 && !ended) {
        if (begun) {
          line(); // the end of the last chunk may come only with the next one
        }
        begun = true;
        left = Integer.parseInt(line(), 16);
        ended = left == 0;
        if (ended) {
          line();
        }
      }
      if (ended) {
        return -1;
      }
      int read = in.read(bytes, from, Math.min(length, left));
      left -= read;
      return read;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
