package dev.weir.clients;

import dev.weir.resource.Json;
import dev.weir.resource.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
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
import tools.jackson.databind.node.ObjectNode;

/** The API of a server over HTTPS, request by request, as its administrator. */
final class HttpApi implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpClient client;
  private final String root;
  private final String token;

  private HttpApi(HttpClient client, String root, String token) {
    this.client = client;
    this.root = root;
    this.token = token;
  }

  static HttpApi of(ServerProcess server) throws IOException {
    HttpClient client =
        HttpClient.newBuilder().sslContext(trust(server)).connectTimeout(PATIENCE).build();
    String token =
        Yaml.parse(Files.readAllBytes(server.kubeconfig())).at("/users/0/user/token").asString();
    return new HttpApi(client, server.api(), token);
  }

  /** TLS that trusts the server's own authority. */
  static SSLContext trust(ServerProcess server) throws IOException {
    return trust(server.data().resolve("ca.crt"));
  }

  /** TLS that trusts the authority of a file. */
  static SSLContext trust(Path authority) throws IOException {
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

  String token() {
    return token;
  }

  /** A request with the administrator's token. */
  HttpRequest.Builder request(String path) {
    return anonymous(path).header("Authorization", "Bearer " + token);
  }

  HttpRequest.Builder anonymous(String path) {
    return HttpRequest.newBuilder(URI.create(root + path)).timeout(PATIENCE);
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<byte[]> bytes(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  HttpResponse<InputStream> stream(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofInputStream());
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  HttpResponse<String> send(String method, String path, String type, String body)
      throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", type)
            .method(method, HttpRequest.BodyPublishers.ofString(body)));
  }

  HttpResponse<String> post(String path, Object json) throws IOException, InterruptedException {
    return send("POST", path, "application/json", json.toString());
  }

  HttpResponse<String> delete(String path) throws IOException, InterruptedException {
    return send(request(path).DELETE());
  }

  static ObjectNode tree(HttpResponse<String> answer) {
    return Json.parseObject(answer.body().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    client.close();
  }
}
