package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.RealClient.Output;
import dev.weir.reference.Digest;
import dev.weir.registry.OciLayout;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tags with the policy Local, pulled by unmodified clients. */
@Timeout(300)
class PullThroughClientsTest {
  @TempDir private Path work;

  /** Any authority and certificate of this machine will do for the other registry. */
  private Path authority() throws Exception {
    try (ServerProcess other = ServerProcess.start(work.resolve("other"))) {
      return other.data();
    }
  }

  private RealClient skopeo(ServerProcess server) {
    return RealClient.required(server.environment(work), "skopeo", "--insecure-policy");
  }

  private RealClient podman(ServerProcess server, String name) throws IOException {
    Files.writeString(work.resolve("auth.json"), "{}");
    return RealClient.required(
        server.environment(work),
        "podman",
        "--root=" + work.resolve(name),
        "--runroot=" + work.resolve("run-" + name),
        "--storage-driver=vfs");
  }

  private static String token(ServerProcess server) throws Exception {
    return RealClient.oc(Map.of("KUBECONFIG", server.kubeconfig().toString()))
        .run("whoami", "-t")
        .strip();
  }

  private static String pullSpec(RealClient oc, String tag) throws Exception {
    return oc.run("get", "istag", tag, "-o", "jsonpath={.image.dockerImageReference}");
  }

  @Test
  void imagesOfAPrivateRegistryArePulledOverTlsByClientsThatHaveNoLoginThere() throws Exception {
    Path other = authority();
    String trusted = other.resolve("ca.crt").toString();
    try (ServerProcess server =
        ServerProcess.start(
            work.resolve("data"), "--registry-tls", "on", "--upstream-ca", trusted)) {
      RealClient oc = RealClient.oc(server.environment(work));
      oc.run("new-project", "shop");
      String token = token(server);
      Path certificates = Files.createDirectories(work.resolve("certs"));
      Files.copy(server.data().resolve("ca.crt"), certificates.resolve("ca.crt"));
      new OciLayout(work.resolve("layout-one")).image("one", "hello");
      new OciLayout(work.resolve("layout-all")).index("all", "hello of ");
      new OciLayout(work.resolve("layout-late")).image("late", "never pulled");
      String one;
      String all;
      try (PrivateRegistry upstream =
          PrivateRegistry.tls(
              work.resolve("upstream"),
              server.environment(work),
              other.resolve("tls/server.crt"),
              other.resolve("tls/server.key"))) {
        for (String tag : new String[] {"one", "all", "late"}) {
          skopeo(server)
              .run(
                  "copy",
                  "--all",
                  "--dest-tls-verify=false",
                  "--dest-creds=ann:correct-horse",
                  "oci:" + work.resolve("layout-" + tag) + ":" + tag,
                  "docker://" + upstream.host() + "/team/app:" + tag);
        }
        oc.run(
            "create",
            "secret",
            "docker-registry",
            "pull",
            "--docker-server=" + upstream.host(),
            "--docker-username=ann",
            "--docker-password=correct-horse",
            "--docker-email=ann@example.com");
        for (String tag : new String[] {"one", "all", "late"}) {
          oc.run(
              "import-image",
              "app:" + tag,
              "--from=" + upstream.host() + "/team/app:" + tag,
              "--reference-policy=local",
              "--import-mode=PreserveOriginal",
              "--confirm");
        }
        one = pullSpec(oc, "app:one");
        all = pullSpec(oc, "app:all");
        assertThat(one).startsWith(server.registry() + "/shop/app@sha256:");
        pull(server, "first", one, certificates, token);
        copyAll(server, "first-copy", all, certificates, token);
      }
      pull(server, "second", one, certificates, token);
      pull(server, "third", server.registry() + "/shop/app:one", certificates, token);
      copyAll(server, "second-copy", all, certificates, token);
      pull(server, "fourth", all, certificates, token, "--arch=arm64");
      assertThat(architecture(server, "fourth", all)).isEqualTo("arm64\n");

      Output late =
          skopeo(server)
              .attempt(
                  "",
                  "copy",
                  "--src-cert-dir=" + certificates,
                  "--src-creds=any:" + token,
                  "docker://" + server.registry() + "/shop/app:late",
                  "dir:" + work.resolve("late"));
      assertThat(late.exit()).isNotZero();
      assertThat(late.err()).contains("503");
      await()
          .untilAsserted(
              () ->
                  assertThat(oc.run("get", "is", "app", "-o", "yaml"))
                      .contains("type: PullThrough", "reason: Unavailable"));
      assertThat(oc.run("describe", "is", "app")).contains("late\n", "* " + "127.0.0.1:");
      assertThat(oc.run("get", "events")).contains("PullThroughFailed");
      assertThat(RealClient.weir(server.environment(work)).run("describe", "is", "app"))
          .contains("! error: Pull through the integrated registry failed (Unavailable)");
    }
  }

  private void pull(
      ServerProcess server,
      String name,
      String image,
      Path certificates,
      String token,
      String... options)
      throws Exception {
    List<String> line = new ArrayList<>(List.of("pull", "--quiet", "--creds=any:" + token));
    line.add("--cert-dir=" + certificates);
    line.addAll(List.of(options));
    line.add(image);
    podman(server, name).run(line.toArray(String[]::new));
  }

  private String architecture(ServerProcess server, String name, String image) throws Exception {
    return podman(server, name).run("image", "inspect", "--format={{.Architecture}}", image);
  }

  private void copyAll(
      ServerProcess server, String name, String image, Path certificates, String token)
      throws Exception {
    skopeo(server)
        .run(
            "copy",
            "--all",
            "--src-cert-dir=" + certificates,
            "--src-creds=any:" + token,
            "docker://" + image,
            "oci:" + work.resolve(name) + ":all");
    assertThat(work.resolve(name).resolve("index.json")).exists();
  }

  @Test
  void imagesOfAnInsecureRegistryArePulledByClientsThatKnowNothingOfIt() throws Exception {
    try (FakeRegistry upstream = FakeRegistry.plain();
        ServerProcess server = ServerProcess.start(work.resolve("insecure"))) {
      RealClient oc = RealClient.oc(server.environment(work));
      oc.run("new-project", "shop");
      FakeRepository images = upstream.repository("team/app");
      Digest one = UpstreamImages.image(images, "one", "one");
      Digest _ = UpstreamImages.index(images, "all", "all", "amd64", "arm64");
      for (String tag : new String[] {"one", "all"}) {
        oc.run(
            "tag",
            "--source=docker",
            "--insecure",
            "--reference-policy=local",
            "--import-mode=PreserveOriginal",
            upstream.host() + "/team/app:" + tag,
            "app:" + tag);
        await()
            .untilAsserted(
                () ->
                    assertThat(pullSpec(oc, "app:" + tag))
                        .startsWith(server.registry() + "/shop/app@sha256:"));
      }
      String token = token(server);
      String all = pullSpec(oc, "app:all");

      assertThat(copied(server, "one", pullSpec(oc, "app:one"), token, "amd64")).isEqualTo(one);
      assertThat(copied(server, "all", all, token, "arm64"))
          .isEqualTo(UpstreamImages.child(images, "all", "arm64"));
      String byTag = server.registry() + "/shop/app:one";
      RealClient podman = podman(server, "plain");
      podman.run("pull", "--quiet", "--tls-verify=false", "--creds=any:" + token, byTag);
      podman.run(
          "pull", "--quiet", "--tls-verify=false", "--creds=any:" + token, "--arch=arm64", all);
      assertThat(architecture(server, "plain", byTag)).isEqualTo("amd64\n");
      assertThat(architecture(server, "plain", all)).isEqualTo("arm64\n");
    }
  }

  /** Digest of what skopeo copies over plain HTTP for an architecture. */
  private Digest copied(
      ServerProcess server, String name, String image, String token, String architecture)
      throws Exception {
    Path target = work.resolve("plain-" + name);
    skopeo(server)
        .run(
            "--override-arch=" + architecture,
            "copy",
            "--src-tls-verify=false",
            "--src-creds=any:" + token,
            "docker://" + image,
            "dir:" + target);
    return Digest.of(Files.readAllBytes(target.resolve("manifest.json")));
  }

  @Test
  void containerdPullsAndUnpacksAnImageOverTls() throws Exception {
    try (Containerd containerd = Containerd.start();
        FakeRegistry upstream = FakeRegistry.plain();
        ServerProcess server = ServerProcess.start(work.resolve("data"), "--registry-tls", "on")) {
      WeirCalls weir = new WeirCalls(server.environment(work), work);
      weir.says("new-project", "shop");
      FakeRepository images = upstream.repository("team/app");
      Digest index = UpstreamImages.index(images, "1", "all", "amd64", "arm64");
      weir.says(
          "import-image",
          "app:1",
          "--from=" + upstream.host() + "/team/app:1",
          "--insecure",
          "--reference-policy=local",
          "--import-mode=PreserveOriginal",
          "--confirm");
      String authority = "ca = \"" + server.data().resolve("ca.crt") + "\"";
      Path hosts = containerd.hosts("https://" + server.registry(), authority);
      String image = server.registry() + "/shop/app:1";

      containerd.pull(
          hosts,
          image,
          "--platform=linux/amd64",
          "--user=any:" + weir.says("whoami", "-t").strip());

      assertThat(containerd.images()).contains(image, index.toString());
      assertThat(containerd.snapshots()).contains("sha256:").contains("Committed");
    }
  }
}
