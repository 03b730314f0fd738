package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeProxy;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.SelfSigned;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real clients pull from windows: from one on Docker Hub, which a proxy leads to a registry of the
 * test, and from one on a registry that is named by its address.
 */
@Timeout(180)
@TestInstance(Lifecycle.PER_CLASS)
class WindowClientsTest {
  private static final String HUB = "registry-1.docker.io";

  private Path work;
  private FakeRegistry hub;
  private FakeRegistry other;
  private FakeProxy proxy;
  private ServerProcess server;
  private ServerProcess safe;
  private RealClient weir;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    work = directory;
    hub = FakeRegistry.tls(SelfSigned.make(Duration.ofHours(-1), Duration.ofHours(1), HUB));
    other = FakeRegistry.plain();
    proxy = new FakeProxy().lead(HUB + ":443", hub.port());
    Path authority =
        Files.writeString(
            work.resolve("authority.pem"),
            "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                    .encodeToString(hub.certificate().getEncoded())
                + "\n-----END CERTIFICATE-----\n");
    Map<String, String> environment = new HashMap<>();
    environment.put("HTTPS_PROXY", "http://" + proxy.host());
    environment.put("NO_PROXY", "127.0.0.1");
    server =
        ServerProcess.start(
            environment, List.of(), work.resolve("data"), "--upstream-ca", authority.toString());
    weir = RealClient.weir(server.environment(work));
    Files.writeString(work.resolve("auth.json"), "{}");
    open(weir, "hub", "docker.io");
    open(weir, "other", other.host(), "openshift.io/image.insecureRepository=true");
    safe = ServerProcess.start(work.resolve("tls"), "--registry-tls", "on");
    open(
        RealClient.weir(safe.environment(work)),
        "other",
        other.host(),
        "openshift.io/image.insecureRepository=true");
  }

  /** Makes a project a window for everybody. */
  private static void open(RealClient admin, String project, String upstream, String... more)
      throws Exception {
    admin.run("new-project", project);
    admin.run("annotate", "namespace", project, "weir.dev/upstream=" + upstream);
    for (String annotation : more) {
      admin.run("annotate", "namespace", project, annotation);
    }
    admin.run(
        "policy",
        "add-role-to-group",
        "weir:window-puller",
        "system:unauthenticated",
        "-n",
        project);
  }

  @AfterAll
  void stop() throws Exception {
    safe.close();
    server.close();
    proxy.close();
    other.close();
    hub.close();
  }

  private String registry() {
    return "http://" + server.registry();
  }

  @Test
  void oneFileMakesContainerdPullImagesOfAllRegistriesThroughTheirWindows() throws Exception {
    try (Containerd containerd = Containerd.start()) {
      Digest index =
          UpstreamImages.index(hub.repository("library/busybox"), "1", "busy", "amd64", "arm64");
      Digest deep = UpstreamImages.image(other.repository("a/deep/path"), "v2", "deep");
      Path hosts = containerd.hosts(registry());

      containerd.fetch(hosts, "docker.io/library/busybox:1", "--platform", "linux/amd64");
      containerd.fetch(hosts, other.host() + "/a/deep/path:v2");

      assertThat(containerd.images())
          .contains("docker.io/library/busybox:1", index.toString())
          .contains(other.host() + "/a/deep/path:v2", deep.toString());
      assertThat(weir.run("get", "is", "-n", "hub", "-o", "name")).contains("library.busybox");
      assertThat(weir.run("get", "is", "-n", "other", "-o", "name")).contains("a.deep.path");
      assertThat(hub.count("GET /v2/library/busybox/blobs/")).isEqualTo(2);
      assertThat(hub.count("GET /v2/library/busybox/manifests/")).isEqualTo(2);
      assertThat(weir.run("describe", "istag/library.busybox:1", "-n", "hub"))
          .contains(index.toString());
      String layers = "/apis/image.openshift.io/v1/namespaces/hub/imagestreams/library.busybox";
      assertThat(weir.run("get", "--raw", layers + "/layers")).contains(index.toString());
    }
  }

  @Test
  void containerdPullsByDigestWhatNoTagHas() throws Exception {
    try (Containerd containerd = Containerd.start()) {
      Digest digest = UpstreamImages.image(hub.repository("team/pinned"), "old", "pinned");
      Path hosts = containerd.hosts(registry());
      containerd.fetch(hosts, "docker.io/team/pinned@" + digest);
      assertThat(containerd.content()).contains(digest.toString());
    }
  }

  @Test
  void containerdPullsOverTlsWithTheAuthorityThatTheFileNames() throws Exception {
    Digest digest = UpstreamImages.image(other.repository("over/tls"), "1", "tls");
    try (Containerd containerd = Containerd.start()) {
      String authority = "ca = \"" + safe.data().resolve("ca.crt") + "\"";
      Path hosts = containerd.hosts("https://" + safe.registry(), authority);
      containerd.fetch(hosts, other.host() + "/over/tls:1");
      assertThat(containerd.images()).contains(digest.toString());
      assertThat(other.count("GET /v2/over/tls/manifests/1")).isOne();
    }
  }

  @Test
  void podmanAndSkopeoPullOverTlsTheArchitectureThatTheyAreAskedFor() throws Exception {
    FakeRepository several = other.repository("over/several");
    Digest _ = UpstreamImages.index(several, "1", "several", "amd64", "arm64");
    Path certificates = Files.createDirectories(work.resolve("certs"));
    Files.copy(safe.data().resolve("ca.crt"), certificates.resolve("ca.crt"));
    String image = safe.registry() + "/other/over/several:1";
    Path target = work.resolve("several");

    RealClient.required(safe.environment(work), "skopeo", "--insecure-policy")
        .run(
            "--override-arch=arm64",
            "copy",
            "--src-cert-dir=" + certificates,
            "docker://" + image,
            "dir:" + target);
    RealClient podman = podman(safe.environment(work), "several");
    podman.run("pull", "--quiet", "--arch=arm64", "--cert-dir=" + certificates, image);

    assertThat(Digest.of(Files.readAllBytes(target.resolve("manifest.json"))))
        .isEqualTo(UpstreamImages.child(several, "1", "arm64"));
    assertThat(podman.run("image", "inspect", "--format={{.Architecture}}", image))
        .isEqualTo("arm64\n");
  }

  private RealClient podman(Map<String, String> environment, String name) {
    return RealClient.required(
        environment,
        "podman",
        "--root=" + work.resolve("root-" + name),
        "--runroot=" + work.resolve("run-" + name),
        "--storage-driver=vfs");
  }

  @Test
  void podmanPullsThroughAMirrorOfItsConfiguration() throws Exception {
    Digest digest = UpstreamImages.image(hub.repository("library/podded"), "1", "podded");
    Path registries =
        Files.writeString(
            work.resolve("registries.conf"),
            """
            [[registry]]
            prefix = "docker.io"
            location = "docker.io"
            [[registry.mirror]]
            location = "%s/hub"
            insecure = true
            """
                .formatted(server.registry()));
    Map<String, String> environment = new HashMap<>(server.environment(work));
    environment.put("CONTAINERS_REGISTRIES_CONF", registries.toString());
    RealClient podman = podman(environment, "mirrored");
    podman.run("pull", "--quiet", "docker.io/library/podded:1");
    assertThat(podman.run("images", "--digests", "--format", "{{.Repository}} {{.Digest}}"))
        .contains("docker.io/library/podded " + digest);
  }

  @Test
  void skopeoCopiesByTheNameOfTheWindowShortOrWhole() throws Exception {
    UpstreamImages.image(hub.repository("library/copied"), "1", "copied");
    RealClient skopeo =
        RealClient.required(server.environment(work), "skopeo", "--insecure-policy");
    for (String name : new String[] {"library/copied", "copied", "library.copied"}) {
      Path target = work.resolve(name.replace('/', '-'));
      skopeo.run(
          "copy",
          "--src-tls-verify=false",
          "docker://" + server.registry() + "/hub/" + name + ":1",
          "dir:" + target);
      assertThat(target.resolve("manifest.json")).exists();
    }
    assertThat(hub.count("GET /v2/library/copied/manifests/1")).isOne();
    // the configuration for the import, and each blob once for all who pull
    assertThat(hub.count("GET /v2/library/copied/blobs/")).isEqualTo(3);
  }
}
