package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.RealClient.Output;
import dev.weir.registry.OciLayout;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
      ServerProcess server, String name, String image, Path certificates, String token)
      throws Exception {
    podman(server, name)
        .run("pull", "--quiet", "--cert-dir=" + certificates, "--creds=any:" + token, image);
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
      TestImages.single(upstream.repository("team/app"), "v1");
      oc.run(
          "tag",
          "--source=docker",
          "--insecure",
          "--reference-policy=local",
          upstream.host() + "/team/app:v1",
          "app:v1");
      await()
          .untilAsserted(
              () ->
                  assertThat(pullSpec(oc, "app:v1"))
                      .startsWith(server.registry() + "/shop/app@sha256:"));

      skopeo(server)
          .run(
              "copy",
              "--src-tls-verify=false",
              "--src-creds=any:" + token(server),
              "docker://" + pullSpec(oc, "app:v1"),
              "dir:" + work.resolve("insecure-copy"));

      assertThat(work.resolve("insecure-copy/manifest.json"))
          .hasBinaryContent(upstream.repository("team/app").findManifest("v1").orElseThrow());
    }
  }
}
