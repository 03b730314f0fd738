package dev.weir.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.weir.client.http.ApiClient;
import dev.weir.client.http.Endpoint;
import dev.weir.client.http.HttpResources;
import dev.weir.client.http.Identity;
import dev.weir.client.http.TlsSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;

/** An API server of plain HTTP that answers as a test wants it. */
public final class ScriptedServer implements AutoCloseable {
  private final HttpServer server;

  private ScriptedServer(HttpServer server) {
    this.server = server;
  }

  public static ScriptedServer start(HttpHandler script) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", script);
    server.start();
    return new ScriptedServer(server);
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Its objects, for one thread. */
  public Resources resources() {
    Endpoint here = new Endpoint.Tcp(uri(), TlsSettings.DEFAULT);
    return new HttpResources(
        new ApiClient(here, Identity.ANONYMOUS, Duration.ofSeconds(20), _ -> {}));
  }

  /** A whole answer. */
  public static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    byte[] _ = exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(status, bytes.length);
    try (var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  /** The beginning of an answer, which is then cut. */
  public static void cut(HttpExchange exchange, String begun) throws IOException {
    byte[] bytes = begun.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length + 100L);
    exchange.getResponseBody().write(bytes);
    exchange.getResponseBody().flush();
    throw new IOException("cut");
  }

  /** A line of a watch. */
  public static String event(String type, String name, long version) {
    return "{\"type\":\"%s\",\"object\":{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"%s\",\"namespace\":\"n\",\"resourceVersion\":\"%d\"}}}\n"
        .formatted(type, name, version);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
