package dev.weir.server.listen;

import dev.weir.access.HeapBudget;
import dev.weir.audit.AuditLog;
import dev.weir.audit.RefusalLog;
import dev.weir.failure.FileProblem;
import dev.weir.http.Door;
import dev.weir.http.ExchangePlaces;
import dev.weir.server.config.ListenAddress;
import dev.weir.server.config.ServerConfig;
import dev.weir.server.config.StartException;
import dev.weir.server.tls.ServerIdentity;
import dev.weir.server.tls.ServerTls;
import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The places where requests come in: the API over TLS (HTTP/2 and 1.1), the registry (HTTP/1.1
 * only, since uploads over HTTP/2 are slower), and the API on a Unix socket. Ports are bound first,
 * so that everything else can be built knowing them; answering begins with {@link #start}.
 */
public final class Listeners implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private static final String API = "api";
  static final String REGISTRY = "registry";
  private static final String SOCKET = "socket";

  private static final int LONGEST_CLIENT_MESSAGE = 1024;
  private static final int BACKLOG = 1024;

  /** Most platform threads: acceptors, selectors and the like; requests have virtual ones. */
  private static final int MOST_THREADS = 32;

  private static final int LEAST_THREADS = 4;
  private static final int ACCEPTORS = 1;

  /** Longest a client may take to read a small answer. */
  private static final Duration SMALL_ANSWER = Duration.ofSeconds(30);

  /** Longest path of a Unix socket that every system takes, in bytes. */
  private static final int LONGEST_SOCKET_PATH = 103;

  private final Server jetty;
  private final RunningRequests requests;
  private final ListenAddress api;
  private final ListenAddress registry;
  private final Times times;

  /**
   * How long clients may take.
   *
   * @param headers from a connection's beginning, or a request's first byte, to the end of its
   *     headers
   * @param pause longest inside a request; a watch that has nothing to say is no pause, and neither
   *     is an answer that takes long to make
   * @param rest longest of a kept connection between requests
   */
  record Times(Duration headers, Duration pause, Duration rest) {
    static final Times USUAL =
        new Times(Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ofMinutes(2));
  }

  /** What was refused of late. */
  public RefusalLog refusals() {
    return requests.refusals();
  }

  /** From now on, answered requests are told to the log. */
  public void auditBy(AuditLog log) {
    requests.auditBy(log);
  }

  private Listeners(
      Server jetty,
      RunningRequests requests,
      ListenAddress api,
      ListenAddress registry,
      Times times) {
    this.times = times;
    this.jetty = jetty;
    this.requests = requests;
    this.api = api;
    this.registry = registry;
  }

  /**
   * Takes the ports; clients that connect wait until {@link #start}.
   *
   * @throws StartException if an address cannot be taken
   */
  public static Listeners bind(
      ServerConfig config, ServerIdentity identity, RequestMetrics metrics, HeapBudget heap) {
    return bind(config, identity, metrics, heap, Times.USUAL);
  }

  /** As above, with other times. */
  static Listeners bind(
      ServerConfig config,
      ServerIdentity identity,
      RequestMetrics metrics,
      HeapBudget heap,
      Times times) {
    Server jetty = new Server(threads());
    RunningRequests requests = new RunningRequests(metrics, new ExchangePlaces(heap, SMALL_ANSWER));
    jetty.setHandler(requests);
    jetty.setErrorHandler(new PlainErrors());
    webSockets(ServerWebSocketContainer.ensure(jetty));
    ConnectionPlaces places = new ConnectionPlaces(heap.connections());
    try {
      ListenAddress api =
          open(
              jetty,
              places,
              API,
              config.api(),
              times,
              Protocols.ofApi(config, identity, times.pause()));
      ListenAddress registry =
          open(
              jetty,
              places,
              REGISTRY,
              config.registry(),
              times,
              Protocols.ofRegistry(config, identity, times.pause()));
      return new Listeners(jetty, requests, api, registry, times);
    } catch (StartException e) {
      for (var connector : jetty.getConnectors()) {
        ((ServerConnector) connector).close();
      }
      throw e;
    }
  }

  /** Clients have nothing to say on the WebSockets of a watch. */
  private static void webSockets(ServerWebSocketContainer container) {
    container.setIdleTimeout(Duration.ZERO);
    container.setMaxFrameSize(LONGEST_CLIENT_MESSAGE);
    container.setMaxTextMessageSize(LONGEST_CLIENT_MESSAGE);
    container.setMaxBinaryMessageSize(LONGEST_CLIENT_MESSAGE);
    container.setAutoFragment(false);
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, LEAST_THREADS);
    threads.setName("http");
    threads.setVirtualThreadsExecutor(virtualThreads("request-"));
    return threads;
  }

  private static Executor virtualThreads(String name) {
    return Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name, 0).factory());
  }

  private static ListenAddress open(
      Server jetty,
      ConnectionPlaces places,
      String name,
      ListenAddress wanted,
      Times times,
      List<ConnectionFactory> protocols) {
    ServerConnector connector =
        PunctualConnectors.tcp(
            jetty, ACCEPTORS, selectors(), places, protocols.toArray(ConnectionFactory[]::new));
    connector.setName(name);
    connector.setAcceptQueueSize(BACKLOG);
    connector.setIdleTimeout(times.rest().toMillis());
    connector.setShutdownIdleTimeout(times.rest().toMillis()); // the stop has times of its own
    if (!wanted.isWildcard()) {
      connector.setHost(wanted.host());
    }
    connector.setPort(wanted.port());
    jetty.addConnector(connector);
    try {
      connector.open();
    } catch (IOException | RuntimeException e) {
      throw new StartException(
          "Weir cannot listen on "
              + wanted
              + " ("
              + reason(e)
              + "); choose another address with --"
              + name
              + " HOST:PORT, where port 0 picks a free one.",
          e);
    }
    return wanted.withPort(connector.getLocalPort());
  }

  private static int selectors() {
    return Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 4);
  }

  private static String reason(Throwable problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException bind) {
        String message = String.valueOf(bind.getMessage());
        if (message.contains("in use")) {
          return "the port is in use";
        }
        return message.contains("ermission")
            ? "the system does not allow it; ports below 1024 take a privilege"
            : "this machine has no such address";
      }
      if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
        return "nobody knows an address of that name";
      }
    }
    return problem instanceof IOException e ? FileProblem.words(e) : "the system refuses it";
  }

  /** Where the API listens, with the real port. */
  public ListenAddress api() {
    return api;
  }

  /** Where the registry listens, with the real port. */
  public ListenAddress registry() {
    return registry;
  }

  /** Lets new connections see another certificate. */
  public void show(ServerIdentity identity) {
    for (var connector : jetty.getConnectors()) {
      SslConnectionFactory factory = connector.getConnectionFactory(SslConnectionFactory.class);
      if (factory != null && factory.getSslContextFactory() instanceof ServerTls tls) {
        tls.show(identity);
      }
    }
  }

  /**
   * Begins to answer.
   *
   * @param socket path of the Unix socket for the API
   */
  public void start(Door apiDoor, Door registryDoor, Path socket) throws IOException {
    requests.serve(Map.of(API, apiDoor, SOCKET, apiDoor, REGISTRY, registryDoor));
    boolean withSocket = addSocket(socket);
    try {
      jetty.start();
    } catch (Exception e) {
      throw new IOException(
          "the Unix socket " + socket + " or another listener cannot be started: " + reason(e), e);
    }
    PunctualConnectors.endLate(jetty, times.headers());
    if (withSocket) {
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
    }
  }

  private boolean addSocket(Path socket) throws IOException {
    Files.deleteIfExists(socket);
    if (socket.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_SOCKET_PATH) {
      LOG.warn("no Unix socket: the path {} is too long for one; commands use TLS", socket);
      return false;
    }
    UnixDomainServerConnector connector =
        PunctualConnectors.unix(jetty, ACCEPTORS, 1, Protocols.ofSocket());
    connector.setName(SOCKET);
    connector.setUnixDomainPath(socket);
    connector.setIdleTimeout(times.rest().toMillis());
    connector.setShutdownIdleTimeout(times.rest().toMillis()); // the stop has times of its own
    jetty.addConnector(connector);
    return true;
  }

  /**
   * Takes no new connections, lets requests finish for a while, then closes.
   *
   * @param endWatches ends the requests that would never end by themselves
   */
  public void stop(Duration patience, Runnable endWatches) throws InterruptedException {
    for (var connector : jetty.getConnectors()) {
      var _ = ((AbstractConnector) connector).shutdown(); // ends with the server's own stop
    }
    requests.finish(patience, endWatches);
    try {
      jetty.stop();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      LOG.warn("the listeners did not stop cleanly", e);
    }
  }

  @Override
  public void close() {
    try {
      stop(Duration.ZERO, () -> {});
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
