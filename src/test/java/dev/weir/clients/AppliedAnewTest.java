package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Flags of {@code apply} and {@code describe} whose effect is seen on objects. */
@WeirServer
class AppliedAnewTest {
  private final WeirCalls weir;

  AppliedAnewTest(Path work, ServerProcess server) {
    this.weir = new WeirCalls(server.environment(work), work);
    weir.says("create", "namespace", "anew");
  }

  private String secret(String type) throws IOException {
    return weir.file(
        "secret.yaml",
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: one, namespace: anew}
        type: example.com/%s
        """
            .formatted(type));
  }

  @Test
  void whatCannotBeChangedIsMadeAnewByForce() throws Exception {
    weir.says("apply", "-f", secret("a"));
    String uid = weir.says("get", "secret", "one", "-n", "anew", "-o", "jsonpath={.metadata.uid}");

    assertThat(weir.fails("apply", "-f", secret("b"))).contains("immutable");
    assertThat(weir.says("apply", "-f", secret("b"), "--force"))
        .isEqualTo("secret/one configured\n");
    assertThat(
            weir.says(
                "get", "secret", "one", "-n", "anew", "-o", "jsonpath={.type} {.metadata.uid}"))
        .startsWith("example.com/b ")
        .doesNotContain(uid);
  }

  @Test
  void whatOthersChangedStaysWithoutOverwrite() throws Exception {
    String file =
        weir.file(
            "cm.yaml",
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: two, namespace: anew}
            data: {a: mine, b: mine}
            """);
    weir.says("apply", "-f", file);
    weir.says(
        "patch", "cm", "two", "-n", "anew", "--type=merge", "-p", "{\"data\":{\"a\":\"theirs\"}}");

    assertThat(weir.fails("apply", "-f", file, "--overwrite=false"))
        .contains("configmap/two: data.a was changed since the last apply");
    assertThat(weir.says("get", "cm", "two", "-n", "anew", "-o", "jsonpath={.data.a}"))
        .isEqualTo("theirs");
    assertThat(weir.says("apply", "-f", file)).isEqualTo("configmap/two configured\n");
  }

  @Test
  void eventsOfAnObjectAreToldWithIt() throws Exception {
    weir.says("create", "cm", "three", "-n", "anew");
    String uid = weir.says("get", "cm", "three", "-n", "anew", "-o", "jsonpath={.metadata.uid}");
    String event =
        weir.file(
            "event.yaml",
            """
            apiVersion: v1
            kind: Event
            metadata: {name: three.1, namespace: anew}
            involvedObject: {apiVersion: v1, kind: ConfigMap, name: three, namespace: anew, uid: %s}
            reason: Seen
            message: somebody looked at it
            type: Normal
            source: {component: watcher}
            lastTimestamp: "2026-03-01T10:00:00Z"
            """
                .formatted(uid));
    assertThat(weir.says("describe", "cm", "three", "-n", "anew")).doesNotContain("Events");
    weir.says("create", "-f", event);

    assertThat(weir.says("describe", "cm", "three", "-n", "anew"))
        .containsPattern("Events:\n +Type +Reason +Age +From +Message\n")
        .containsPattern("Normal +Seen +\\w+ +watcher +somebody looked at it\n");
    assertThat(weir.says("describe", "cm", "three", "-n", "anew", "--show-events=false"))
        .doesNotContain("Events");
  }
}
