package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reference.Digest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranges and conditions as curl asks for them, over HTTP and TLS. */
@Timeout(120)
class RangesTest {
  private static final byte[] BYTES = random(3_000_000);
  private static final Pattern BOUNDARY = Pattern.compile("boundary=(\\S+)");

  @TempDir private Path work;
  private final RealClient curl = RealClient.required(Map.of(), "curl");
  private String blob = "";
  private String token = "";
  private ServerProcess server;

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private void begin(String tls) throws Exception {
    server = ServerProcess.start(work.resolve("data"), "--registry-tls", tls);
    try (ApiCaller caller = ApiCaller.of(server)) {
      caller.create("/api/v1/namespaces", "{'metadata':{'name':'team'}}");
      token = caller.administrator();
    }
    String base = (server.registryTls() ? "https://" : "http://") + server.registry();
    Path file = Files.write(work.resolve("blob"), BYTES);
    blob = base + "/v2/team/app/blobs/" + Digest.of(BYTES);
    String upload = base + "/v2/team/app/blobs/uploads/?digest=" + Digest.of(BYTES);
    assertThat(ask("-X", "POST", "--data-binary", "@" + file, upload)).isEqualTo("201");
  }

  /** The status; headers and body are in files. */
  private String ask(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("-s", "-w", "%{http_code}"));
    all.addAll(List.of("-o", out().toString(), "-D", headers().toString()));
    all.addAll(List.of("--cacert", work.resolve("data/ca.crt").toString()));
    all.addAll(List.of("-H", "Authorization: Bearer " + token));
    all.addAll(List.of("-H", "Content-Type: application/octet-stream"));
    all.addAll(List.of(arguments));
    Files.deleteIfExists(out());
    return curl.run(all.toArray(String[]::new));
  }

  private Path out() {
    return work.resolve("out");
  }

  private Path headers() {
    return work.resolve("headers");
  }

  private static byte[] expected(String boundary, int... places) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    String separator = "--" + boundary;
    for (int i = 0; i < places.length; i += 2) {
      String place = "bytes " + places[i] + "-" + places[i + 1] + "/" + BYTES.length;
      String head =
          separator
              + "\r\nContent-Type: application/octet-stream\r\nContent-Range: "
              + place
              + "\r\n\r\n";
      body.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
      body.write(BYTES, places[i], places[i + 1] - places[i] + 1);
      separator = "\r\n--" + boundary;
    }
    body.writeBytes((separator + "--\r\n").getBytes(StandardCharsets.US_ASCII));
    return body.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"off", "on"})
  void curlIsAnsweredAsTheProtocolHasIt(String tls) throws Exception {
    begin(tls);
    String tag = "\"" + Digest.of(BYTES) + "\"";

    assertThat(ask("-r", "0-9,100000-2099999,-5", blob)).isEqualTo("206");
    Matcher boundary = BOUNDARY.matcher(Files.readString(headers()));
    assertThat(boundary.find()).isTrue();
    byte[] parts = expected(boundary.group(1), 0, 9, 100_000, 2_099_999, 2_999_995, 2_999_999);
    assertThat(Files.readAllBytes(out())).isEqualTo(parts);
    assertThat(Files.readString(headers())).contains("\r\nContent-Length: " + parts.length);

    assertThat(ask("-r", "5-9", "-H", "If-Range: " + tag, blob)).isEqualTo("206");
    assertThat(Files.readAllBytes(out())).isEqualTo(Arrays.copyOfRange(BYTES, 5, 10));
    assertThat(ask("-r", "5-9", "-H", "If-Range: W/" + tag, blob)).isEqualTo("200");
    assertThat(ask("-I", "-r", "5-9", blob)).isEqualTo("200");
    assertThat(Files.readString(headers())).contains("\r\nContent-Length: 3000000");
    assertThat(ask("-r", "3000000-,-0", blob)).isEqualTo("416");
    assertThat(ask("-H", "If-None-Match: \"x\", W/" + tag, blob, "-r", "5-9", blob))
        .as("the connection goes on after an answer without a body")
        .isEqualTo("304304");
    assertThat(Files.readString(headers())).doesNotContain("Content-Length");
    assertThat(ask("-H", "If-Match: \"x\"", blob)).isEqualTo("412");
  }

  /** As many as podman asks for at once, deep inside a large blob. */
  @ParameterizedTest
  @ValueSource(ints = {17, 1024})
  void manyRangesAreTheWholeBlob(int count) throws Exception {
    begin("off");
    String ranges =
        IntStream.range(0, count)
            .mapToObj(i -> (1_000_000_000L + i * 9000L) + "-" + (1_000_000_999L + i * 9000L))
            .collect(Collectors.joining(","));

    assertThat(ask("-r", "0-1," + ranges, blob)).isEqualTo("200");
    assertThat(Files.readAllBytes(out())).isEqualTo(BYTES);
    assertThat(ask("-r", "0-1" + ",5-6".repeat(25_000), blob)).isEqualTo("431");
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(35).nextBytes(bytes);
    return bytes;
  }
}
