package dev.weir.serving;

import dev.weir.cli.call.CliException;
import dev.weir.failure.FileProblem;
import dev.weir.http.Door;
import dev.weir.http.DoorHandler;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** One listener of HTTP/1.1, plain or over TLS, in front of a door. */
final class DirectoryServer implements AutoCloseable {
  private static final Pattern ADDRESS =
      Pattern.compile("(?<host>[^:/@\\s\\[\\]]*|\\[[0-9a-fA-F:.]+\\]):(?<port>[0-9]{1,5})");
  private static final int LARGEST_HEADERS = 16 * 1024;
  private static final int MOST_CONNECTIONS = 2_000;
  private static final int MOST_THREADS = 16;

  /** Longest that a client may be silent. */
  private static final Duration REST = Duration.ofMinutes(1);

  private final Server jetty;
  private final ServerConnector connector;
  private final String url;

  private DirectoryServer(Server jetty, ServerConnector connector, String url) {
    this.jetty = jetty;
    this.connector = connector;
    this.url = url;
  }

  /**
   * Begins to answer.
   *
   * @param address {@code [HOST]:PORT}, port 0 for any
   * @param certificates empty for plain HTTP
   * @throws CliException if it cannot listen there, as users are told it
   */
  static DirectoryServer start(String address, Optional<Certificates> certificates, Door door) {
    Matcher parts = ADDRESS.matcher(address);
    if (!parts.matches() || Integer.parseInt(parts.group("port")) > 65_535) {
      throw CliException.error("--listen must be of the form [HOST]:PORT, not \"" + address + "\"");
    }
    QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, 2);
    threads.setName("http");
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    Server jetty = new Server(threads);
    jetty.setHandler(new DoorHandler(door));
    List<ConnectionFactory> protocols = new ArrayList<>();
    HttpConnectionFactory http = new HttpConnectionFactory(http());
    certificates.ifPresent(
        own -> protocols.add(new SslConnectionFactory(own.tls(), http.getProtocol())));
    protocols.add(http);
    ServerConnector connector =
        new ServerConnector(jetty, 1, 1, protocols.toArray(ConnectionFactory[]::new));
    connector.setIdleTimeout(REST.toMillis());
    connector.setPort(Integer.parseInt(parts.group("port")));
    String host = parts.group("host").replaceFirst("^\\[(.*)\\]$", "$1");
    if (!host.isEmpty()) {
      connector.setHost(host);
    }
    jetty.addConnector(connector);
    jetty.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, connector));
    try {
      jetty.start();
    } catch (Exception e) {
      throw CliException.error("cannot listen on " + address + ": " + reason(e));
    }
    String shown = host.isEmpty() ? "127.0.0.1" : parts.group("host");
    String scheme = certificates.isPresent() ? "https://" : "http://";
    return new DirectoryServer(jetty, connector, scheme + shown + ":" + connector.getLocalPort());
  }

  private static HttpConfiguration http() {
    HttpConfiguration http = new HttpConfiguration();
    http.setRequestHeaderSize(LARGEST_HEADERS);
    http.setSendServerVersion(false);
    http.setIdleTimeout(REST.toMillis());
    // the door splits the raw path itself: an encoded slash in a name is its to judge
    http.setUriCompliance(
        UriCompliance.from("DEFAULT,AMBIGUOUS_PATH_SEPARATOR,AMBIGUOUS_PATH_ENCODING"));
    http.addCustomizer(new SecureRequestCustomizer(false));
    return http;
  }

  private static String reason(Throwable problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException bind) {
        return String.valueOf(bind.getMessage()).contains("in use")
            ? "the port is in use; choose another with --listen"
            : "this machine has no such address, or it may not be used";
      }
    }
    return problem instanceof IOException e ? FileProblem.words(e) : "the system refuses it";
  }

  /** Where clients on this machine find it. */
  String url() {
    return url;
  }

  @Override
  public void close() {
    try {
      connector.stop();
      jetty.stop();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (Exception _) {
      // nothing is lost: it only reads
    }
  }
}
