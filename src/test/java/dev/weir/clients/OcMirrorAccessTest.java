package dev.weir.clients;

import static dev.weir.clients.MirrorSource.AMD64;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient.Output;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeProxy;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * How {@code oc image mirror} comes to registries: by logins, over TLS, and by the names of Docker
 * Hub.
 */
@WeirServer({"--audit-log", "off"})
@Timeout(180)
class OcMirrorAccessTest {
  private final ServerProcess server;
  private final ApiCaller caller;
  private final String admin;
  private final MirrorSource source = new MirrorSource();

  @TempDir Path home;

  OcMirrorAccessTest(ServerProcess server, ApiCaller caller) throws Exception {
    this.server = server;
    this.caller = caller;
    admin = caller.administrator();
    for (String project : List.of("shop", "other")) {
      var _ = caller.create("/api/v1/namespaces", "{'metadata':{'name':'" + project + "'}}");
    }
  }

  @AfterAll
  void stop() {
    source.close();
  }

  private OcImages oc() throws IOException {
    return new OcImages(home).login(server.registry(), "admin", admin);
  }

  private String weir(String image) {
    return server.registry() + "/" + image;
  }

  private String tagged(String repository, String tag) throws Exception {
    String path =
        "/apis/image.openshift.io/v1/namespaces/"
            + repository.replace("/", "/imagestreamtags/")
            + ":"
            + tag;
    return caller.api(admin, "GET", path, "").json().at("/image/metadata/name").asString("");
  }

  @Test
  void nothingIsSentWithoutALogin() throws Exception {
    OcImages nobody = new OcImages(home);
    Output refused =
        nobody.image("mirror", "--insecure", source.team("app:v1"), weir("shop/private:v1"));
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains("shop/private", "unauthorized");

    Path logins = nobody.write(home.resolve("logins.json"), server.registry(), "admin", admin);
    assertThat(
            nobody.mirrors("-a", logins.toString(), source.team("app:v1"), weir("shop/private:v1")))
        .hasSize(1);
    assertThat(tagged("shop/private", "v1")).isEqualTo(source.single().toString());
  }

  @Test
  void aRegistryBehindALoginIsASourceAndATarget() throws Exception {
    OcImages oc = oc();
    try (PrivateRegistry other = PrivateRegistry.plain(home.resolve("private"), Map.of())) {
      oc.login(other.host(), PrivateRegistry.USER, PrivateRegistry.PASSWORD);
      String there = other.host() + "/shop/out:v1";
      String keep = "--keep-manifest-list";
      var _ = oc.mirrors(keep, source.team("many:all"), weir("shop/out:v1"));

      assertThat(oc.mirrors(keep, weir("shop/out:v1"), there))
          .contains(source.list() + " " + there);
      assertThat(oc.mirrors(keep, there, weir("other/in:v1")))
          .contains(source.list() + " " + weir("other/in:v1"));

      assertThat(tagged("other/in", "v1")).isEqualTo(source.list().toString());
    }
  }

  @Test
  void overTlsTheServersAuthorityIsTrusted() throws Exception {
    OcImages oc = oc();
    try (ServerProcess tls =
            ServerProcess.start(
                home.resolve("data"), "--audit-log", "off", "--registry-tls", "on");
        ApiCaller api = ApiCaller.of(tls)) {
      for (String project : List.of("shop", "other")) {
        var _ = api.create("/api/v1/namespaces", "{'metadata':{'name':'" + project + "'}}");
      }
      oc.login(tls.registry(), "admin", api.administrator());
      String authority = "--certificate-authority=" + tls.data().resolve("ca.crt");
      String keep = "--keep-manifest-list";
      String from = tls.registry() + "/shop/app:v1";
      String to = tls.registry() + "/other/app:v1";
      var _ = oc.mirrors(keep, source.team("many:all"), from);

      Output untrusted = oc.image("mirror", from, to);
      Output trusted = oc.image("mirror", authority, keep, from, to);

      assertThat(untrusted.exit()).isEqualTo(1);
      assertThat(trusted.exit()).as(trusted.err()).isZero();
      assertThat(trusted.out()).contains(source.list() + " " + to);
      Output info = oc.image("info", authority, "--filter-by-os=" + AMD64, to);
      assertThat(info.exit()).as(info.err()).isZero();
      assertThat(info.out()).contains(source.image(AMD64).toString());
    }
  }

  /** Nothing is implied: the repository is the path as it is written. */
  @Test
  void imagesOfDockerHubAreNamedInFull() throws Exception {
    try (FakeRegistry hub = FakeRegistry.tls();
        FakeProxy proxy = new FakeProxy().lead("registry-1.docker.io:443", hub.port())) {
      FakeRepository busybox = hub.repository("library/busybox");
      Digest latest = MirrorSource.image(busybox, AMD64, "latest");
      busybox.tag("latest", latest);
      busybox.tag("1.37", MirrorSource.image(busybox, AMD64, "1.37"));
      OcImages oc = oc().with("HTTPS_PROXY", "http://" + proxy.host());

      Output bare = oc.image("mirror", "--insecure", "docker.io/busybox:latest", weir("shop/bare"));
      assertThat(bare.exit()).isEqualTo(1);
      assertThat(hub.requests()).anyMatch(line -> line.contains("/v2/busybox/manifests/latest"));

      assertThat(oc.mirrors("docker.io/library/busybox:latest", weir("shop/busybox")))
          .containsExactly(latest + " " + weir("shop/busybox:latest"));
      assertThat(tagged("shop/busybox", "1.37")).isEmpty();
      assertThat(oc.mirrors("docker.io/library/busybox", weir("shop/all"))).hasSize(2);
      assertThat(tagged("shop/all", "1.37")).isNotEmpty();
    }
  }
}
