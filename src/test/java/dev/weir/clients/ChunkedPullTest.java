package dev.weir.clients;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Podman fetches those pieces of a layer that it has not got from the layer before. */
@Timeout(120)
class ChunkedPullTest {
  private static final int FILES = 40;
  private static final int BYTES = 70_000;

  @TempDir private Path work;
  private final Random random = new Random(40);
  private ServerProcess server;
  private Wire wire;

  @BeforeEach
  void start() throws Exception {
    server = ServerProcess.start(work.resolve("data"));
    wire = new Wire(Integer.parseInt(server.registry().replaceFirst(".*:", "")));
    Files.createDirectories(work.resolve("context"));
    Files.writeString(work.resolve("context/Containerfile"), "FROM scratch\nCOPY f* /\n");
    for (int i = 0; i < FILES; i++) {
      write(i);
    }
  }

  @AfterEach
  void stop() throws IOException {
    wire.close();
    server.close();
  }

  private void write(int file) throws IOException {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    Files.write(work.resolve("context/f" + file), bytes);
  }

  /** A way to the registry that keeps what came back. */
  private static final class Wire implements AutoCloseable {
    private final ServerSocket listener;
    private final int registry;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ByteArrayOutputStream answers = new ByteArrayOutputStream();

    Wire(int registry) throws IOException {
      this.registry = registry;
      this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      var _ = threads.submit(this::accept);
    }

    String host() {
      return "127.0.0.1:" + listener.getLocalPort();
    }

    /** What came back since it was last asked. */
    String answers() {
      synchronized (answers) {
        String text = answers.toString(ISO_8859_1);
        answers.reset();
        return text;
      }
    }

    private void accept() {
      while (!listener.isClosed()) {
        try {
          Socket client = listener.accept();
          Socket server = new Socket(InetAddress.getLoopbackAddress(), registry);
          var _ = threads.submit(() -> pump(client, server, OutputStream.nullOutputStream()));
          var _ = threads.submit(() -> pump(server, client, answers));
        } catch (IOException e) {
          if (!listener.isClosed()) {
            throw new UncheckedIOException(e);
          }
        }
      }
    }

    private void pump(Socket from, Socket to, OutputStream kept) {
      byte[] buffer = new byte[64 * 1024];
      try (from;
          to) {
        InputStream in = from.getInputStream();
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          synchronized (answers) {
            kept.write(buffer, 0, count);
          }
          to.getOutputStream().write(buffer, 0, count);
        }
      } catch (IOException _) {
        // one of the two has left
      }
    }

    @Override
    public void close() throws IOException {
      listener.close();
      threads.shutdownNow();
    }
  }

  /** A podman with a store of its own, which takes pieces. */
  private RealClient podman(String name) throws Exception {
    Path home = Files.createDirectories(work.resolve(name));
    Path storage =
        Files.writeString(
            home.resolve("storage.conf"),
            """
            [storage]
            driver = "overlay"
            runroot = "%s/run"
            graphroot = "%s/root"
            [storage.options]
            pull_options = {enable_partial_images = "true"}
            """
                .formatted(home, home));
    Map<String, String> environment = new HashMap<>(server.environment(home));
    environment.put("CONTAINERS_STORAGE_CONF", storage.toString());
    RealClient podman = RealClient.required(environment, "podman");
    Assumptions.assumeTrue(
        podman.attempt("", "info").exit() == 0, "podman has no store of layers here");
    return podman;
  }

  private static String basic(String token) {
    byte[] pair = ("user:" + token).getBytes(StandardCharsets.UTF_8);
    return Base64.getEncoder().encodeToString(pair);
  }

  private void push(RealClient podman, String tag) throws Exception {
    String image = wire.host() + "/team/app:" + tag;
    podman.run("build", "-q", "-t", image, work.resolve("context").toString());
    podman.run("push", "-q", "--tls-verify=false", "--compression-format", "zstd:chunked", image);
  }

  private String pull(RealClient podman, String tag) throws Exception {
    wire.answers();
    podman.run("pull", "-q", "--tls-verify=false", wire.host() + "/team/app:" + tag);
    return wire.answers();
  }

  @Test
  void podmanFetchesFewPiecesInOneAnswerAndTakesTheWholeLayerInPlaceOfMany() throws Exception {
    RealClient builder = podman("builder");
    RealClient node = podman("node");
    try (ApiCaller caller = ApiCaller.of(server)) {
      caller.create("/api/v1/namespaces", "{'metadata':{'name':'team'}}");
      String logins =
          "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}"
              .formatted(wire.host(), basic(caller.administrator()));
      for (String home : List.of("builder", "node")) {
        Files.writeString(work.resolve(home).resolve("auth.json"), logins);
      }
    }

    push(builder, "v1");
    String many = pull(node, "v1");
    for (int changed : new int[] {3, 4, 9, 30}) {
      write(changed);
    }
    push(builder, "v2");
    String few = pull(node, "v2");

    assertThat(many).doesNotContain("multipart/byteranges");
    assertThat(many.length()).isGreaterThan(FILES * BYTES);
    assertThat(few).contains("HTTP/1.1 206", "Content-Type: multipart/byteranges; boundary=");
    assertThat(few.length()).isBetween(4 * BYTES, 8 * BYTES);
    builder.run("rmi", "-a", "-f");
    node.run("rmi", "-a", "-f");
  }
}
