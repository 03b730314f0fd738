package dev.weir.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.Yaml;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real clients reach a server through proxies that end TLS. */
class BehindProxyTest {
  @TempDir private Path work;

  private static String token(ServerProcess server) throws IOException {
    var found =
        Pattern.compile("token: \"?([^\"\\s]+)").matcher(Files.readString(server.kubeconfig()));
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  private RealClient client(ServerProcess server, String... command) throws IOException {
    return RealClient.required(
        server.environment(Files.createDirectories(work.resolve("home"))), command);
  }

  private String trusted(TlsProxy proxy) throws Exception {
    Path directory = Files.createDirectories(work.resolve("certs"));
    proxy.trust(directory.resolve("ca.crt"));
    return "--cert-dir=" + directory;
  }

  /** Logs in, pushes and pulls; all of it, tokens too, through the proxy. */
  private void pushAndPull(ServerProcess server, TlsProxy proxy) throws Exception {
    String token = token(server);
    String certificates = trusted(proxy);
    RealClient podman = client(server, "podman");
    podman.run("login", certificates, "-u", "any", "-p", token, proxy.host());

    RealClient skopeo = client(server, "skopeo", "--insecure-policy");
    skopeo.run("login", certificates, "-u", "any", "-p", token, proxy.host());
    RealClient.weir(server.environment(work)).run("new-project", "demo");
    Path layout = TinyImage.ociLayout(work.resolve("layout"), "hello");
    String image = "docker://" + proxy.host() + "/demo/app:v1";
    skopeo.run("copy", certificates.replace("--", "--dest-"), "oci:" + layout + ":latest", image);
    skopeo.run(
        "copy", certificates.replace("--", "--src-"), image, "dir:" + work.resolve("pulled"));
    assertThat(work.resolve("pulled/manifest.json")).exists();
    assertThat(proxy.requests())
        .as("no token was asked for past the proxy")
        .anyMatch(line -> line.contains("/openshift/token"));
  }

  @Test
  void theRegistrysUrlIsWhereClientsLogIn() throws Exception {
    try (TlsProxy proxy = new TlsProxy(false);
        ServerProcess server =
            ServerProcess.start(work.resolve("data"), "--registry-url", proxy.url())) {
      proxy.leadTo(server.registry(), false);
      pushAndPull(server, proxy);

      String stream =
          RealClient.weir(server.environment(work))
              .run("get", "is", "app", "-n", "demo", "-o", "yaml");
      assertThat(
              Yaml.parse(stream.getBytes(UTF_8))
                  .at("/status/publicDockerImageRepository")
                  .stringValue())
          .isEqualTo(proxy.host() + "/demo/app");
    }
  }

  @Test
  void withoutItATrustedProxySaysHowItWasCalled() throws Exception {
    try (TlsProxy proxy = new TlsProxy(true);
        ServerProcess server =
            ServerProcess.start(work.resolve("data"), "--trusted-proxies", "127.0.0.0/8")) {
      proxy.leadTo(server.registry(), false);
      pushAndPull(server, proxy);
      assertThat(Files.readString(server.data().resolve("audit.log")))
          .contains("\"sourceIPs\":[\"203.0.113.9\"]");
    }
  }

  @Test
  void webhooksAreReachedThroughAProxyInFrontOfTheApi() throws Exception {
    try (TlsProxy proxy = new TlsProxy(true);
        ServerProcess server =
            ServerProcess.start(
                work.resolve("data"), "--api-url", proxy.url(), "--trusted-proxies", "127.0.0.1")) {
      proxy.leadTo(server.api().replace("https://", ""), true);
      WeirCalls weir = new WeirCalls(server.environment(work), work);
      weir.says("new-project", "demo");
      Matcher told =
          Pattern.compile("(https://\\S+)/hooks/demo/quay/(\\S+)")
              .matcher(weir.says("create", "webhook", "quay", "--sender=quay"));

      assertThat(told.find()).isTrue();
      assertThat(told.group(1)).isEqualTo(proxy.url());
      SSLContext tls = HttpApi.trust(proxy.trust(work.resolve("proxy.crt")));
      try (HttpClient client = HttpClient.newBuilder().sslContext(tls).build()) {
        HttpRequest push =
            HttpRequest.newBuilder(URI.create(told.group()))
                .POST(BodyPublishers.ofString("{\"repository\":\"team/app\"}"))
                .build();
        assertThat(client.send(push, BodyHandlers.ofString()).statusCode()).isEqualTo(202);
      }
      assertThat(Files.readString(server.data().resolve("audit.log")))
          .doesNotContain(told.group(2));
    }
  }

  @Test
  void peopleLogInThroughAProxyInFrontOfTheApi() throws Exception {
    for (boolean forwards : List.of(true, false)) {
      Path data = Files.createDirectories(work.resolve("data-" + forwards));
      try (TlsProxy proxy = new TlsProxy(forwards);
          ServerProcess server =
              ServerProcess.start(
                  data, "--api-url", proxy.url(), "--trusted-proxies", "127.0.0.1")) {
        proxy.leadTo(server.api().replace("https://", ""), true);
        RealClient.required(Map.of(), "htpasswd")
            .run("-cbB", data.resolve("users.htpasswd").toString(), "ann", "secret");
        Path home = Files.createDirectories(work.resolve("ann-" + forwards));
        RealClient oc =
            RealClient.oc(
                Map.of("KUBECONFIG", home.resolve("config").toString(), "HOME", home.toString()));
        oc.run(
            "login",
            proxy.url(),
            "--certificate-authority=" + proxy.trust(home.resolve("ca.crt")),
            "-u",
            "ann",
            "-p",
            "secret");
        assertThat(oc.run("whoami").strip()).isEqualTo("ann");
        assertThat(proxy.requests()).anyMatch(line -> line.contains("/oauth/authorize"));
      }
    }
  }
}
