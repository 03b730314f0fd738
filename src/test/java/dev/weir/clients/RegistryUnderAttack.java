package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.TestImages;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The registry, and imports into it, under more than there is room for. */
abstract class RegistryUnderAttack {
  private static final int LARGEST = 4 << 20;

  /** Instead of a status, where there are too many connections. */
  private static final int TURNED_AWAY = 0;

  private final SmallServer server;

  RegistryUnderAttack(SmallServer server) {
    this.server = server;
  }

  /** An index of nothing, as large as they may be. */
  private static byte[] manifest(String open, String filling, String close) {
    String head =
        "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\","
            + "\"manifests\":[],"
            + open;
    int times = (LARGEST - head.length() - close.length() - 1) / filling.length();
    return (head + filling.repeat(times) + close + "}").getBytes(StandardCharsets.US_ASCII);
  }

  private String head(String path, String type, int length) {
    return "PUT %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
        .formatted(path, server.administrator(), type, length);
  }

  /** Sends as long as nothing is answered; returns the status, if there is one. */
  private int put(String tag, byte[] manifest) throws IOException {
    try (Socket socket = server.toRegistry()) {
      socket
          .getOutputStream()
          .write(
              head(
                      "/v2/demo/app/manifests/" + tag,
                      "application/vnd.oci.image.index.v1+json",
                      manifest.length)
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      int piece = 64 * 1024;
      for (int at = 0; at < manifest.length && in.available() == 0; at += piece) {
        socket.getOutputStream().write(manifest, at, Math.min(piece, manifest.length - at));
      }
      byte[] status = in.readNBytes(12);
      return status.length == 0
          ? TURNED_AWAY
          : Integer.parseInt(new String(status, StandardCharsets.US_ASCII).substring(9));
    } catch (SocketException reset) {
      return TURNED_AWAY;
    }
  }

  private List<Integer> pushMany(int count, byte[] manifest) throws Exception {
    List<Future<Integer>> answers = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        String tag = "t" + i;
        answers.add(threads.submit(() -> put(tag, manifest)));
      }
    }
    List<Integer> statuses = new ArrayList<>();
    for (Future<Integer> answer : answers) {
      statuses.add(answer.get());
    }
    server.goesOn();
    return statuses;
  }

  @Test
  void largestManifestsAtOnceAreTakenOrTurnedAwayAndNeverEndIt() throws Exception {
    assertThat(pushMany(200, manifest("\"annotations\":{\"x\":\"", "y", "\"}")))
        .contains(201)
        .isSubsetOf(201, 429, TURNED_AWAY);
  }

  @Test
  void largestManifestsOfManySmallThingsDoNotEndIt() throws Exception {
    assertThat(pushMany(30, manifest("\"x\":[[]", ",[]", "]")))
        .contains(400)
        .isSubsetOf(400, 429, TURNED_AWAY);
  }

  /** Where a connection comes to. */
  private interface Connects {
    Socket open() throws IOException;
  }

  /** What a client begins on its connection and does not end. */
  private interface Begins {
    void on(Socket socket) throws IOException;
  }

  private void holdMany(int count, Connects connects, Begins begins) throws Exception {
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        Socket socket = connects.open();
        open.add(socket);
        begins.on(socket);
      }
      server.goesOn();
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void unfinishedRequestsOfStrangersDoNotEndIt() throws Exception {
    String begun =
        "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews HTTP/1.1\r\n"
            + "Host: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: 3000000\r\n\r\n"
            + " ".repeat(512 * 1024);
    holdMany(60, server::toApi, socket -> send(socket, begun));
  }

  @Test
  void unfinishedManifestsDoNotEndIt() throws Exception {
    String begun =
        head("/v2/demo/app/manifests/x", "application/json", LARGEST) + " ".repeat(2 << 20);
    holdMany(60, server::toRegistry, socket -> send(socket, begun));
  }

  @Test
  void unfinishedUploadsDoNotEndIt() throws Exception {
    String rest =
        " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: "
            .formatted(server.administrator());
    holdMany(
        300,
        server::toRegistry,
        socket -> {
          send(socket, "POST /v2/demo/app/blobs/uploads/" + rest + "0\r\n\r\n");
          byte[] answer = new byte[2048];
          int read = socket.getInputStream().read(answer);
          if (read < 0) {
            return; // there are too many connections from here
          }
          String head = new String(answer, 0, read, StandardCharsets.US_ASCII);
          String location = head.replaceAll("(?s).*Location: (\\S+).*", "$1");
          send(socket, "PATCH " + location + rest + "100000000\r\n\r\nx");
        });
  }

  @Test
  void largestConfigurationsOfAnotherRegistryDoNotEndIt() throws Exception {
    try (FakeRegistry upstream = FakeRegistry.plain()) {
      FakeRepository repository = upstream.repository("team/large");
      for (int i = 0; i < 40; i++) {
        String label = i + "x".repeat(LARGEST / 4);
        repository.tag("t" + i, TestImages.single(repository, label, "linux", "amd64"));
      }
      String from =
          "{\"from\":{\"kind\":\"DockerImage\",\"name\":\"%s/team/large\"},\"importPolicy\":{\"insecure\":true}}"
              .formatted(upstream.host());
      String job =
          "{\"metadata\":{\"name\":\"large\"},\"spec\":{\"import\":true,\"repository\":%s}}"
              .formatted(from);
      String path = "/apis/image.openshift.io/v1/namespaces/demo/imagestreamimports";

      var answer = server.call("POST", path, job);

      assertThat(answer.status()).isEqualTo(201);
      assertThat(answer.json().toString()).contains("import fewer tags at once");
      String streams = "/apis/image.openshift.io/v1/namespaces/demo/imagestreams";
      String stream =
          "{\"metadata\":{\"name\":\"behind\",\"annotations\":{\"openshift.io/image.insecureRepository\":\"true\"}},\"spec\":{\"dockerImageRepository\":\"%s/team/large\"}}"
              .formatted(upstream.host());
      assertThat(server.call("POST", streams, stream).status()).isEqualTo(201);
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(server.call("GET", streams + "/behind", "").json().toString())
                      .contains("import fewer tags at once"));
      server.goesOn();
    }
  }
}
