package dev.weir.clients;

import dev.weir.remote.fake.SelfSigned;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A reverse proxy on a free port of 127.0.0.1 that ends TLS, with a certificate of its own for
 * localhost. One request for each connection.
 */
final class TlsProxy implements AutoCloseable {
  private final SelfSigned identity = SelfSigned.make();
  private final SSLServerSocket listener;
  private final boolean forwards;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile Consumer<String> heard = _ -> {};
  private volatile String backend = "";
  private volatile boolean backendTls;

  /**
   * Listens.
   *
   * @param forwards tells of the client in {@code X-Forwarded-*} and calls the server by its own
   *     name, as proxies do by default; otherwise it passes Host on and tells nothing
   */
  TlsProxy(boolean forwards) throws IOException {
    this.forwards = forwards;
    listener =
        (SSLServerSocket)
            identity
                .context()
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    Thread _ = Thread.ofVirtual().start(this::accept);
  }

  /** Where requests go: {@code host:port}. */
  void leadTo(String authority, boolean overTls) {
    backend = authority;
    backendTls = overTls;
  }

  /** Has something done with each request line before the request is passed on. */
  void hear(Consumer<String> first) {
    heard = first;
  }

  /** {@code localhost:PORT}. */
  String host() {
    return "localhost:" + listener.getLocalPort();
  }

  String url() {
    return "https://" + host();
  }

  /** Request lines so far. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  /** Writes the certificate that clients must trust. */
  Path trust(Path file) throws IOException, GeneralSecurityException {
    String pem =
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(identity.certificate().getEncoded())
            + "\n-----END CERTIFICATE-----\n";
    return Files.writeString(file, pem);
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
    try (client;
        Socket server = dial()) {
      InputStream in = client.getInputStream();
      server.getOutputStream().write(head(in).getBytes(StandardCharsets.ISO_8859_1));
      Thread _ = Thread.ofVirtual().start(() -> copy(in, server));
      server.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException | GeneralSecurityException _) {
      // one of them left
    }
  }

  private static void copy(InputStream in, Socket to) {
    try {
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
    } catch (IOException _) {
      // the answer is complete
    }
  }

  private Socket dial() throws IOException, GeneralSecurityException {
    String host = backend.substring(0, backend.lastIndexOf(':'));
    int port = Integer.parseInt(backend.substring(backend.lastIndexOf(':') + 1));
    if (!backendTls) {
      return new Socket(host, port);
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Anybody()}, new SecureRandom());
    return context.getSocketFactory().createSocket(host, port);
  }

  /** The head of the request as the server gets it. */
  private String head(InputStream in) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    while (!read.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the client left");
      }
      read.write(next);
    }
    List<String> lines =
        new ArrayList<>(List.of(read.toString(StandardCharsets.ISO_8859_1).strip().split("\r\n")));
    requests.add(lines.getFirst());
    heard.accept(lines.getFirst());
    String called = "";
    for (String line : lines) {
      called =
          line.toLowerCase(Locale.ROOT).startsWith("host:") ? line.substring(5).strip() : called;
    }
    lines.removeIf(line -> line.toLowerCase(Locale.ROOT).startsWith("connection:"));
    lines.add("Connection: close");
    if (forwards) {
      lines.removeIf(line -> line.toLowerCase(Locale.ROOT).startsWith("host:"));
      lines.add("Host: " + backend);
      lines.add("X-Forwarded-For: 203.0.113.9");
      lines.add("X-Forwarded-Proto: https");
      lines.add("X-Forwarded-Host: " + called);
    }
    return String.join("\r\n", lines) + "\r\n\r\n";
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  private static final class Anybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
