package dev.weir.registry;

import static dev.weir.registry.TestRegistry.DEV;
import static dev.weir.registry.TestRegistry.READER;
import static dev.weir.registry.TestRegistry.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reference.Digest;
import dev.weir.registry.TestRegistry.Answer;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What RFC 9110 says of every answer, at the registry's door. */
class HttpRulesTest {
  private TestRegistry registry;
  private Digest manifest;

  @BeforeEach
  void start() throws Exception {
    registry = TestRegistry.start();
    manifest = Digest.of(registry.pushImage(ROOT, "team/app", "v1", "one"));
  }

  @AfterEach
  void stop() throws Exception {
    registry.close();
  }

  /** Headers by their name, without those that tell the time. */
  private static Map<String, List<String>> headers(Answer answer) {
    Map<String, List<String>> headers = new TreeMap<>(answer.response().headers().map());
    headers.remove("date");
    return headers;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/v2/",
        "/v2/_catalog",
        "/v2/_catalog?n=0",
        "/openshift/token",
        "/v2/team/app/tags/list",
        "/v2/team/app/tags/list?n=1",
        "/v2/team/app/manifests/v1",
        "/v2/team/app/manifests/MANIFEST",
        "/v2/team/app/manifests/none",
        "/v2/team/app/blobs/LAYER",
        "/v2/team/app/blobs/MANIFEST",
        "/v2/team/app/referrers/MANIFEST",
        "/v2/team/app/blobs/uploads/none",
        "/v2/team/none/tags/list",
      })
  void headSaysWhatGetSays(String path) throws Exception {
    String asked =
        path.replace("MANIFEST", manifest.toString())
            .replace("LAYER", Digest.of("one".getBytes(StandardCharsets.UTF_8)).toString());

    Answer get = registry.get(DEV, asked);
    Answer head = registry.send(DEV, "HEAD", asked);

    assertThat(head.status()).isEqualTo(get.status());
    assertThat(headers(head)).isEqualTo(headers(get));
    assertThat(head.body()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v2/                             | GET, HEAD",
        "/v2/_catalog                     | GET, HEAD",
        "/openshift/token                 | GET, HEAD, POST",
        "/v2/team/app/tags/list           | GET, HEAD",
        "/v2/team/app/manifests/v1        | GET, HEAD, PUT, DELETE",
        "/v2/team/app/blobs/sha256:ab     | GET, HEAD, DELETE",
        "/v2/team/app/blobs/uploads/      | POST",
        "/v2/team/app/blobs/uploads/1     | GET, HEAD, PATCH, PUT, DELETE",
        "/v2/team/app/referrers/sha256:ab | GET, HEAD",
      })
  void aMethodThatIsNotThereIsToldWhichAre(String path, String methods) throws Exception {
    for (String method : List.of("OPTIONS", "TRACE", "QUERY")) {
      Answer answer = registry.send(DEV, method, path);

      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.header("Allow")).isEqualTo(methods);
    }
  }

  @Test
  void anAnswerWithoutABodySaysNothingOfItsLength() throws Exception {
    String upload = registry.send(DEV, "POST", "/v2/team/app/blobs/uploads/").header("Location");
    String blob = "/v2/team/app/blobs/" + Digest.of("one".getBytes(StandardCharsets.UTF_8));

    assertThat(exchange("GET", upload, "")).startsWith("HTTP/1.1 204").doesNotContain("Content-");
    assertThat(exchange("DELETE", upload, ""))
        .startsWith("HTTP/1.1 204")
        .doesNotContain("Content-");
    for (String known : List.of(blob, "/v2/team/app/manifests/v1")) {
      assertThat(exchange("GET", known, "If-None-Match: *\r\n"))
          .startsWith("HTTP/1.1 304")
          .contains("ETag: \"sha256:", "Docker-Content-Digest: sha256:")
          .doesNotContain("Content-Length", "Content-Type", "Transfer-Encoding");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v2/team/app/manifests/%76%31    | 200",
        "/v2/team/app/blobs/%73ha256:ab   | 400",
        "/v2/team/app/manifests/%zz       | 400",
        "/v2/team/app/manifests/%C3%28    | 400",
        "/v2/te%25am/app/manifests/v1     | 400",
        "/v2/team/app+b/manifests/v1      | 400",
        "/v2/team/app/tags/list?last=%zz  | 400",
        "/v2/team/app/tags/list?n=%C3%28  | 400",
      })
  void readsEncodedNamesAndRefusesWhatIsNone(String path, int status) throws Exception {
    assertThat(exchange("GET", path, "")).startsWith("HTTP/1.1 " + status);
  }

  @Test
  void expectsNothingElseThanToGoOn() throws Exception {
    assertThat(exchange("GET", "/v2/team/app/manifests/v1", "Expect: miracles\r\n"))
        .startsWith("HTTP/1.1 417");
    assertThat(
            exchange(
                "PUT",
                "/v2/team/app/manifests/v2",
                "Authorization: " + READER + "\r\nExpect: 100-continue\r\nContent-Length: 9\r\n"))
        .as("who is refused is not asked for the body")
        .startsWith("HTTP/1.1 403");
  }

  @Test
  void takesNoPartOfAManifest() throws Exception {
    byte[] bytes = registry.get(DEV, "/v2/team/app/manifests/v1").body();
    String path = "/v2/team/app/manifests/v2";

    Answer answer =
        registry.send(
            DEV, "PUT", path, bytes, "Content-Range", "bytes 0-" + (bytes.length - 1) + "/*");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("MANIFEST_INVALID");
    assertThat(registry.get(DEV, path).status()).isEqualTo(404);
  }

  /** Status line and headers as they are on the wire; as dev, unless the headers say more. */
  private String exchange(String method, String path, String headers) throws Exception {
    String[] host = registry.host().split(":");
    String login = headers.contains("Authorization") ? "" : "Authorization: " + DEV + "\r\n";
    try (Socket socket = new Socket(host[0], Integer.parseInt(host[1]))) {
      socket
          .getOutputStream()
          .write(
              (method
                      + " "
                      + path
                      + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                      + login
                      + headers
                      + "\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      String answer = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      return answer.substring(0, Math.max(0, answer.indexOf("\r\n\r\n")));
    }
  }
}
