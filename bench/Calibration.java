import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What the disk and a known store do in the same minute. */
final class Calibration {
  private static final int MESSAGE = 300;

  private Calibration() {}

  /** Writes of 4 kB, each synced. */
  static Load.Figure fsync(Path directory, Duration span) throws Exception {
    try (FileChannel file =
        FileChannel.open(
            directory.resolve("fsync"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer block = ByteBuffer.allocateDirect(4096);
      return Load.measure(
          1,
          span,
          (client, round) -> {
            block.clear();
            file.write(block, (round % 1000) * 4096L);
            file.force(false);
          });
    }
  }

  /**
   * Milliseconds until the last of so many messages of 300 bytes has come back, dealt out over
   * connections on loopback of which each has a virtual thread at both ends: what the machine needs
   * for the bare messages. Median of ten rounds.
   */
  static double loopbackEcho(int connections, int messages) throws Exception {
    int each = messages / connections;
    List<Double> rounds = new ArrayList<>();
    try (ServerSocket server = new ServerSocket(0, 1024);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Socket> clients = new ArrayList<>();
      List<Socket> accepted = new ArrayList<>();
      try {
        for (int i = 0; i < connections; i++) {
          clients.add(new Socket("127.0.0.1", server.getLocalPort()));
          Socket peer = server.accept();
          accepted.add(peer);
          threads.submit(() -> echo(peer));
        }
        for (int round = 0; round < 10; round++) {
          long begin = System.nanoTime();
          List<Future<?>> all = new ArrayList<>();
          for (Socket client : clients) {
            all.add(threads.submit(() -> callAndWait(client, each)));
          }
          for (Future<?> one : all) {
            one.get();
          }
          rounds.add((System.nanoTime() - begin) / 1e6);
        }
      } finally {
        for (Socket client : clients) {
          client.close();
        }
        for (Socket peer : accepted) {
          peer.close();
        }
      }
    }
    return Load.Figure.of(rounds, 1).p50();
  }

  private static Void echo(Socket peer) throws IOException {
    byte[] message = new byte[MESSAGE];
    try (peer) {
      while (peer.getInputStream().readNBytes(message, 0, MESSAGE) == MESSAGE) {
        peer.getOutputStream().write(message);
      }
    }
    return null;
  }

  private static Void callAndWait(Socket client, int messages) throws IOException {
    byte[] message = new byte[MESSAGE];
    for (int i = 0; i < messages; i++) {
      client.getOutputStream().write(message);
    }
    client.getInputStream().readNBytes(MESSAGE * messages);
    return null;
  }

  /**
   * Puts of as many bytes as a tag move writes, over etcd's HTTP gateway: by 1 and by 16 clients;
   * empty if etcd is not on the PATH.
   */
  static Optional<List<Load.Figure>> etcd(Path directory, Duration span, int bytes)
      throws Exception {
    String url = "http://127.0.0.1:" + freePort();
    String peer = "http://127.0.0.1:" + freePort();
    ProcessBuilder command =
        new ProcessBuilder(
            "etcd",
            "--data-dir",
            directory.resolve("etcd").toString(),
            "--listen-client-urls",
            url,
            "--advertise-client-urls",
            url,
            "--listen-peer-urls",
            peer,
            "--initial-advertise-peer-urls",
            peer,
            "--initial-cluster",
            "default=" + peer,
            "--log-level",
            "error");
    Process process;
    try {
      process =
          command.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException e) {
      return Optional.empty();
    }
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      awaitReady(client, url, bytes);
      Load.measure(4, span, (writer, round) -> put(client, url, writer, bytes)); // warm up
      return Optional.of(
          List.of(
              Load.measure(1, span, (writer, round) -> put(client, url, writer, bytes)),
              Load.measure(16, span, (writer, round) -> put(client, url, writer, bytes))));
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  /** A port that nobody listens on now. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void awaitReady(HttpClient client, String url, int bytes) throws Exception {
    for (int i = 0; i < 100; i++) {
      try {
        put(client, url, 0, bytes);
        return;
      } catch (IOException | IllegalStateException e) {
        Thread.sleep(100);
      }
    }
    throw new IllegalStateException("etcd does not answer");
  }

  private static void put(HttpClient client, String url, int writer, int bytes) throws Exception {
    Base64.Encoder base64 = Base64.getEncoder();
    String body =
        "{\"key\":\"%s\",\"value\":\"%s\"}"
            .formatted(
                base64.encodeToString(("/registry/app" + writer).getBytes(UTF_8)),
                base64.encodeToString(new byte[bytes]));
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create(url + "/v3/kv/put"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IllegalStateException("etcd: " + response.statusCode());
    }
  }
}
