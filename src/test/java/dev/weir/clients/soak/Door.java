package dev.weir.clients.soak;

import dev.weir.clients.ServerProcess;
import dev.weir.resource.Json;
import dev.weir.resource.Yaml;
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
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.databind.JsonNode;

/** The API and the registry of a running server, as its administrator. */
public final class Door implements AutoCloseable {
  public static final String BYTES = "application/octet-stream";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ANY =
      "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, */*";

  private final HttpClient client;
  private final String registry;
  private final String api;
  private final String token;

  private Door(HttpClient client, String registry, String api, String token) {
    this.client = client;
    this.registry = registry;
    this.api = api;
    this.token = token;
  }

  static Door of(ServerProcess server) throws IOException {
    return at("http://" + server.registry(), server.api(), server.data());
  }

  /** Doors at these addresses, of a server with that data. */
  public static Door at(String registry, String api, Path data) throws IOException {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(trust(data.resolve("ca.crt")))
            .build();
    byte[] login = Files.readAllBytes(data.resolve("admin.kubeconfig"));
    String token = Yaml.parse(login).at("/users/0/user/token").asString();
    return new Door(client, registry, api, token);
  }

  private static SSLContext trust(Path authority) throws IOException {
    try (InputStream pem = Files.newInputStream(authority)) {
      KeyStore known = KeyStore.getInstance(KeyStore.getDefaultType());
      known.load(null, null);
      known.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(known);
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, trust.getTrustManagers(), null);
      return tls;
    } catch (GeneralSecurityException impossible) {
      throw new IOException(impossible);
    }
  }

  /** What came back. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Answer(int status, String location, String warning, byte[] body) {
    boolean is(String text) {
      return new String(body, StandardCharsets.UTF_8).equals(text);
    }

    public JsonNode json() {
      return Json.parse(body);
    }

    public String text() {
      return status + " " + new String(body, StandardCharsets.UTF_8).strip();
    }
  }

  /** Calls the registry; a path may also be a whole address, as it comes in Location. */
  public Answer registry(String method, String path, String type, byte[] body)
      throws IOException, InterruptedException {
    return send(method, path.startsWith("http") ? path : registry + path, type, body);
  }

  /** The same without a body. */
  public Answer registry(String method, String path) throws IOException, InterruptedException {
    return registry(method, path, BYTES, new byte[0]);
  }

  /** Calls the API with JSON; an empty body is not sent. */
  public Answer api(String method, String path, String body)
      throws IOException, InterruptedException {
    return send(method, api + path, "application/json", body.getBytes(StandardCharsets.UTF_8));
  }

  private Answer send(String method, String address, String type, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", type)
            .header("Accept", method.equals("GET") || method.equals("HEAD") ? ANY : "*/*")
            .method(method, BodyPublishers.ofByteArray(body))
            .build();
    HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
    return new Answer(
        answer.statusCode(),
        answer.headers().firstValue("Location").orElse(""),
        answer.headers().firstValue("Warning").orElse(""),
        answer.body());
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
