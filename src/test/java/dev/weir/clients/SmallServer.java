package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;

/** A server with a small heap, which ends when that is not enough, and its administrator. */
final class SmallServer implements AutoCloseable {
  /** Not the one from which the administrator calls. */
  private static final String OTHER_ADDRESS = "127.0.0.2";

  private final ServerProcess process;
  private final ApiCaller caller;
  private final SSLSocketFactory tls;
  private final URI api;
  private final URI registry;

  /** Starts it, with a project named {@code demo}. */
  SmallServer(Path data, String... options) throws Exception {
    this(ServerProcess.start(List.of(options), data));
  }

  /** The same of a server that was just started. */
  SmallServer(ServerProcess process) throws Exception {
    this.process = process;
    caller = ApiCaller.of(process);
    tls = HttpApi.trust(process).getSocketFactory();
    api = URI.create(process.api());
    registry = URI.create("http://" + process.registry());
    String project = "{\"metadata\":{\"name\":\"demo\"}}";
    assertThat(call("POST", "/api/v1/namespaces", project).status()).isEqualTo(201);
  }

  /** Calls the API as the administrator. */
  ApiCaller.Answer call(String method, String path, String body)
      throws IOException, InterruptedException {
    return caller.api(administrator(), method, path, body);
  }

  /** A page that is no object, as the administrator gets it. */
  String text(String path) throws IOException, InterruptedException {
    return caller.text(path);
  }

  /** The token of {@code system:admin}. */
  String administrator() {
    return caller.administrator();
  }

  /** A new connection to the API from another address, with TLS that is not begun yet. */
  Socket toApi() throws IOException {
    return tls.createSocket(
        InetAddress.getByName(api.getHost()),
        api.getPort(),
        InetAddress.getByName(OTHER_ADDRESS),
        0);
  }

  /** A new connection to the registry from another address. */
  Socket toRegistry() throws IOException {
    return new Socket(
        registry.getHost(), registry.getPort(), InetAddress.getByName(OTHER_ADDRESS), 0);
  }

  /** Passes if it still runs and serves. */
  void goesOn() throws IOException, InterruptedException {
    assertThat(call("GET", "/api/v1/namespaces/demo/secrets", "").status()).isEqualTo(200);
  }

  @Override
  public void close() throws IOException {
    caller.close();
    process.close();
  }
}
