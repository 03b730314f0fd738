package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.databind.JsonNode;

/** Plain calls to a server's API and registry, as the holder of a token. */
public final class ApiCaller implements AutoCloseable {
  private static final Pattern TOKEN = Pattern.compile("token: \"?([^\"\\s]+)");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient client;
  private final ServerProcess server;
  private final String administrator;

  private ApiCaller(HttpClient client, ServerProcess server, String administrator) {
    this.client = client;
    this.server = server;
    this.administrator = administrator;
  }

  /** What came back. */
  public record Answer(int status, String location, JsonNode json) {}

  public static ApiCaller of(ServerProcess server) throws IOException, GeneralSecurityException {
    Matcher token = TOKEN.matcher(Files.readString(server.kubeconfig()));
    if (!token.find()) {
      throw new AssertionError("no token in " + server.kubeconfig());
    }
    return new ApiCaller(
        HttpClient.newBuilder().sslContext(trusting(server)).build(), server, token.group(1));
  }

  /** TLS that trusts the server's own authority and no other. */
  public static SSLContext trusting(ServerProcess server)
      throws IOException, GeneralSecurityException {
    KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
    authorities.load(null, null);
    try (InputStream pem = Files.newInputStream(server.data().resolve("ca.crt"))) {
      authorities.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(authorities);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    return tls;
  }

  /** The token of {@code system:admin}. */
  public String administrator() {
    return administrator;
  }

  /** Calls the API with a JSON body; an empty one is not sent. */
  public Answer api(String token, String method, String path, String body)
      throws IOException, InterruptedException {
    return send(
        token,
        method,
        server.api() + path,
        "application/json",
        body.getBytes(StandardCharsets.UTF_8));
  }

  /** What the administrator makes of JSON in single quotes; it must be created. */
  public JsonNode create(String path, String json) throws IOException, InterruptedException {
    Answer answer = api(administrator, "POST", path, json.replace('\'', '"'));
    assertThat(answer.status()).as(path + answer.json()).isEqualTo(201);
    return answer.json();
  }

  /** Merges a patch into an object. */
  Answer patch(String token, String path, JsonNode patch) throws IOException, InterruptedException {
    return send(
        token,
        "PATCH",
        server.api() + path,
        "application/merge-patch+json",
        patch.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Calls the registry, whose paths may also be whole addresses, as it gives them in Location. */
  public Answer registry(String token, String method, String path, String type, byte[] body)
      throws IOException, InterruptedException {
    String root = "http://" + server.registry();
    return send(token, method, path.startsWith("http") ? path : root + path, type, body);
  }

  private Answer send(String token, String method, String address, String type, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", type)
            .method(method, BodyPublishers.ofByteArray(body))
            .build();
    return answer(client.send(request, BodyHandlers.ofByteArray()));
  }

  /** An answer of the API that keeps coming, to the administrator; the caller closes it. */
  HttpResponse<InputStream> stream(String method, String path)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.api() + path))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + administrator)
            .method(method, BodyPublishers.noBody())
            .build();
    return client.send(request, BodyHandlers.ofInputStream());
  }

  /** A page of the API's port that is no object, as the administrator gets it. */
  String text(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.api() + path))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + administrator)
            .build();
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    return response.body();
  }

  private static Answer answer(HttpResponse<byte[]> response) {
    boolean json =
        response.headers().firstValue("Content-Type").orElse("").contains("json")
            && response.body().length > 0;
    return new Answer(
        response.statusCode(),
        response.headers().firstValue("Location").orElse(""),
        json ? Json.parse(response.body()) : Json.object());
  }

  @Override
  public void close() {
    client.close();
  }
}
