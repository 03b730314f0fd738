package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of uploads when the server is told to stop. */
@Timeout(90)
final class StoppingTest {
  private static final int PIECE = 100_000;
  private static final Pattern LOCATION = Pattern.compile("(?i)Location: (/v2/\\S+)");
  private static final Pattern RANGE = Pattern.compile("(?i)Range: 0-(\\d+)");

  @TempDir Path work;

  private static String request(
      ServerProcess server, String token, String method, String path, long length) {
    return "%s %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: application/octet-stream\r\nContent-Length: %d\r\n\r\n"
        .formatted(method, path, server.registry(), token, length);
  }

  private static Socket open(ServerProcess server) throws IOException {
    String[] address = server.registry().split(":");
    Socket socket = new Socket(address[0], Integer.parseInt(address[1]));
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  private static String answer(Socket socket) throws IOException {
    byte[] bytes = new byte[8192];
    int read = socket.getInputStream().read(bytes);
    return new String(bytes, 0, Math.max(0, read), StandardCharsets.UTF_8);
  }

  private static String ask(ServerProcess server, String token, String method, String path)
      throws IOException {
    try (Socket socket = open(server)) {
      write(socket, request(server, token, method, path, 0));
      return answer(socket);
    }
  }

  private static String found(Pattern pattern, String answer) {
    Matcher matcher = pattern.matcher(answer);
    assertThat(matcher.find()).as(answer).isTrue();
    return matcher.group(1);
  }

  private static CompletableFuture<Integer> terminate(ServerProcess server) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return server.terminate();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
  }

  private static void afterAWhile(Duration time) {
    Awaitility.await().pollDelay(time).atMost(time.plusSeconds(5)).until(() -> true);
  }

  @Test
  void anUploadFinishesOrIsToldWhyNotAndGoesOnWhenTheServerIsBack() throws Exception {
    Path data = work.resolve("data");
    String token;
    String unfinished;
    try (ServerProcess server = ServerProcess.start(data);
        ApiCaller caller = ApiCaller.of(server)) {
      token = caller.administrator();
      caller.api(token, "POST", "/api/v1/namespaces", "{\"metadata\":{\"name\":\"demo\"}}");
      String begin = "/v2/demo/app/blobs/uploads/";
      unfinished = found(LOCATION, ask(server, token, "POST", begin));
      String pausing = found(LOCATION, ask(server, token, "POST", begin));
      String writing = found(LOCATION, ask(server, token, "POST", begin));
      try (Socket late = open(server);
          Socket inTime = open(server);
          Socket busy = open(server)) {
        write(late, request(server, token, "PATCH", unfinished, 10 * PIECE));
        write(late, "x".repeat(PIECE));
        write(inTime, request(server, token, "PATCH", pausing, 2 * PIECE));
        write(inTime, "x".repeat(PIECE));
        write(busy, request(server, token, "PATCH", writing, 1L << 40));
        write(busy, "x".repeat(PIECE));
        Awaitility.await().until(() -> ask(server, token, "GET", unfinished).contains("Range: 0-"));

        CompletableFuture<Integer> exit = terminate(server);
        afterAWhile(Duration.ofSeconds(1));
        write(inTime, "x".repeat(PIECE));
        assertThat(answer(inTime)).startsWith("HTTP/1.1 202");

        String told = "";
        while (told.isEmpty()) {
          write(busy, "x".repeat(10_000));
          afterAWhile(Duration.ofMillis(20));
          told = busy.getInputStream().available() > 0 ? answer(busy) : "";
        }
        assertThat(told).startsWith("HTTP/1.1 503");
        assertThat(answer(late))
            .startsWith("HTTP/1.1 503")
            .contains("Retry-After: ", "UNAVAILABLE", "can be gone on with");
        assertThat(exit.join()).isZero();
      }
      assertThat(server.log()).doesNotContain("ERROR");
    }
    try (ServerProcess server = ServerProcess.start(data)) {
      String kept = found(RANGE, ask(server, token, "GET", unfinished));
      assertThat(Integer.parseInt(kept)).isEqualTo(PIECE - 1);
    }
  }
}
