package dev.weir.clients.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.ApiCaller;
import dev.weir.clients.ServerProcess;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A server with a project {@code shop}, an owner of it and one who may also delete images, and a
 * project {@code open} from which all may pull. Each deed has a {@link Home} and repositories of
 * its own.
 */
final class Site implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String PROJECT = "shop";
  private static final String HEAP = "-Xmx128m"; // both run as long as the tests do
  private static final String OPEN = "open";
  private static final int TAGS_AT_A_TIME = 40;
  private static final String RIGHTS = "/apis/rbac.authorization.k8s.io/v1/";

  private final String transport;
  private final Path work;
  private final ServerProcess server;
  private final ApiCaller caller;
  private final HttpClient http;
  private final String owner;
  private final AtomicInteger homes = new AtomicInteger();

  private Site(String transport, Path work, ServerProcess server)
      throws IOException, InterruptedException, GeneralSecurityException {
    this.transport = transport;
    this.work = work;
    this.server = server;
    this.caller = ApiCaller.of(server);
    this.http = HttpClient.newBuilder().sslContext(trusting(authority())).build();
    for (String project : new String[] {PROJECT, OPEN}) {
      caller.create("/api/v1/namespaces", "{'metadata':{'name':'" + project + "'}}");
    }
    this.owner = account("owner");
    grant("namespaces/" + PROJECT + "/rolebindings", "admin", "owner");
    grant("namespaces/" + OPEN + "/rolebindings", "system:image-builder", "owner");
    caller.create(
        RIGHTS + "namespaces/" + OPEN + "/rolebindings",
        "{'metadata':{'name':'all'},"
            + "'roleRef':{'kind':'ClusterRole','name':'system:image-puller'},"
            + "'subjects':[{'kind':'Group','name':'system:unauthenticated'}]}");
  }

  /** Starts a server. */
  static Site start(String transport, Path work, String... flags) throws Exception {
    return new Site(
        transport, work, ServerProcess.start(List.of(HEAP), work.resolve("data"), flags));
  }

  private String account(String name) throws IOException, InterruptedException {
    String accounts = "/api/v1/namespaces/" + PROJECT + "/serviceaccounts";
    caller.create(accounts, "{'metadata':{'name':'" + name + "'}}");
    return caller.create(accounts + "/" + name + "/token", "{}").at("/status/token").asString("");
  }

  private void grant(String bindings, String role, String account)
      throws IOException, InterruptedException {
    caller.create(
        RIGHTS + bindings,
        ("{'metadata':{'name':'%1$s'},'roleRef':{'kind':'ClusterRole','name':'%2$s'},"
                + "'subjects':[{'kind':'ServiceAccount','namespace':'%3$s','name':'%1$s'}]}")
            .formatted(account, role, PROJECT));
  }

  private static SSLContext trusting(Path authority) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream pem = Files.newInputStream(authority)) {
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    return tls;
  }

  boolean tls() {
    return server.registryTls();
  }

  /** {@code host:port}. */
  String host() {
    return server.registry();
  }

  /** With its scheme. */
  String address() {
    return (tls() ? "https://" : "http://") + host();
  }

  /** The authority of the server's certificate. */
  Path authority() {
    return server.data().resolve("ca.crt");
  }

  /** The API token of an admin of the project. */
  String owner() {
    return owner;
  }

  /** {@code host:port/shop/name}. */
  String repository(String name) {
    return host() + "/" + PROJECT + "/" + name;
  }

  /** A home for one deed, in which the owner is logged in. */
  Home home() throws IOException {
    Home home = Home.make(work.resolve("home" + homes.incrementAndGet()), this);
    home.login("owner", owner);
    return home;
  }

  /** A flag of plain HTTP, or one and its value for TLS. */
  String[] flags(String plain, String... secure) {
    return tls() ? secure : new String[] {plain};
  }

  /** Pushes a layout without any client's help; what is there stays. */
  void push(Layout layout, String name) throws IOException, InterruptedException {
    push(layout, PROJECT, name);
  }

  /** Pushes a layout to a project from which all may pull; returns the name of the image there. */
  String pushOpen(Layout layout, String name) throws IOException, InterruptedException {
    push(layout, OPEN, name);
    return host() + "/" + OPEN + "/" + name + ":" + Layout.TAG;
  }

  private void push(Layout layout, String project, String name)
      throws IOException, InterruptedException {
    String path = "/v2/" + project + "/" + name;
    for (Digest blob : layout.blobs()) {
      created("POST", path + "/blobs/uploads/?digest=" + blob, "", layout.bytes(blob));
    }
    for (Digest child : layout.children()) {
      manifest(path, child.toString(), layout.bytes(child));
    }
    manifest(path, Layout.TAG, layout.bytes(Digest.parse(layout.digest())));
  }

  /** Gives more tags to what a layout holds, which is here, some at a time. */
  void tag(Layout layout, String name, List<String> tags) throws IOException, InterruptedException {
    byte[] bytes = layout.bytes(Digest.parse(layout.digest()));
    for (int i = 0; i < tags.size(); i += TAGS_AT_A_TIME) {
      List<String> some = tags.subList(i, Math.min(i + TAGS_AT_A_TIME, tags.size()));
      String reference = layout.digest() + "?tag=" + String.join("&tag=", some);
      manifest("/v2/" + PROJECT + "/" + name, reference, bytes);
    }
  }

  private void manifest(String path, String reference, byte[] bytes)
      throws IOException, InterruptedException {
    String type = Json.parse(bytes).path("mediaType").asString("");
    created("PUT", path + "/manifests/" + reference, type, bytes);
  }

  private void created(String method, String path, String type, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path).method(method, BodyPublishers.ofByteArray(body));
    request.header("Content-Type", type.isEmpty() ? "application/octet-stream" : type);
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    assertThat(response.statusCode()).as(path + response.body()).isEqualTo(201);
  }

  /** The digest that a tag has here, or nothing. */
  String digest(String name, String tag) throws IOException, InterruptedException {
    HttpRequest head = request("/v2/" + PROJECT + "/" + name + "/manifests/" + tag).HEAD().build();
    HttpResponse<Void> response = http.send(head, BodyHandlers.discarding());
    return response.headers().firstValue("Docker-Content-Digest").orElse("");
  }

  /** A manifest as it is here. */
  byte[] manifest(String name, String reference) throws IOException, InterruptedException {
    HttpRequest get = request("/v2/" + PROJECT + "/" + name + "/manifests/" + reference).build();
    HttpResponse<byte[]> response = http.send(get, BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).as(name + ":" + reference).isEqualTo(200);
    return response.body();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(address() + path))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + owner);
  }

  /** What was sent to a repository until a manifest was put, as the audit log has it. */
  void assertSent(String name, String reference, Sent expected) {
    Sent.assertToldIn(
        server.data().resolve("audit.log"),
        "/v2/" + PROJECT + "/" + name + "/",
        reference,
        expected);
  }

  @Override
  public void close() throws IOException {
    http.close();
    caller.close();
    server.close();
  }

  @Override
  public String toString() {
    return transport;
  }
}
