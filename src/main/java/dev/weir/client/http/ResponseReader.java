package dev.weir.client.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads answers of HTTP/1.1 (RFC 9112) from a connection. */
final class ResponseReader {
  private static final int MAX_HEAD = 64 * 1024;

  private final InputStream in;
  private int headBytes;

  ResponseReader(InputStream in) {
    this.in = in;
  }

  /**
   * Reads one head; interim answers are skipped.
   *
   * @throws EOFException if the connection ended before the first byte
   */
  ApiAnswer read(String method) throws IOException {
    while (true) {
      headBytes = 0;
      int status = status(line());
      Map<String, List<String>> headers = headers();
      if (status >= 200) {
        return answer(method, status, headers);
      }
    }
  }

  private static int status(String line) throws IOException {
    if (!line.startsWith("HTTP/1.") || line.length() < 12) {
      throw new ProtocolException("the server does not speak HTTP/1.1");
    }
    try {
      return Integer.parseInt(line.substring(9, 12));
    } catch (NumberFormatException _) {
      throw new ProtocolException("the server sent a malformed status line");
    }
  }

  private Map<String, List<String>> headers() throws IOException {
    Map<String, List<String>> headers = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon <= 0) {
        throw new ProtocolException("the server sent a malformed header");
      }
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    return headers;
  }

  private ApiAnswer answer(String method, int status, Map<String, List<String>> headers)
      throws IOException {
    boolean close =
        String.join(",", headers.getOrDefault("connection", List.of()))
            .toLowerCase(Locale.ROOT)
            .contains("close");
    if (method.equals("HEAD") || status == 204 || status == 304) {
      return new ApiAnswer(status, headers, InputStream.nullInputStream(), !close);
    }
    if (String.join(",", headers.getOrDefault("transfer-encoding", List.of()))
        .equalsIgnoreCase("chunked")) {
      return new ApiAnswer(status, headers, new ChunkedBody(this, in), !close);
    }
    List<String> lengths = headers.getOrDefault("content-length", List.of());
    if (lengths.isEmpty()) {
      return new ApiAnswer(status, headers, in, false);
    }
    long length;
    try {
      length = Long.parseLong(lengths.getFirst());
    } catch (NumberFormatException _) {
      throw new ProtocolException("the server sent a malformed Content-Length");
    }
    return new ApiAnswer(status, headers, new SizedBody(in, length), !close);
  }

  /** One line without its end. */
  String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (next == '\n') {
        int length = line.length();
        if (length > 0 && line.charAt(length - 1) == '\r') {
          line.setLength(length - 1);
        }
        return line.toString();
      }
      if (++headBytes > MAX_HEAD) {
        throw new ProtocolException("the server sent more than " + MAX_HEAD + " bytes of headers");
      }
      line.append((char) next);
    }
  }

  /** Lets the next lines count from zero: a chunked body has many. */
  void resetBound() {
    headBytes = 0;
  }

  static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
