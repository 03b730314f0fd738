package dev.weir.remote.fake;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A forward proxy on a free port of 127.0.0.1 that leads every name to 127.0.0.1, with {@code
 * CONNECT} and with whole addresses; one request of the latter kind for each connection. The port
 * stays as it was asked for, unless the test says where a name leads.
 */
public final class FakeProxy implements AutoCloseable {
  private final ServerSocket listener;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Map<String, Integer> ports = new ConcurrentHashMap<>();
  private volatile String wanted = "";
  private volatile String refusal = "";

  public FakeProxy() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    Thread _ = Thread.ofVirtual().start(this::accept);
  }

  /** {@code 127.0.0.1:PORT}. */
  public String host() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  /** From now on only who sends this {@code Proxy-Authorization} gets through. */
  public FakeProxy require(String authorization) {
    wanted = authorization;
    return this;
  }

  /** From now on answers with this status line. */
  public FakeProxy refuse(String status) {
    refusal = status;
    return this;
  }

  /** Leads a {@code host:port} to this port. */
  public FakeProxy lead(String authority, int port) {
    ports.put(authority, port);
    return this;
  }

  /** Request lines so far. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Thread _ = Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException _) {
        // closed, or a client that left
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      List<String> head = head(client.getInputStream());
      requests.add(head.getFirst());
      String refused = refusal;
      if (!wanted.isEmpty() && !head.contains("Proxy-Authorization: " + wanted)) {
        refused = "407 Proxy Authentication Required";
      }
      if (refused.isEmpty()) {
        pass(client, head);
      } else {
        answer(client, refused, "Content-Length: 0\r\n");
      }
    } catch (IOException _) {
      // one of them left
    }
  }

  private static void answer(Socket client, String status, String headers) throws IOException {
    client
        .getOutputStream()
        .write(
            ("HTTP/1.1 " + status + "\r\n" + headers + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  private void pass(Socket client, List<String> head) throws IOException {
    String[] line = head.getFirst().split(" ");
    boolean tunnel = line[0].equals("CONNECT");
    URI target = URI.create(tunnel ? "https://" + line[1] : line[1]);
    try (Socket server = new Socket(InetAddress.ofLiteral("127.0.0.1"), port(target))) {
      if (tunnel) {
        answer(client, "200 OK", "");
      } else {
        List<String> lines = new ArrayList<>(head);
        lines.set(0, line[0] + " " + target.getRawPath() + " HTTP/1.1");
        lines.removeIf(header -> header.toLowerCase(Locale.ROOT).startsWith("proxy-"));
        lines.add("Connection: close");
        server
            .getOutputStream()
            .write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      }
      Thread _ = Thread.ofVirtual().start(() -> copy(client, server));
      server.getInputStream().transferTo(client.getOutputStream());
    }
  }

  private int port(URI target) {
    return ports.getOrDefault(target.getAuthority(), target.getPort());
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException _) {
      // the answer is complete
    }
  }

  private static List<String> head(InputStream in) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    while (!read.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the client left");
      }
      read.write(next);
    }
    return List.of(read.toString(StandardCharsets.ISO_8859_1).strip().split("\r\n"));
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
