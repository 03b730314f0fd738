package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.demo.TarFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Service accounts and pull secrets, as real clients use them. */
@WeirServer
class ServiceAccountsTest {
  private static final List<String> STARTERS = List.of("builder", "default", "deployer");

  private final Path work;
  private final ServerProcess server;
  private Map<String, String> environment = Map.of();

  ServiceAccountsTest(Path work, ServerProcess server) throws Exception {
    this.work = work;
    this.server = server;
    environment = server.environment(work);
    for (String project : List.of("shop", "other")) {
      kubectl().run("create", "namespace", project);
      settled(project);
    }
    Path layer = work.resolve("layer.tar");
    Files.write(layer, TarFile.of("message", "hello"));
    RealClient.weir(environment)
        .run("image", "append", "--to", server.registry() + "/shop/app:v1", layer.toString());
  }

  private RealClient kubectl() {
    return RealClient.required(environment, "kubectl");
  }

  private void settled(String project) {
    await()
        .untilAsserted(
            () -> {
              for (String account : STARTERS) {
                assertThat(field(project, "sa", account, "{.imagePullSecrets[0].name}"))
                    .startsWith(account + "-dockercfg-");
              }
            });
  }

  private String field(String project, String kind, String name, String path)
      throws IOException, InterruptedException {
    return kubectl().attempt("", "get", kind, name, "-n", project, "-o", "jsonpath=" + path).out();
  }

  private RealClient.Output as(String token, String... arguments)
      throws IOException, InterruptedException {
    Path kubeconfig = work.resolve("as-" + Integer.toHexString(token.hashCode()));
    if (!Files.exists(kubeconfig)) {
      Files.copy(server.kubeconfig(), kubeconfig);
    }
    Map<String, String> other = new HashMap<>(environment);
    other.put("KUBECONFIG", kubeconfig.toString());
    RealClient client = RealClient.required(other, "kubectl");
    client.run("config", "set-credentials", "robot", "--token=" + token);
    client.run("config", "set-context", "--current", "--user=robot");
    return client.attempt("", arguments);
  }

  @Test
  void aTokenOnRequestSpeaksForItsAccountUntilTheAccountIsDeleted() throws Exception {
    kubectl().run("create", "serviceaccount", "robot", "-n", "shop");
    String token =
        kubectl().run("create", "token", "robot", "-n", "shop", "--duration=24h").strip();

    assertThat(as(token, "auth", "whoami", "-o", "jsonpath={.status.userInfo.username}").out())
        .isEqualTo("system:serviceaccount:shop:robot");
    kubectl().run("delete", "serviceaccount", "robot", "-n", "shop");
    kubectl().run("create", "serviceaccount", "robot", "-n", "shop");
    assertThat(as(token, "auth", "whoami").err()).contains("You must be logged in to the server");
  }

  @Test
  void aTokenMayBeBoundToASecret() throws Exception {
    kubectl().run("create", "secret", "generic", "lease", "-n", "shop");
    String token =
        kubectl()
            .run(
                "create",
                "token",
                "default",
                "-n",
                "shop",
                "--bound-object-kind=Secret",
                "--bound-object-name=lease")
            .strip();
    assertThat(as(token, "auth", "whoami").exit()).isZero();

    kubectl().run("delete", "secret", "lease", "-n", "shop");
    assertThat(as(token, "auth", "whoami").exit()).isNotZero();
  }

  @Test
  void refusesTokensThatAreTooShort() throws Exception {
    RealClient.Output output =
        kubectl().attempt("", "create", "token", "default", "-n", "shop", "--duration=9m");

    assertThat(output.err()).contains("may not specify a duration less than 10 minutes");
  }

  private RealClient.Output copy(String from, String to, String... flags) throws Exception {
    List<String> line = new ArrayList<>(List.of("--insecure-policy", "copy"));
    line.addAll(List.of("--src-tls-verify=false", "--dest-tls-verify=false"));
    line.addAll(List.of(flags));
    line.addAll(List.of(from, to));
    return RealClient.required(environment, "skopeo").attempt("", line.toArray(String[]::new));
  }

  private String image(String name) {
    return "docker://" + server.registry() + "/" + name;
  }

  @Test
  void accountsPullInTheirNamespaceAndBuildersPush() throws Exception {
    String puller = kubectl().run("create", "token", "default", "-n", "shop").strip();
    String builder = kubectl().run("create", "token", "builder", "-n", "shop").strip();
    String stranger = kubectl().run("create", "token", "default", "-n", "other").strip();

    assertThat(
            copy(image("shop/app:v1"), "dir:" + work.resolve("a"), "--src-creds=x:" + puller).err())
        .isEmpty();
    String pushed = image("shop/built:v1");
    assertThat(
            copy("dir:" + work.resolve("a"), pushed, "--dest-creds=serviceaccount:" + puller).err())
        .contains("denied");
    assertThat(
            copy("dir:" + work.resolve("a"), pushed, "--dest-creds=serviceaccount:" + builder)
                .err())
        .isEmpty();
    assertThat(
            copy(image("shop/app:v1"), "dir:" + work.resolve("b"), "--src-creds=x:" + stranger)
                .err())
        .contains("denied");
  }

  @Test
  void podmanLogsInAsAnAccount() throws Exception {
    String token = kubectl().run("create", "token", "builder", "-n", "shop").strip();

    assertThat(
            RealClient.required(environment, "podman")
                .run(
                    "login",
                    "--tls-verify=false",
                    "-u",
                    "serviceaccount",
                    "-p",
                    token,
                    server.registry()))
        .contains("Login Succeeded");
  }

  @Test
  void theGeneratedLoginPulls() throws Exception {
    String name = field("shop", "sa", "default", "{.imagePullSecrets[0].name}");
    String entries = field("shop", "secret", name, "{.data.\\.dockercfg}");
    Path auths = work.resolve("generated.json");
    String flat = new String(Base64.getDecoder().decode(entries), StandardCharsets.UTF_8);
    Files.writeString(auths, "{\"auths\":" + flat + "}");

    assertThat(
            copy(image("shop/app:v1"), "dir:" + work.resolve("c"), "--src-authfile=" + auths).err())
        .isEmpty();
  }

  @Test
  void neitherTokensNorLoginsAreLogged() throws Exception {
    String name = field("shop", "sa", "default", "{.imagePullSecrets[0].name}");
    String token =
        field(
            "shop", "secret", name, "{.metadata.annotations.openshift\\.io/token-secret\\.value}");
    assertThat(as(token, "auth", "whoami").exit()).isZero();

    assertThat(server.log()).doesNotContain(token.split("\\.")[2]);
  }

  @Test
  void aQuietServerWritesNothing() throws Exception {
    for (String project : List.of("default", "openshift", "kube-system")) {
      settled(project);
    }
    AtomicReference<String> last = new AtomicReference<>("");
    await()
        .during(Duration.ofSeconds(1))
        .until(
            () -> {
              String now = revision();
              return now.equals(last.getAndSet(now));
            });
  }

  private String revision() throws Exception {
    return kubectl().run("get", "ns", "-o", "jsonpath={.metadata.resourceVersion}");
  }

  @Test
  void importsFromAPrivateRegistryTakeASecret() throws Exception {
    RealClient oc = RealClient.oc(environment);
    try (PrivateRegistry registry = PrivateRegistry.plain(work.resolve("private"), environment)) {
      String there = registry.host() + "/team/app:v1";
      String puller = kubectl().run("create", "token", "default", "-n", "shop").strip();
      RealClient.Output copied =
          copy(
              image("shop/app:v1"),
              "docker://" + there,
              "--src-creds=x:" + puller,
              "--dest-creds=ann:correct-horse");
      assertThat(copied.err()).isEmpty();

      RealClient.Output without =
          oc.attempt(
              "",
              "import-image",
              "one",
              "-n",
              "other",
              "--from=" + there,
              "--confirm",
              "--insecure");
      assertThat(without.out() + without.err())
          .contains("Unauthorized", "you may not have access to the container image");

      oc.run(
          "create",
          "secret",
          "docker-registry",
          "pull",
          "-n",
          "other",
          "--docker-server=" + registry.host(),
          "--docker-username=ann",
          "--docker-password=correct-horse",
          "--docker-email=ann@example.com");
      assertThat(
              oc.run(
                  "import-image",
                  "two",
                  "-n",
                  "other",
                  "--from=" + there,
                  "--confirm",
                  "--insecure"))
          .contains("imported");

      oc.run("delete", "secret", "pull", "-n", "other");
      Path file = work.resolve("config.json");
      String login =
          Base64.getEncoder().encodeToString("ann:correct-horse".getBytes(StandardCharsets.UTF_8));
      Files.writeString(
          file, "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(registry.host(), login));
      oc.run(
          "create",
          "secret",
          "generic",
          "opaque",
          "-n",
          "other",
          "--from-file=.dockerconfigjson=" + file);
      assertThat(
              oc.run(
                  "import-image",
                  "three",
                  "-n",
                  "other",
                  "--from=" + there,
                  "--confirm",
                  "--insecure"))
          .contains("imported");
    }
  }

  @Test
  void ocLinksSecretsToPullAndToMount() throws Exception {
    RealClient oc = RealClient.oc(environment);
    oc.run("create", "secret", "generic", "linked", "-n", "shop", "--from-literal=a=b");
    oc.run("create", "sa", "linker", "-n", "shop");
    await().until(() -> !field("shop", "sa", "linker", "{.imagePullSecrets[0].name}").isEmpty());

    oc.run("secrets", "link", "linker", "linked", "-n", "shop", "--for=pull");
    assertThat(field("shop", "sa", "linker", "{.imagePullSecrets[*].name}")).endsWith(" linked");
    assertThat(field("shop", "sa", "linker", "{.secrets[*].name}")).doesNotContain("linked");
    oc.run("secrets", "link", "linker", "linked", "-n", "shop", "--for=mount");
    assertThat(field("shop", "sa", "linker", "{.secrets[*].name}")).endsWith(" linked");

    oc.run("secrets", "unlink", "linker", "linked", "-n", "shop");
    assertThat(field("shop", "sa", "linker", "{.secrets[*].name}{.imagePullSecrets[*].name}"))
        .doesNotContain("linked");
  }
}
