package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which objects scale, rollout and the set verbs are about, beside kubectl and oc. */
@WeirServer
@Timeout(60)
class TargetsTest {
  private static final String WORKLOAD =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: NAME, labels: {tier: TIER}}
      spec:
        replicas: 1
        selector: {matchLabels: {app: NAME}}
        template:
          metadata: {labels: {app: NAME}}
          spec: {containers: [{name: c, image: 'x/y:1'}, {name: d, image: 'x/y:1'}]}
      """;

  private final Path work;
  private final ServerProcess server;
  private final WeirCalls weir;
  private int projects;

  TargetsTest(Path work, ServerProcess server, WeirCalls weir) throws IOException {
    this.work = work;
    this.server = server;
    this.weir = weir;
    weir.file("front.yaml", workload("front", "web"));
    weir.file("back.yaml", workload("back", "db"));
  }

  @BeforeEach
  void ownProject() {
    projects++;
    weir.says("new-project", "t" + projects);
    weir.says("create", "-f", "front.yaml", "-f", "back.yaml");
  }

  private static String workload(String name, String tier) {
    return WORKLOAD.replace("NAME", name).replace("TIER", tier);
  }

  private RealClient kubectl() {
    return RealClient.required(server.environment(work), "kubectl").in(work);
  }

  private String each(String path) {
    return weir.says("get", "deploy", "-o", "jsonpath={.items[*]" + path + "}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "scale deploy --all --replicas=2",
        "scale deploy -l tier=web --replicas=3",
        "scale deploy -l tier=none --replicas=3",
        "scale -f front.yaml -f back.yaml --replicas=4",
        "scale deploy --replicas=4",
        "scale deploy front back gone --replicas=5",
        "scale deploy front -l tier=web --replicas=4",
        "scale -f front.yaml deploy/back --replicas=4",
        "set image deploy --all c=x/y:2 d=x/y:2",
        "set image deploy -l tier=web *=x/y:3",
        "set image -f front.yaml c=x/y:4",
        "set image -f front.yaml c=x/y:5 --local",
        "set image -f front.yaml none=x/y:5 --local",
        "set image -f front.yaml c=x/y:5 --local --dry-run=server",
        "set image -f front.yaml deploy/back c=x/y:5",
        "set image deploy c=x/y:5",
        "set image -f front.yaml c=x/y:6 --local -o jsonpath={..image}",
        "set image deploy/front c=x/y:6 --dry-run=client -o jsonpath={..image}",
        "rollout restart deploy -l tier=web",
        "rollout pause -f back.yaml",
      })
  void areTheSameAsForKubectl(String command) throws Exception {
    Output ours = weir.attempt("", command.split(" "));
    Map<String, String> left = state();
    weir.says("delete", "deploy", "--all");
    weir.says("create", "-f", "front.yaml", "-f", "back.yaml");
    Output theirs = kubectl().attempt("", command.split(" "));
    assertThat(ours.exit()).as(ours.err()).isEqualTo(theirs.exit());
    assertThat(ours.out()).isEqualTo(theirs.out());
    assertThat(firstLine(ours.err())).isEqualTo(firstLine(theirs.err()));
    assertThat(left).isEqualTo(state());
  }

  private Map<String, String> state() {
    return Map.of(
        "replicas", each(".spec.replicas"),
        "images", each(".spec.template.spec.containers[*].image"),
        "paused", each(".spec.paused"));
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  @Test
  void needNoServerForLocalChanges() {
    WeirCalls alone = new WeirCalls(Map.of("KUBECONFIG", "/nowhere"), work);
    assertThat(alone.says("set", "image", "-f", "front.yaml", "c=x/y:9", "--local", "-o", "yaml"))
        .contains("image: x/y:9", "image: x/y:1");
    assertThat(
            alone.says(
                "set",
                "triggers",
                "-f",
                "front.yaml",
                "--local",
                "-o",
                "yaml",
                "-c",
                "c",
                "--from-image=app:v1"))
        .contains("image.openshift.io/triggers", "app:v1");
    assertThat(alone.says("set", "image-lookup", "-f", "front.yaml", "--local", "-o", "yaml"))
        .contains("alpha.image.policy.openshift.io/resolve-names: '*'");
    assertThat(alone.fails("set", "image", "deploy/front", "c=x/y:9", "--local"))
        .isEqualTo("error: you must specify resources by --filename when --local is set.\n");
    assertThat(
            alone.fails("set", "image", "-f", "front.yaml", "c=a:b", "--local", "--source=istag"))
        .contains("--source=istag asks the server, and --local does not");
  }

  @Test
  void areNeverAllOfATypeUnasked() {
    weir.says("set", "triggers", "deploy/front", "--from-image=app:v1", "-c", "c");
    assertThat(weir.fails("set", "triggers", "deploy", "--remove-all"))
        .isEqualTo("error: resource(s) were provided, but no name was specified\n");
    assertThat(weir.says("set", "triggers", "deploy", "--all", "--remove-all"))
        .isEqualTo(
            "deployment.apps/back triggers not changed\ndeployment.apps/front triggers updated\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "set triggers -f front.yaml --from-image=app:v1 -c c",
        "set triggers deploy -l tier=web --from-image=app:v1 -c c",
        "set triggers deploy --all",
        "set triggers deploy",
        "set triggers deploy front -l tier=web",
        "set image-lookup deploy/front deploy/back",
      })
  void areTheSameAsForOc(String command) throws Exception {
    Output ours = weir.attempt("", command.split(" "));
    weir.says("delete", "deploy", "--all");
    weir.says("create", "-f", "front.yaml", "-f", "back.yaml");
    Output theirs =
        RealClient.oc(server.environment(work)).in(work).attempt("", command.split(" "));
    assertThat(ours.exit()).as(ours.err()).isEqualTo(theirs.exit());
    assertThat(ours.out()).isEqualTo(theirs.out());
    assertThat(firstLine(ours.err())).isEqualTo(firstLine(theirs.err()));
  }

  /** Their pods are made from a template once; whoever owns them is what has triggers. */
  @ParameterizedTest
  @CsvSource({
    "ReplicaSet, apps/v1, replicasets/sole, true",
    "ReplicationController, v1, replicationcontrollers/sole, true",
    "Job, batch/v1, jobs/sole, true",
    "StatefulSet, apps/v1, statefulset.apps/sole, false",
    "DaemonSet, apps/v1, daemonset.apps/sole, false"
  })
  void haveTriggersWhereOcGivesThemSome(
      String kind, String version, String shown, boolean isRefused) throws Exception {
    boolean old = version.equals("v1");
    weir.file(
        "sole.yaml",
        """
        apiVersion: %s
        kind: %s
        metadata: {name: sole}
        spec:
          %s
          template:
            metadata: {labels: {app: sole}}
            spec: {restartPolicy: %s, containers: [{name: c, image: 'x/y:1'}]}
        """
            .formatted(
                version,
                kind,
                kind.equals("Job")
                    ? "parallelism: 1"
                    : old ? "selector: {app: sole}" : "selector: {matchLabels: {app: sole}}",
                kind.equals("Job") ? "Never" : "Always"));
    weir.says("create", "-f", "sole.yaml");
    String[] command = {"set", "triggers", kind + "/sole", "--from-image=app:v1", "-c", "c"};

    Output ours = weir.attempt("", command);

    assertThat(ours.out() + ours.err())
        .startsWith(
            isRefused
                ? "error: " + shown + " does not support triggers\n"
                : shown + " triggers updated\n");
    weir.says("delete", "-f", "sole.yaml");
    weir.says("create", "-f", "sole.yaml");
    Output theirs = RealClient.oc(server.environment(work)).in(work).attempt("", command);
    assertThat(ours.exit()).isEqualTo(theirs.exit());
    assertThat(ours.out()).isEqualTo(theirs.out());
    assertThat(firstLine(ours.err())).isEqualTo(firstLine(theirs.err()));
  }

  @Test
  void areStreamsForLookupsUnlessATypeIsNamed() {
    weir.says("create", "is", "one");
    weir.says("create", "is", "two");
    assertThat(weir.says("set", "image-lookup", "--all"))
        .isEqualTo(
            "imagestream.image.openshift.io/one image lookup updated\n"
                + "imagestream.image.openshift.io/two image lookup updated\n");
    assertThat(weir.says("set", "image-lookup")).contains("one   true", "two   true");
    weir.says("set", "image-lookup", "one", "--enabled=false");
    assertThat(weir.says("set", "image-lookup", "one", "two", "--list"))
        .contains("one   false", "two   true");
  }
}
