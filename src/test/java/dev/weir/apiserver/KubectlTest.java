package dev.weir.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.Missing;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The real kubectl against the door. Required where {@code WEIR_CLIENTS=required}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
final class KubectlTest {
  private Path folder;
  private TestApi api;

  private record Outcome(int code, String out, String err) {}

  @BeforeAll
  void start(@TempDir Path temporary) throws Exception {
    folder = temporary;
    Missing.here().unless(isThere("kubectl"), "kubectl is not on PATH");
    Path keys = folder.resolve("keys.p12");
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    run(
        List.of(
            (keytool
                    + " -genkeypair -alias weir -keyalg EC -dname CN=localhost -ext"
                    + " SAN=ip:127.0.0.1 -storetype PKCS12 -storepass changeit -keystore "
                    + keys)
                .split(" ")),
        "");
    api = TestApi.startWithTls(keys);
    Files.writeString(
        folder.resolve("kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        current-context: test
        clusters:
        - name: test
          cluster: {server: "https://127.0.0.1:%d", insecure-skip-tls-verify: true}
        contexts:
        - name: test
          context: {cluster: test, user: admin, namespace: demo}
        users:
        - name: admin
          user: {token: %s}
        """
            .formatted(api.port(), TestApi.ADMIN));
    kubectl("", "create", "namespace", "demo");
  }

  @AfterAll
  void stop() {
    if (api != null) {
      api.close();
    }
  }

  private static boolean isThere(String program) {
    for (String folder : System.getenv("PATH").split(":", -1)) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }

  private Outcome kubectl(String input, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "kubectl",
                "--kubeconfig=" + folder.resolve("kubeconfig"),
                "--cache-dir=" + folder.resolve("cache")));
    command.addAll(List.of(arguments));
    return run(command, input);
  }

  private Outcome run(List<String> command, String input) throws Exception {
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try (var stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException _) {
      // The program did not want its input.
    }
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private static final String STREAM =
      """
      apiVersion: image.openshift.io/v1
      kind: ImageStream
      metadata:
        name: ruby
      spec:
        tags:
        - name: "1"
          from: {kind: DockerImage, name: "quay.io/ruby:1"}
      """;

  @Test
  void createsAppliesLabelsAndDeletesAStream() throws Exception {
    assertThat(kubectl(STREAM, "apply", "-f", "-").out())
        .isEqualTo("imagestream.image.openshift.io/ruby created\n");
    String second = STREAM.replace("\"1\"", "\"2\"");
    assertThat(
            kubectl(second, "patch", "is", "ruby", "-p", "{\"spec\":{\"tags\":[{\"name\":\"2\"}]}}")
                .out())
        .isEqualTo("imagestream.image.openshift.io/ruby patched\n");
    assertThat(kubectl("", "get", "is", "ruby", "-o", "jsonpath={.spec.tags[*].name}").out())
        .isEqualTo("2 1");
    assertThat(kubectl(STREAM.replace(":1\"", ":one\""), "apply", "-f", "-").out())
        .isEqualTo("imagestream.image.openshift.io/ruby configured\n");
    assertThat(
            kubectl(
                    "",
                    "get",
                    "is",
                    "ruby",
                    "-o",
                    "jsonpath={.spec.tags[*].from.name} {.spec.tags[*].name}")
                .out())
        .isEqualTo("quay.io/ruby:one 2 1");
    assertThat(kubectl("", "label", "is", "ruby", "a=b").out()).contains("labeled");
    assertThat(kubectl("", "annotate", "is", "ruby", "c=d").out()).contains("annotated");
    assertThat(kubectl("", "get", "is", "-l", "a=b").out()).contains("NAME").contains("ruby");
    assertThat(kubectl("", "delete", "is", "ruby").out())
        .isEqualTo("imagestream.image.openshift.io \"ruby\" deleted\n");
    assertThat(kubectl("", "get", "is", "ruby").err())
        .isEqualTo(
            "Error from server (NotFound): imagestreams.image.openshift.io \"ruby\" not found\n");
  }

  @Test
  void createsKindsThatItSendsAsProtobuf() throws Exception {
    assertThat(kubectl("", "create", "namespace", "made").out())
        .isEqualTo("namespace/made created\n");
    assertThat(kubectl("", "create", "secret", "generic", "s", "--from-literal=k=v").out())
        .isEqualTo("secret/s created\n");
    Outcome deployment =
        kubectl("", "create", "deployment", "web", "--image=app:1", "--replicas=0", "--port=80");
    assertThat(deployment).isEqualTo(new Outcome(0, "deployment.apps/web created\n", ""));
    JsonNode web = Json.parse(kubectl("", "get", "deploy", "web", "-o", "json").out());
    assertThat(web.at("/spec/replicas").asInt(-1)).isZero();
    assertThat(web.at("/spec/template/spec/containers/0/ports/0/containerPort").asInt())
        .isEqualTo(80);
    assertThat(kubectl("", "get", "secret", "s", "-o", "jsonpath={.data.k}").out())
        .isEqualTo("dg==");
    assertThat(kubectl("", "set", "image", "deploy/web", "app=app:2").out())
        .isEqualTo("deployment.apps/web image updated\n");
  }

  @Test
  void hearsOfUnknownFields() throws Exception {
    Outcome refused =
        kubectl(STREAM.replace("name: ruby", "name: bad") + "  foo: 1\n", "create", "-f", "-");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("strict decoding error: unknown field \"spec.foo\"");
    Outcome warned =
        kubectl(
            STREAM.replace("name: ruby", "name: warned") + "  foo: 1\n",
            "create",
            "--validate=warn",
            "-f",
            "-");
    assertThat(warned.err()).isEqualTo("Warning: unknown field \"spec.foo\"\n");
  }

  @Test
  void createsKindsThatCanOnlyBeCreated() throws Exception {
    String mapping =
        """
        apiVersion: image.openshift.io/v1
        kind: ImageStreamMapping
        metadata: {name: mapped}
        tag: latest
        """;
    assertThat(kubectl(mapping, "create", "-f", "-"))
        .isEqualTo(new Outcome(0, "imagestreammapping.image.openshift.io/mapped created\n", ""));
  }

  @Test
  void followsAnObjectThroughItsChanges() throws Exception {
    kubectl("", "create", "secret", "generic", "watched", "--from-literal=k=v");
    List<String> command =
        List.of(
            "kubectl",
            "--kubeconfig=" + folder.resolve("kubeconfig"),
            "get",
            "secret",
            "watched",
            "--watch",
            "--output-watch-events");
    Process watching = new ProcessBuilder(command).start();
    try (var lines = watching.inputReader()) {
      assertThat(lines.readLine()).contains("EVENT").contains("NAME");
      assertThat(lines.readLine()).startsWith("ADDED").contains("watched");
      kubectl("", "label", "secret", "watched", "a=b");
      assertThat(lines.readLine()).startsWith("MODIFIED");
      kubectl("", "delete", "secret", "watched", "--wait=false");
      assertThat(lines.readLine()).startsWith("DELETED");
    } finally {
      watching.destroy();
    }
    Awaitility.await().untilAsserted(() -> assertThat(api.secrets.watchers()).isZero());
  }

  @Test
  void waitsForADeletion() throws Exception {
    assertThat(kubectl("", "create", "secret", "generic", "gone").code()).isZero();
    assertThat(kubectl("", "delete", "secret", "gone", "--wait").code()).isZero();
    assertThat(kubectl("", "wait", "secret/gone", "--for=delete", "--timeout=5s").code()).isZero();
  }

  @Test
  void waitsForAValue() throws Exception {
    kubectl("", "create", "secret", "generic", "valued", "--from-literal=k=v");
    assertThat(
            kubectl("", "wait", "secret/valued", "--for=jsonpath={.data.k}=dg==", "--timeout=5s")
                .out())
        .isEqualTo("secret/valued condition met\n");
  }

  @Test
  void explainsAField() throws Exception {
    assertThat(kubectl("", "explain", "is.spec.tags.from").out()).contains("What the tag follows.");
  }
}
