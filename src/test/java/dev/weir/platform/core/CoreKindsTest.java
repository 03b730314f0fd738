package dev.weir.platform.core;

import static dev.weir.platform.core.KindsFixture.DEMO;
import static dev.weir.platform.core.KindsFixture.at;
import static dev.weir.platform.core.KindsFixture.problems;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.objects.ListOptions;
import dev.weir.resource.FieldSelector;
import dev.weir.resource.LabelSelector;
import dev.weir.resource.Meta;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class CoreKindsTest {
  @SuppressWarnings("InlineFormatString") // long, and its one use is clearer without it
  private static final String POD =
      "metadata: {name: p}\n"
          + "spec: {containers: [{name: c, image: nginx, ports: [{containerPort: 80}]%s}]}";

  private final KindsFixture kinds = new KindsFixture();

  @AfterEach
  void close() {
    kinds.close();
  }

  private static String pod(String more) {
    return POD.formatted(more.isEmpty() ? "" : ", " + more);
  }

  @Test
  void aPodIsPendingOnNoNode() {
    ObjectNode pod = kinds.create("pods", pod(""));

    assertThat(at(pod, "/status")).isEqualTo("{\"phase\":\"Pending\",\"qosClass\":\"BestEffort\"}");
    assertThat(at(pod, "/spec/serviceAccount")).isEqualTo("default");
    assertThat(at(pod, "/spec/containers/0/ports/0/protocol")).isEqualTo("TCP");
    assertThat(kinds.columns("pods"))
        .isEqualTo(
            "Name | Ready | Status | Restarts | Age | (IP) | (Node) | (Nominated Node) |"
                + " (Readiness Gates)");
    assertThat(kinds.row("pods", "p"))
        .isEqualTo("p | 0/1 | Pending | 0 | 66m | <none> | <none> | <none> | <none>");
  }

  @Test
  void aPodsLimitsAreAlsoItsRequests() {
    ObjectNode pod = kinds.create("pods", pod("resources: {limits: {cpu: 1000m, memory: 1024Mi}}"));

    assertThat(at(pod, "/spec/containers/0/resources/requests"))
        .isEqualTo("{\"cpu\":\"1\",\"memory\":\"1Gi\"}");
    assertThat(at(pod, "/status/qosClass")).isEqualTo("Guaranteed");
    assertThat(
            problems(
                () ->
                    kinds.create("pods", pod("resources: {limits: {cpu: 1}, requests: {cpu: 2}}"))))
        .containsExactly(
            "spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or"
                + " equal to cpu limit of 1");
  }

  @Test
  void probesAndVolumesGetTheirDefaults() {
    ObjectNode pod =
        kinds.create(
            "pods",
            "metadata: {name: p}\nspec: {volumes: [{name: a}, {name: b, secret: {secretName: s}}],"
                + " containers: [{name: c, image: 'x:1', livenessProbe: {httpGet: {port: 1}},"
                + " volumeMounts: [{name: a, mountPath: /a}]}]}");

    assertThat(at(pod, "/spec/volumes/0/emptyDir")).isEqualTo("{}");
    assertThat(at(pod, "/spec/volumes/1/secret/defaultMode")).isEqualTo("420");
    assertThat(at(pod, "/spec/containers/0/livenessProbe"))
        .isEqualTo(
            "{\"httpGet\":{\"port\":1,\"path\":\"/\",\"scheme\":\"HTTP\"},\"timeoutSeconds\":1,"
                + "\"periodSeconds\":10,\"successThreshold\":1,\"failureThreshold\":3}");
  }

  @Test
  void aPodThatCannotBeIsRefused() {
    assertThat(
            problems(
                () ->
                    kinds.create(
                        "pods",
                        "metadata: {name: p}\n"
                            + "spec: {restartPolicy: Maybe, containers: [{name: c, image: x, ports:"
                            + " [{containerPort: 0}], imagePullPolicy: Now, volumeMounts: [{name:"
                            + " v, mountPath: /v}]}, {name: c, image: ''}]}")))
        .containsExactly(
            "spec.containers[0].ports[0].containerPort: Invalid value: 0: must be between 1 and"
                + " 65535, inclusive",
            "spec.containers[0].imagePullPolicy: Unsupported value: \"Now\": supported values:"
                + " \"Always\", \"IfNotPresent\", \"Never\"",
            "spec.containers[0].volumeMounts[0].name: Not found: \"v\"",
            "spec.containers[1].name: Duplicate value: \"c\"",
            "spec.containers[1].image: Required value",
            "spec.restartPolicy: Unsupported value: \"Maybe\": supported values: \"Always\","
                + " \"OnFailure\", \"Never\"");
  }

  @Test
  void onlyTheImagesOfAPodCanChange() {
    kinds.create("pods", pod(""));
    kinds.edit("pods", "p", pod -> container(pod).put("image", "nginx:2"));

    assertThat(at(kinds.get("pods", "p"), "/spec/containers/0/image")).isEqualTo("nginx:2");
    assertThat(problems(() -> kinds.edit("pods", "p", pod -> container(pod).put("name", "d"))))
        .singleElement()
        .asString()
        .startsWith("spec: Forbidden: pod updates may not change fields other than");
  }

  private static ObjectNode container(ObjectNode pod) {
    return (ObjectNode) pod.at("/spec/containers/0");
  }

  @Test
  void podsCanBeSelectedByTheirPhase() {
    kinds.create("pods", pod(""));
    for (String phase : new String[] {"Pending", "Running"}) {
      var options =
          new ListOptions(
              LabelSelector.EVERYTHING,
              FieldSelector.parse("status.phase=" + phase),
              0,
              "",
              "",
              false,
              false);
      assertThat(kinds.rest("pods").list(DEMO, options).items())
          .hasSize(phase.equals("Pending") ? 1 : 0);
    }
  }

  @Test
  void aReplicationControllerSelectsByTheLabelsOfItsTemplate() {
    ObjectNode controller =
        kinds.create(
            "replicationcontrollers",
            "metadata: {name: r}\nspec: {template: {metadata: {labels: {app: web}}, spec:"
                + " {containers: [{name: c, image: x}]}}}");

    assertThat(at(controller, "/spec/selector")).isEqualTo("{\"app\":\"web\"}");
    assertThat(Meta.labels(controller)).containsEntry("app", "web");
    assertThat(kinds.columns("replicationcontrollers"))
        .isEqualTo("Name | Desired | Current | Ready | Age | (Containers) | (Images) | (Selector)");
    assertThat(kinds.row("replicationcontrollers", "r"))
        .isEqualTo("r | 1 | 0 | 0 | 66m | c | x | app=web");
    assertThat(
            problems(
                () ->
                    kinds.edit(
                        "replicationcontrollers",
                        "r",
                        r -> ((ObjectNode) r.at("/spec/selector")).put("app", "db"))))
        .containsExactly(
            "spec.template.metadata.labels: Invalid value: \"{\"app\":\"web\"}\": `selector` does"
                + " not match template `labels`");
  }

  @Test
  void aServiceGetsNoAddress() {
    ObjectNode service =
        kinds.create("services", "metadata: {name: s}\nspec: {ports: [{port: 80}]}");

    assertThat(at(service, "/spec"))
        .isEqualTo(
            "{\"ports\":[{\"port\":80,\"protocol\":\"TCP\",\"targetPort\":80}],\"type\":\"ClusterIP\","
                + "\"sessionAffinity\":\"None\",\"internalTrafficPolicy\":\"Cluster\"}");
    assertThat(kinds.columns("services"))
        .isEqualTo("Name | Type | Cluster-IP | External-IP | Port(s) | Age | (Selector)");
    assertThat(kinds.row("services", "s"))
        .isEqualTo("s | ClusterIP | None | <none> | 80/TCP | 66m | <none>");
  }

  @Test
  void aServiceKeepsTheAddressThatItWasGiven() {
    kinds.create("services", "metadata: {name: s}\nspec: {clusterIP: None, selector: {a: b}}");

    assertThat(kinds.row("services", "s"))
        .isEqualTo("s | ClusterIP | None | <none> | <none> | 66m | a=b");
    assertThat(
            problems(
                () ->
                    kinds.edit(
                        "services",
                        "s",
                        s -> {
                          ((ObjectNode) s.get("spec")).put("clusterIP", "10.0.0.1");
                          ((ObjectNode) s.get("spec")).putArray("ports").addObject().put("port", 1);
                        })))
        .containsExactly(
            "spec.clusterIPs[0]: Invalid value: \"10.0.0.1\": may not change once set");
  }

  @Test
  void aServiceThatCannotBeIsRefused() {
    assertThat(
            problems(
                () ->
                    kinds.create(
                        "services",
                        "metadata: {name: 1s}\nspec: {type: Odd, ports: [{port: 0}, {port: 1,"
                            + " name: x, protocol: X}]}")))
        .hasSize(5)
        .last()
        .isEqualTo(
            "spec.ports[1].protocol: Unsupported value: \"X\": supported values: \"SCTP\","
                + " \"TCP\", \"UDP\"");
  }

  @Test
  void aClaimStaysPendingAndAsItIs() {
    kinds.create(
        "persistentvolumeclaims",
        "metadata: {name: v}\nspec: {accessModes: [ReadWriteOnce], resources: {requests: {storage:"
            + " 1024Mi}}}");

    assertThat(kinds.row("persistentvolumeclaims", "v"))
        .isEqualTo("v | Pending |  |  |  |  | <unset> | 66m | Filesystem");
    assertThat(
            problems(
                () ->
                    kinds.edit(
                        "persistentvolumeclaims",
                        "v",
                        v -> ((ObjectNode) v.get("spec")).put("storageClassName", "fast"))))
        .singleElement()
        .asString()
        .startsWith("spec: Forbidden: spec is immutable after creation");
    assertThat(
            problems(() -> kinds.create("persistentvolumeclaims", "metadata: {name: w}\nspec: {}")))
        .containsExactly(
            "spec.accessModes: Required value: at least 1 access mode is required",
            "spec.resources[storage]: Required value");
  }

  @Test
  void endpointsAndPodTemplatesAreShown() {
    kinds.create(
        "endpoints",
        "metadata: {name: e}\nsubsets: [{addresses: [{ip: 1.2.3.4}], ports: [{port: 80}]}]");
    kinds.create(
        "podtemplates",
        "metadata: {name: t}\ntemplate: {metadata: {labels: {a: b}}, spec: {containers: [{name: c,"
            + " image: x}]}}");

    assertThat(kinds.row("endpoints", "e")).isEqualTo("e | 1.2.3.4:80 | 66m");
    assertThat(kinds.row("podtemplates", "t")).isEqualTo("t | c | x | a=b");
  }
}
