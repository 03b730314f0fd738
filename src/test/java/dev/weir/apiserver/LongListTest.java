package dev.weir.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.http.LongBody;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Yaml;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Lists go out in pieces; a part is never taken for the whole. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(30)
final class LongListTest {
  private TestApi api;

  @BeforeAll
  void start() throws Exception {
    api = TestApi.start();
  }

  @AfterAll
  void stop() {
    api.close();
  }

  private static String secrets(String namespace) {
    return "/api/v1/namespaces/" + namespace + "/secrets";
  }

  private void make(String namespace, String name, int size) throws Exception {
    String body =
        "{\"metadata\":{\"name\":\"%s\",\"namespace\":\"%s\"},\"type\":\"%s\"}"
            .formatted(name, namespace, "x".repeat(size));
    assertThat(api.post(secrets(namespace), body).statusCode()).isEqualTo(201);
  }

  private List<String> fill(String namespace, int count, int size) throws Exception {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add("a%03d".formatted(i));
      make(namespace, names.getLast(), size);
    }
    return names;
  }

  private static List<String> names(HttpResponse<String> list) {
    return TestApi.tree(list)
        .withArray("items")
        .valueStream()
        .map(item -> item.at("/metadata/name").asString())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "none, 0, 0",
    "one, 1, 10",
    "short, 100, 10",
    "nearly, 1, 65000",
    "long, 40, 5000",
    "exact, 8, 65536",
    "huge, 3, 2000000"
  })
  void aListOfAnySizeIsWhole(String namespace, int count, int size) throws Exception {
    List<String> made = fill(namespace, count, size);
    HttpResponse<String> list = api.get(secrets(namespace));
    assertThat(list.statusCode()).isEqualTo(200);
    assertThat(list.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(names(list)).isEqualTo(made);
    boolean isShort = list.body().length() <= LongBody.PIECE;
    assertThat(list.headers().firstValueAsLong("Content-Length").isPresent()).isEqualTo(isShort);
    assertThat(names(api.get(secrets(namespace)))).as("on the same connection").isEqualTo(made);
  }

  @Test
  void aLongTableHasAllRows() throws Exception {
    List<String> made = fill("rows", 300, 10);
    HttpResponse<String> table =
        api.send(
            api.request(secrets("rows"))
                .header("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io"));
    assertThat(table.body()).hasSizeGreaterThan(LongBody.PIECE);
    assertThat(TestApi.tree(table).withArray("rows").valueStream())
        .extracting(row -> row.at("/cells/0").asString())
        .isEqualTo(made);
  }

  @ParameterizedTest
  @CsvSource({"application/json, ?pretty=true", "application/yaml, ''"})
  void otherFormsOfALongListComeInPiecesAndAreWhatTheyWouldBeAsAWhole(String type, String query)
      throws Exception {
    String namespace = "form-" + type.substring(type.indexOf('/') + 1);
    fill(namespace, 30, 10_000);
    JsonNode plain = TestApi.tree(api.get(secrets(namespace)));

    HttpResponse<String> list =
        api.send(api.request(secrets(namespace) + query).header("Accept", type));

    assertThat(list.headers().firstValue("Content-Length")).isEmpty();
    assertThat(list.headers().firstValue("Content-Type")).contains(type);
    assertThat(list.body())
        .isEqualTo(
            query.isEmpty()
                ? new String(Yaml.bytes(plain), StandardCharsets.UTF_8)
                : plain.toPrettyString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "application/yaml"})
  void otherFormsOfALongListThatBreaksOffAreCutAndOfAShortOneAreAnError(String type)
      throws Exception {
    String namespace = "broken-" + type.substring(type.indexOf('/') + 1);
    make(namespace, MapRest.BREAKS, 10);
    var list = api.request(secrets(namespace) + "?pretty=true").header("Accept", type);
    assertThat(api.send(list).statusCode()).isEqualTo(500);
    fill(namespace, 30, 10_000);
    assertThatThrownBy(() -> api.send(list)).isInstanceOf(IOException.class);
  }

  @Test
  void aLongListThatBreaksOffIsCut() throws Exception {
    fill("cut", 30, 10_000);
    make("cut", MapRest.BREAKS, 10);
    assertThatThrownBy(() -> api.get(secrets("cut"))).isInstanceOf(IOException.class);
    assertThat(api.get(secrets("none-such")).statusCode()).isEqualTo(200);
  }

  @Test
  void aLongListThatBreaksOffOverHttp2IsReset(@TempDir Path folder) throws Exception {
    Path keys = folder.resolve("keys.p12");
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    String arguments =
        " -genkeypair -alias weir -keyalg EC -dname CN=localhost -ext SAN=ip:127.0.0.1 -storetype"
            + " PKCS12 -storepass changeit -keystore ";
    Process made = new ProcessBuilder((keytool + arguments + keys).split(" ")).start();
    assertThat(made.waitFor()).isZero();
    try (TestApi secure = TestApi.startWithTls(keys);
        HttpClient client = HttpClient.newBuilder().sslContext(trust(keys)).build()) {
      for (String name : List.of("a", "a2", MapRest.BREAKS)) {
        assertThat(put(client, secure, name, 100_000).statusCode()).isEqualTo(201);
        if (!name.equals(MapRest.BREAKS)) {
          HttpResponse<String> list = send(client, list(secure).GET());
          assertThat(list.version()).isEqualTo(HttpClient.Version.HTTP_2);
          assertThat(names(list)).contains(name);
        }
      }
      assertThatThrownBy(() -> send(client, list(secure).GET())).isInstanceOf(IOException.class);
    }
  }

  private static HttpResponse<String> put(HttpClient client, TestApi secure, String name, int size)
      throws Exception {
    String body =
        "{\"metadata\":{\"name\":\"%s\"},\"type\":\"%s\"}".formatted(name, "x".repeat(size));
    return send(
        client,
        list(secure)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static HttpRequest.Builder list(TestApi secure) {
    return HttpRequest.newBuilder(
            URI.create("https://127.0.0.1:" + secure.port() + secrets("demo")))
        .header("Authorization", "Bearer " + TestApi.ADMIN);
  }

  private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request)
      throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static SSLContext trust(Path keys) throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(KeyStore.getInstance(keys.toFile(), "changeit".toCharArray()));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  @ParameterizedTest
  @ValueSource(strings = {"Table", "PartialObjectMetadata"})
  void whatIsWrittenPieceByPieceIsNeverHadAtOnceWhateverShapeIsAskedFor(String shape)
      throws Exception {
    api.mappings.answer =
        made -> ApiObject.written(out -> out.writeTree(made.tree()), List.of(), () -> {});
    HttpResponse<String> answer =
        api.send(
            api.request("/apis/image.openshift.io/v1/namespaces/demo/imagestreammappings")
                .header("Accept", "application/json;as=" + shape + ";v=v1;g=meta.k8s.io")
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"metadata\":{\"name\":\"" + shape.toLowerCase(Locale.ROOT) + "\"}}")));

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(TestApi.tree(answer).get("kind").asString()).isEqualTo("ImageStreamMapping");
  }

  @Test
  void aListThatBreaksOffBeforeItsFirstPieceIsAnError() throws Exception {
    fill("refused", 3, 1_000);
    make("refused", MapRest.BREAKS, 10);
    HttpResponse<String> answer = api.get(secrets("refused"));
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(TestApi.tree(answer).get("kind").asString()).isEqualTo("Status");
  }
}
