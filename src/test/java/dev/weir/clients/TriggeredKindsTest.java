package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Workloads of every kind that lasts follow a tag (controllers-and-access.md 2.2). */
@WeirServer
@Timeout(60)
class TriggeredKindsTest {
  @SuppressWarnings("InlineFormatString") // reads better apart from its one use
  private static final String PODS =
      "{restartPolicy: Never, initContainers: [{name: setup, image: ' '}], containers: [{name: web,"
          + " image: ' '}, {name: other, image: 'x/y:1'}], volumes: [{name: none}, {name: data,"
          + " image: {reference: %s}}]}";

  private static final String TEMPLATE = "template: {metadata: {labels: {a: b}}, spec: %s}";

  private final Path work;
  private final ServerProcess server;

  TriggeredKindsTest(Path work, ServerProcess server) throws IOException {
    this.work = work;
    this.server = server;
  }

  private RealClient kubectl() {
    return RealClient.required(server.environment(work), "kubectl");
  }

  private void create(String yaml) throws Exception {
    var made = kubectl().attempt(yaml, "create", "-f", "-");
    assertThat(made.exit()).as(made.err()).isZero();
  }

  private static String image(char digit) {
    return "registry.example/app@sha256:" + Character.toString(digit).repeat(64);
  }

  private void move(String stream, char digit) throws Exception {
    create(
        """
        apiVersion: image.openshift.io/v1
        kind: ImageStreamMapping
        metadata: {name: %s}
        image: {metadata: {name: "sha256:%s"}, dockerImageReference: "%s"}
        tag: live
        """
            .formatted(stream, Character.toString(digit).repeat(64), image(digit)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "apps/v1; Deployment; {selector: {matchLabels: {a: b}}, %s}; spec.template.spec",
        "apps/v1; StatefulSet; {serviceName: w, selector: {matchLabels: {a: b}}, %s};"
            + " spec.template.spec",
        "apps/v1; DaemonSet; {selector: {matchLabels: {a: b}}, %s}; spec.template.spec",
        "apps/v1; ReplicaSet; {selector: {matchLabels: {a: b}}, %s}; spec.template.spec",
        "v1; ReplicationController; {selector: {a: b}, %s}; spec.template.spec",
        "batch/v1; CronJob; {schedule: '@daily', jobTemplate: {spec: {%s}}};"
            + " spec.jobTemplate.spec.template.spec",
        "batch/v1; Job; {%s}; spec.template.spec",
        "v1; Pod; %s; spec",
      })
  void aWorkloadFollowsATag(String version, String kind, String spec, String pods)
      throws Exception {
    String name = kind.toLowerCase(Locale.ROOT);
    boolean pod = kind.equals("Pod");
    create(
        """
        apiVersion: image.openshift.io/v1
        kind: ImageStream
        metadata: {name: %s}
        """
            .formatted(name));
    move(name, 'a');
    String lasting =
        PODS.replace("Never", kind.endsWith("ob") || pod ? "Never" : "Always")
            .formatted(pod ? image('a') : "old");
    create(
        """
        apiVersion: %1$s
        kind: %2$s
        metadata:
          name: w
          annotations:
            weir.dev/recreate: "true"
            image.openshift.io/triggers: >-
              [{"from": {"kind": "ImageStreamTag", "name": "%3$s:live"},
                "fieldPath": "%4$s.containers[?(@.name==\\"web\\")].image"},
               {"from": {"kind": "ImageStreamTag", "name": "%3$s:live"},
                "fieldPath": "%4$s.initContainers[?(@.name='setup')].image"},
               {"from": {"kind": "ImageStreamTag", "name": "%3$s:live"}, "paused": "%6$s",
                "fieldPath": "%4$s.volumes[?(@.name==\\"data\\")].image.reference"}]
        spec: %5$s
        """
            .formatted(
                version,
                kind,
                name,
                pods,
                pod ? lasting : spec.formatted(TEMPLATE.formatted(lasting)),
                pod));

    awaitImage(name, pods + ".containers", image('a'));
    move(name, 'b');

    awaitImage(name, pods + ".containers", image('b'));
    for (String place :
        List.of("initContainers[0].image", "volumes[?(@.name==\"data\")].image.reference")) {
      assertThat(kubectl().run("get", name, "w", "-o", "jsonpath={." + pods + "." + place + "}"))
          .isEqualTo(image(pod && place.startsWith("volumes") ? 'a' : 'b'));
    }
    assertThat(
            kubectl().run("get", name, "w", "-o", "jsonpath={." + pods + ".containers[1].image}"))
        .isEqualTo("x/y:1");
  }

  @Test
  void whatComesToNothingIsSaidToTheWriterAndOnTheObjectAndAMoveLeavesItsCause() throws Exception {
    String deployment =
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: told
          annotations:
            image.openshift.io/triggers: >-
              [{"from": {"kind": "ImageStreamTag", "name": "later:live"},
                "fieldPath": "spec.template.spec.containers[0].image"},
               {"from": {"kind": "ImageStreamTag", "name": "later:live"},
                "fieldPath": "spec.template.spec.containers[?(@.name==\\"none\\")].image"}]
        spec: {selector: {matchLabels: {a: b}}, %s}
        """
            .formatted(TEMPLATE.formatted("{containers: [{name: web, image: ' '}]}"));
    var made = kubectl().attempt(deployment, "create", "-f", "-");

    assertThat(made.exit()).as(made.err()).isZero();
    assertThat(made.err())
        .contains("Warning: ", "tag default/later:live has no image", "names no container");
    await()
        .untilAsserted(
            () ->
                assertThat(
                        kubectl()
                            .run(
                                "get",
                                "events",
                                "--field-selector=involvedObject.name=told",
                                "-o",
                                "jsonpath={.items[*].reason}")
                            .split(" "))
                    .containsExactlyInAnyOrder("TriggerUnresolved", "TriggerMisplaced"));

    create(
        """
        apiVersion: image.openshift.io/v1
        kind: ImageStream
        metadata: {name: later}
        """);
    move("later", 'c');
    String path = "spec.template.spec.containers";
    assertThat(
            kubectl()
                .run(
                    "wait",
                    "deployment/told",
                    "--for=jsonpath={." + path + "[0].image}=" + image('c'),
                    "--timeout=20s"))
        .contains("condition met");
    assertThat(
            kubectl()
                .run(
                    "get",
                    "deploy",
                    "told",
                    "-o",
                    "jsonpath={.metadata.annotations.weir\\.dev/cause}"))
        .contains("\"tag\":\"default/later:live\"", "\"to\":\"" + image('c'), "\"tagged\":")
        .contains("\"how\":\"tag\"", "\"by\":\"system:admin\"");
  }

  private void awaitImage(String kind, String path, String image) throws Exception {
    String condition = "--for=jsonpath={." + path + "[0].image}=" + image;
    assertThat(kubectl().run("wait", kind + "/w", condition, "--timeout=20s"))
        .contains("condition met");
  }
}
