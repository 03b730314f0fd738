package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.resource.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Jib builds on images that go through, and pushes what it built to a stream of its own. */
@Timeout(180)
@TestInstance(Lifecycle.PER_CLASS)
class JibTest {
  /** How the integrated registry is reached. */
  enum Way {
    HTTP,
    TLS;

    /** As it stands in names of repositories. */
    final String path = name().toLowerCase(Locale.ROOT);
  }

  private static final String BUILDER = "system:image-builder";

  private final Map<Way, Site> sites = new EnumMap<>(Way.class);
  private Path work;
  private FakeRegistry upstream;

  /** A server, and the login and options with which Jib uses it. */
  private record Site(
      Way way,
      ServerProcess server,
      ApiCaller caller,
      ThroughCalls calls,
      RealClient jib,
      List<String> skopeo)
      implements AutoCloseable {
    @Override
    public void close() throws IOException {
      calls.close();
      caller.close();
      server.close();
    }
  }

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    work = directory;
    upstream = FakeRegistry.plain();
    sites.put(Way.HTTP, site(Way.HTTP));
    sites.put(Way.TLS, site(Way.TLS, "--registry-tls", "on"));
  }

  private Site site(Way way, String... flags) throws Exception {
    Path home = Files.createDirectories(work.resolve(way.name()));
    ServerProcess server = ServerProcess.start(home.resolve("data"), flags);
    ApiCaller caller = ApiCaller.of(server);
    ThroughCalls calls = new ThroughCalls(server, caller);
    calls.project("shop");
    String token = calls.account("shop", "jib", BUILDER);
    window(caller);
    RealClient jib = RealClient.program(JibBuild.class, Map.of(JibBuild.TOKEN, token), jvm(server));
    return new Site(way, server, caller, calls, jib, skopeo(server, token));
  }

  /** A project that is a window on the other registry for the one who builds. */
  private void window(ApiCaller caller) throws Exception {
    caller.create(
        "/api/v1/namespaces",
        ("{'metadata':{'name':'other','annotations':{'weir.dev/upstream':'%s',"
                + "'openshift.io/image.insecureRepository':'true'}}}")
            .formatted(upstream.host()));
    caller.create(
        "/apis/rbac.authorization.k8s.io/v1/namespaces/other/rolebindings",
        "{'metadata':{'name':'jib'},'roleRef':{'kind':'ClusterRole','name':'weir:window-puller'},"
            + "'subjects':[{'kind':'ServiceAccount','namespace':'shop','name':'jib'}]}");
  }

  private static List<String> jvm(ServerProcess server) throws Exception {
    if (!server.registryTls()) {
      return List.of("-DsendCredentialsOverHttp=true");
    }
    Path trusted = server.data().resolveSibling("trusted.p12");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream pem = Files.newInputStream(server.data().resolve("ca.crt"));
        OutputStream out = Files.newOutputStream(trusted)) {
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
      store.store(out, "changeit".toCharArray());
    }
    return List.of(
        "-Djavax.net.ssl.trustStore=" + trusted, "-Djavax.net.ssl.trustStorePassword=changeit");
  }

  private static List<String> skopeo(ServerProcess server, String token) throws IOException {
    if (!server.registryTls()) {
      return List.of("--src-creds=any:" + token, "--src-tls-verify=false");
    }
    Path certificates = Files.createDirectories(server.data().resolveSibling("certs"));
    Files.copy(server.data().resolve("ca.crt"), certificates.resolve("ca.crt"));
    return List.of("--src-creds=any:" + token, "--src-cert-dir=" + certificates);
  }

  @AfterAll
  void stop() throws Exception {
    for (Site site : sites.values()) {
      site.close();
    }
    upstream.close();
  }

  private FakeRepository repository(String path) {
    return upstream.repository(path);
  }

  /**
   * Builds for these architectures; returns the folder into which skopeo pulled what came of it.
   */
  private Path build(Site site, String base, String name, String... architectures)
      throws Exception {
    Path folder = Files.createDirectories(work.resolve(site.way() + "-" + name));
    String host = site.server().registry() + "/";
    List<String> line = new ArrayList<>();
    line.add(site.server().registryTls() ? "tls" : "http");
    line.addAll(List.of(host + base, host + "shop/" + name + ":built", folder.toString()));
    line.addAll(List.of(architectures));
    String digest = site.jib().run(line.toArray(String[]::new)).strip();

    assertThat(site.calls().stream("shop/" + name).at("/status/tags/0/items/0/image").asString(""))
        .isEqualTo(digest);
    List<String> copy = new ArrayList<>(List.of("copy", "--all"));
    copy.addAll(site.skopeo());
    Path pulled = folder.resolve("pulled");
    copy.addAll(List.of("docker://" + host + "shop/" + name + "@" + digest, "dir:" + pulled));
    RealClient.required(site.server().environment(work), "skopeo", "--insecure-policy")
        .run(copy.toArray(String[]::new));
    return pulled;
  }

  private static JsonNode read(Path file) throws IOException {
    return Json.parse(Files.readAllBytes(file));
  }

  private static List<String> layers(JsonNode manifest) {
    return manifest
        .path("layers")
        .valueStream()
        .map(layer -> layer.path("digest").asString(""))
        .toList();
  }

  private static List<String> layers(FakeRepository repository, Digest manifest) {
    return layers(Json.parse(repository.findManifest(manifest.toString()).orElseThrow()));
  }

  /** The base's layers came of the upstream once, and the image has them and the program. */
  private void isBuiltOn(FakeRepository base, String path, Digest image, JsonNode built) {
    List<String> below = layers(base, image);
    assertThat(layers(built)).hasSize(below.size() + 1).startsWith(below.toArray(String[]::new));
    for (String layer : below) {
      assertThat(upstream.count("GET /v2/" + path + "/blobs/" + layer)).as(layer).isOne();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anImageIsBuiltOnALocalTag(Way way) throws Exception {
    Site site = sites.get(way);
    String path = "team/one-" + way.path;
    Digest base = UpstreamImages.image(repository(path), "1", "base over " + way);
    site.calls().imported("shop/one:1", upstream.host() + "/" + path + ":1");

    Path pulled = build(site, "shop/one:1", "on-one", "amd64");

    isBuiltOn(repository(path), path, base, read(pulled.resolve("manifest.json")));
  }

  @ParameterizedTest
  @EnumSource
  void anImageOfTwoArchitecturesIsBuiltOnALocalTagThatHasBoth(Way way) throws Exception {
    Site site = sites.get(way);
    String path = "team/all-" + way.path;
    Digest index =
        UpstreamImages.index(repository(path), "1", "base over " + way, "amd64", "arm64");
    site.calls().imported("shop/all:1", upstream.host() + "/" + path + ":1");

    Path pulled = build(site, "shop/all:1", "on-all", "amd64", "arm64");

    List<JsonNode> bases = children(repository(path).findManifest(index.toString()).orElseThrow());
    List<JsonNode> built = children(Files.readAllBytes(pulled.resolve("manifest.json")));
    assertThat(built).extracting(JibTest::architecture).containsExactly("amd64", "arm64");
    for (int i = 0; i < built.size(); i++) {
      String file = digest(built.get(i)).hex() + ".manifest.json";
      isBuiltOn(repository(path), path, digest(bases.get(i)), read(pulled.resolve(file)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void anImageIsBuiltOnOneThatAWindowBrings(Way way) throws Exception {
    Site site = sites.get(way);
    String path = "deep/er/base-" + way.path;
    Digest base = UpstreamImages.image(repository(path), "1", "seen over " + way);

    Path pulled = build(site, "other/" + path + ":1", "on-window", "amd64");

    isBuiltOn(repository(path), path, base, read(pulled.resolve("manifest.json")));
  }

  private static List<JsonNode> children(byte[] index) {
    return Json.parse(index).path("manifests").valueStream().toList();
  }

  private static String architecture(JsonNode child) {
    return child.at("/platform/architecture").asString("");
  }

  private static Digest digest(JsonNode descriptor) {
    return Digest.parse(descriptor.path("digest").asString(""));
  }
}
