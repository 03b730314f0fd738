package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The main job with real clients: push an image, a stream remembers it, a tag moves, a workload
 * follows; and all of it is still there after a kill.
 */
class MainJobTest {
  /** The product guide's own trigger text, single quotes and all. */
  private static final String TRIGGERS =
      "image.openshift.io/triggers=[{\"from\":{\"kind\":\"ImageStreamTag\",\"name\":\"app:live\"},"
          + "\"fieldPath\":\"spec.template.spec.containers[?(@.name='web')].image\"}]";

  private static final String IMAGE = "jsonpath={.spec.template.spec.containers[0].image}";

  @TempDir Path work;

  @Test
  void aDeploymentFollowsATagAndEverythingSurvivesAKill() throws Exception {
    run(new String[0]);
  }

  @Test
  void theSameThroughTlsForTheRegistry() throws Exception {
    run(new String[] {"--registry-tls", "on"});
  }

  private void run(String[] flags) throws IOException, InterruptedException {
    Path data = work.resolve("data");
    Path v1 = TinyImage.ociLayout(work.resolve("v1"), "one");
    Path v2 = TinyImage.ociLayout(work.resolve("v2"), "two");
    String host;
    String first;
    try (ServerProcess server = ServerProcess.start(data, flags)) {
      Clients clients = new Clients(server);
      host = server.registry();
      clients.weir.run("new-project", "demo");
      clients.push(v1, "app:v1");

      assertThat(clients.kubectl.run("get", "is", "app", "-o", "jsonpath={.status.tags[*].tag}"))
          .isEqualTo("v1");
      first = clients.imageOfTag("app:v1");
      assertThat(first).startsWith(host + "/demo/app@sha256:");

      clients.weir.run("tag", "app:v1", "app:live");
      clients.kubectl.run(
          "create", "deployment", "web", "--image=" + host + "/demo/app:v1", "--port=80");
      clients.kubectl.run(
          "patch",
          "deployment",
          "web",
          "--type=json",
          "-p",
          "[{\"op\":\"replace\",\"path\":\"/spec/template/spec/containers/0/name\",\"value\":\"web\"}]");
      clients.kubectl.run("annotate", "deployment", "web", TRIGGERS);
      clients.awaitImage(first);

      clients.push(v2, "app:v2");
      clients.weir.run("tag", "app:v2", "app:live");
      String second = clients.imageOfTag("app:v2");
      assertThat(second).isNotEqualTo(first);
      clients.awaitImage(second);

      clients.push(v1, "app:live");
      clients.awaitImage(first);
      server.kill();
    }
    String port = host.substring(host.indexOf(':') + 1);
    String[] again = java.util.Arrays.copyOf(flags, flags.length + 2);
    again[flags.length] = "--registry";
    again[flags.length + 1] = "127.0.0.1:" + port;
    try (ServerProcess server = ServerProcess.start(data, again)) {
      Clients clients = new Clients(server);
      assertThat(clients.weir.run("get", "deploy", "web", "-o", IMAGE)).isEqualTo(first);
      assertThat(clients.imageOfTag("app:live")).isEqualTo(first);
      Path pulled = work.resolve("pulled");
      clients.skopeo.run(
          "copy",
          "--src-tls-verify=false",
          "docker://" + server.registry() + "/demo/app:live",
          "oci:" + pulled + ":live");
      assertThat(Files.readString(pulled.resolve("index.json")))
          .contains(first.substring(first.indexOf("sha256:")));
      assertThat(server.terminate()).isZero();
      assertThat(server.log()).doesNotContain(clients.token);
    }
  }

  private final class Clients {
    private final RealClient weir;
    private final RealClient kubectl;
    private final RealClient skopeo;
    private final String host;
    private final String token;

    Clients(ServerProcess server) throws IOException, InterruptedException {
      Map<String, String> environment = server.environment(work);
      weir = RealClient.weir(environment);
      kubectl = RealClient.required(environment, "kubectl");
      skopeo = RealClient.required(environment, "skopeo", "--insecure-policy");
      host = server.registry();
      token = weir.run("whoami", "-t").strip();
      skopeo.run("login", "--tls-verify=false", "-u", "admin", "-p", token, host);
      weir.attempt("", "project", "demo");
    }

    void push(Path layout, String target) throws IOException, InterruptedException {
      skopeo.run(
          "copy",
          "--dest-tls-verify=false",
          "oci:" + layout + ":latest",
          "docker://" + host + "/demo/" + target);
    }

    String imageOfTag(String tag) throws IOException, InterruptedException {
      return kubectl.run("get", "istag", tag, "-o", "jsonpath={.image.dockerImageReference}");
    }

    void awaitImage(String image) {
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(kubectl.run("get", "deployment", "web", "-o", IMAGE))
                      .isEqualTo(image));
    }
  }
}
