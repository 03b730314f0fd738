package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient.Output;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams named where an image is expected, with real clients (controllers-and-access.md 5). */
@WeirServer
@Timeout(120)
class NamedStreamsTest {
  private static final String IMAGE = "registry.example/app@sha256:" + "a".repeat(64);

  private final Path work;
  private final ServerProcess server;

  NamedStreamsTest(Path work, ServerProcess server) throws Exception {
    this.work = work;
    this.server = server;
    kubectl().run("create", "namespace", "dev");
    stream("dev", "app");
    stream("dev", "shut");
    stream("default", "app");
    weir().run("-n", "dev", "set", "image-lookup", "app");
  }

  private RealClient kubectl() {
    return RealClient.required(server.environment(work), "kubectl");
  }

  private RealClient oc() {
    return RealClient.oc(server.environment(work));
  }

  private RealClient weir() {
    return RealClient.weir(server.environment(work));
  }

  /** A stream with the image under the tag {@code v1}. */
  private void stream(String namespace, String name) throws Exception {
    String yaml =
        """
        apiVersion: image.openshift.io/v1
        kind: ImageStream
        metadata: {name: %1$s}
        ---
        apiVersion: image.openshift.io/v1
        kind: ImageStreamMapping
        metadata: {name: %1$s}
        image: {metadata: {name: "%2$s"}, dockerImageReference: "%3$s"}
        tag: v1
        """
            .formatted(name, IMAGE.substring(IMAGE.indexOf('@') + 1), IMAGE);
    Output made = kubectl().attempt(yaml, "-n", namespace, "create", "-f", "-");
    assertThat(made.exit()).as(made.err()).isZero();
  }

  private String image(String object, String path) throws Exception {
    return kubectl().run("-n", "dev", "get", object, "-o", "jsonpath={" + path + "[0].image}");
  }

  @Test
  void kubectlRunsAPodByTheNameOfAStream() throws Exception {
    kubectl().run("-n", "dev", "run", "pod", "--image=app:v1");
    assertThat(image("pod/pod", ".spec.containers")).isEqualTo(IMAGE);
  }

  @Test
  void ocOpensAStreamAndMakesADeploymentOfIt() throws Exception {
    stream("dev", "second");
    oc().run("-n", "dev", "set", "image-lookup", "second");
    oc().run("-n", "dev", "create", "deployment", "second", "--image=second:v1");
    assertThat(image("deploy/second", ".spec.template.spec.containers")).isEqualTo(IMAGE);
  }

  @ParameterizedTest
  @CsvSource({
    "create deployment %s --image=shut:v1, deploy, .spec.template.spec.containers",
    "create cronjob %s --image=shut:v1 --schedule=@daily, cronjob,"
        + " .spec.jobTemplate.spec.template.spec.containers"
  })
  void ocOpensAllStreamsToAWorkload(String create, String type, String path) throws Exception {
    String object = type + "/o" + type;
    oc().run(("-n dev " + create.formatted("o" + type)).split(" "));
    assertThat(image(object, path)).isEqualTo("shut:v1");

    oc().run("-n", "dev", "set", "image-lookup", object);

    assertThat(image(object, path)).isEqualTo(IMAGE);
  }

  @Test
  void weirOpensAllStreamsToAWorkload() throws Exception {
    weir().run("-n", "dev", "create", "deployment", "own", "--image=shut:v1");
    weir().run("-n", "dev", "set", "image-lookup", "deploy/own");
    assertThat(image("deploy/own", ".spec.template.spec.containers")).isEqualTo(IMAGE);
  }

  @Test
  void aManifestWithAShortNameCanBeAppliedAgain() throws Exception {
    String manifest =
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: applied}
        spec:
          selector: {matchLabels: {a: b}}
          template:
            metadata: {labels: {a: b}}
            spec: {containers: [{name: c, image: 'app:v1'}]}
        """;
    Output made = kubectl().attempt(manifest, "-n", "dev", "apply", "-f", "-");
    Output again = kubectl().attempt(manifest, "-n", "dev", "apply", "-f", "-");

    assertThat(made.out() + again.out())
        .isEqualTo("deployment.apps/applied created\ndeployment.apps/applied configured\n");
    String seen =
        kubectl()
            .run("-n", "dev", "get", "deploy/applied", "-o", "jsonpath={.metadata.generation}");
    assertThat(seen).isEqualTo("1");
    assertThat(image("deploy/applied", ".spec.template.spec.containers")).isEqualTo(IMAGE);
  }

  @Test
  void aStreamOfAnotherProjectIsNotNamed() throws Exception {
    String elsewhere = server.registry() + "/default/app:v1";
    weir().run("-n", "default", "set", "image-lookup", "app");
    kubectl().run("-n", "dev", "run", "far", "--image=" + elsewhere);
    assertThat(image("pod/far", ".spec.containers")).isEqualTo(elsewhere);
  }
}
