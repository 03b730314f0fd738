package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A proxy of the examples in front of a server, run with the file that is shown to users. */
final class ReverseProxy implements AutoCloseable {
  /** What surrounds the file: in Debian that is nginx.conf. */
  @SuppressWarnings("InlineFormatString") // a file of its own
  private static final String AROUND_NGINX =
      """
      daemon off;
      master_process off;
      pid %1$s/nginx.pid;
      error_log stderr;
      events {}
      http {
        access_log off;
        client_body_temp_path %1$s/body;
        proxy_temp_path %1$s/proxy;
        fastcgi_temp_path %1$s/fastcgi;
        uwsgi_temp_path %1$s/uwsgi;
        scgi_temp_path %1$s/scgi;
        include %2$s;
      }
      """;

  /** Java sends no SNI for a name without a dot, as that of this machine may be. */
  @SuppressWarnings("InlineFormatString")
  private static final String BEFORE_CADDY =
      """
      {
      	admin off
      	auto_https disable_redirects
      	https_port %d
      	default_sni localhost
      }
      """;

  private final Process process;
  private final Path log;

  private ReverseProxy(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Programs that stand in front. */
  enum Kind {
    NGINX("nginx", "nginx.conf", "/etc/nginx/"),
    CADDY("caddy", "Caddyfile", "/etc/caddy/");

    private final String program;
    private final String example;
    private final String folder;

    Kind(String program, String example, String folder) {
      this.program = program;
      this.example = example;
      this.folder = folder;
    }

    /** Goes on where the program is. */
    void needed() {
      RealClient _ = RealClient.required(Map.of(), program);
    }

    /**
     * Starts it with the example.
     *
     * @param work has the files that the example looks for in a folder of its own
     * @param addresses what stands for those in the example
     */
    ReverseProxy start(Path work, int port, Map<String, String> addresses) throws IOException {
      String text = Files.readString(Path.of("examples/proxies", example));
      text = text.replace(folder, work + "/").replace("listen 443 ", "listen " + port + " ");
      for (Map.Entry<String, String> address : addresses.entrySet()) {
        assertThat(text).contains(address.getKey());
        text = text.replace(address.getKey(), address.getValue());
      }
      return run(command(work, port, text), work, port);
    }

    private List<String> command(Path work, int port, String text) throws IOException {
      Path file = work.resolve(example);
      if (this == CADDY) {
        Files.writeString(file, BEFORE_CADDY.formatted(port) + text);
        return List.of(program, "run", "--adapter", "caddyfile", "--config", file.toString());
      }
      Files.writeString(file, text);
      Path around =
          Files.writeString(work.resolve("around.conf"), AROUND_NGINX.formatted(work, file));
      return List.of(program, "-c", around.toString());
    }
  }

  private static ReverseProxy run(List<String> command, Path work, int port) throws IOException {
    Path log = work.resolve("proxy.log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "HOME", work.toString(),
                "XDG_CONFIG_HOME", work.toString(),
                "XDG_DATA_HOME", work.toString()));
    ReverseProxy proxy = new ReverseProxy(builder.start(), log);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !proxy.process.isAlive() || isListening(port));
    assertThat(proxy.process.isAlive()).as("%s", proxy.log()).isTrue();
    return proxy;
  }

  private static boolean isListening(int port) {
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      return socket.isConnected();
    } catch (IOException _) {
      return false;
    }
  }

  private String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
