package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient.Output;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users do to workloads and what is around them, with kubectl and oc (cli.md 2 and 3). */
@WeirServer
@Timeout(60)
class WorkloadCommandsTest {
  private static final String TEMPLATE =
      "template: {metadata: {labels: {app: nav}}, spec: {containers: [{name: c, image: 'x/y:1'}]}}";
  private static final String WORKLOADS =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: nav}
      spec: {replicas: 1, selector: {matchLabels: {app: nav}}, TEMPLATE}
      ---
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: nav}
      spec: {replicas: 1, serviceName: nav, selector: {matchLabels: {app: nav}}, TEMPLATE}
      ---
      apiVersion: apps/v1
      kind: ReplicaSet
      metadata: {name: nav}
      spec: {replicas: 1, selector: {matchLabels: {app: nav}}, TEMPLATE}
      ---
      apiVersion: apps/v1
      kind: DaemonSet
      metadata: {name: nav}
      spec: {selector: {matchLabels: {app: nav}}, TEMPLATE}
      ---
      apiVersion: v1
      kind: ReplicationController
      metadata: {name: nav}
      spec: {replicas: 1, selector: {app: nav}, TEMPLATE}
      ---
      apiVersion: apps.openshift.io/v1
      kind: DeploymentConfig
      metadata: {name: nav}
      spec:
        replicas: 1
        TEMPLATE
        triggers:
        - type: ImageChange
          imageChangeParams: {automatic: true, containerNames: [c], from: {name: 'nav:1'}}
      ---
      apiVersion: build.openshift.io/v1
      kind: BuildConfig
      metadata: {name: nav}
      spec:
        source: {git: {uri: 'https://git.example/a', ref: main}}
        strategy: {dockerStrategy: {from: {name: 'nav:1'}}}
        output: {to: {kind: ImageStreamTag, name: 'nav:2'}}
        triggers: [{type: ImageChange}]
      ---
      apiVersion: route.openshift.io/v1
      kind: Route
      metadata: {name: nav}
      spec: {host: nav.example, to: {name: nav}}
      """
          .replace("TEMPLATE", TEMPLATE);

  private final Path work;
  private final ServerProcess server;

  WorkloadCommandsTest(Path work, ServerProcess server) throws Exception {
    this.work = work;
    this.server = server;
    Files.writeString(work.resolve("workloads.yaml"), WORKLOADS);
    RealClient kubectl = RealClient.required(server.environment(work), "kubectl");
    for (String namespace : List.of("made", "seen", "gone")) {
      kubectl.run("create", "namespace", namespace);
    }
    kubectl.in(work).run("-n", "seen", "create", "-f", "workloads.yaml");
  }

  private RealClient kubectl() {
    return RealClient.required(server.environment(work), "kubectl").in(work);
  }

  private String run(String namespace, String command) throws Exception {
    return kubectl().run(words(namespace, command));
  }

  private Output attempt(String namespace, String command) throws Exception {
    return kubectl().attempt("", words(namespace, command));
  }

  /** Words of a command, {@code _} standing for a blank inside one. */
  private static String[] words(String namespace, String command) {
    return Stream.concat(
            Stream.of("-n", namespace), Stream.of(command.split(" ")).map(w -> w.replace('_', ' ')))
        .toArray(String[]::new);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "deployment a --image=x/y:1 --replicas=2 --port=80; deployment.apps/a",
        "job a --image=x/y:1 -- true; job.batch/a",
        "cronjob a --image=x/y:1 --schedule=0_*_*_*_*; cronjob.batch/a",
        "service clusterip a --tcp=80:8080; service/a",
        "service nodeport b --tcp=80; service/b",
        "service loadbalancer c --tcp=80; service/c",
        "service externalname d --external-name=d.example; service/d",
        "quota a --hard=pods=10,openshift.io/imagestreams=5; resourcequota/a",
        "serviceaccount a; serviceaccount/a",
        "role a --verb=get --resource=pods; role.rbac.authorization.k8s.io/a",
        "rolebinding a --clusterrole=view --user=ann; rolebinding.rbac.authorization.k8s.io/a",
        "clusterrole made-a --verb=get --resource=pods;"
            + " clusterrole.rbac.authorization.k8s.io/made-a",
        "clusterrolebinding made-a --clusterrole=view --user=ann;"
            + " clusterrolebinding.rbac.authorization.k8s.io/made-a",
        "configmap a --from-literal=a=b; configmap/a",
        "secret generic a --from-literal=a=b; secret/a",
        "secret docker-registry b --docker-server=r --docker-username=u --docker-password=p;"
            + " secret/b",
        "namespace made-a; namespace/made-a",
      })
  void createMakesWhatItSays(String what, String made) throws Exception {
    assertThat(run("made", "create " + what)).isEqualTo(made + " created\n");
    assertThat(run("made", "get " + made + " -o name")).isEqualTo(made + "\n");
  }

  @Test
  void runAndExposeMakePodsAndServices() throws Exception {
    run("made", "create job first --image=x/y:1");
    run("made", "create cronjob tick --image=x/y:1 --schedule=@daily");

    assertThat(run("made", "run one --image=x/y:1 --port=80")).isEqualTo("pod/one created\n");
    assertThat(run("made", "run two --image=x/y:1 --port=80 --expose"))
        .isEqualTo("service/two created\npod/two created\n");
    assertThat(run("made", "expose pod one --port=81 --target-port=80"))
        .isEqualTo("service/one exposed\n");
    assertThat(run("seen", "expose deployment nav --port=80 --name=web"))
        .isEqualTo("service/web exposed\n");
    assertThat(run("seen", "get service web -o jsonpath={.spec.selector}"))
        .isEqualTo("{\"app\":\"nav\"}");
    assertThat(run("made", "create job now --from=cronjob/tick"))
        .isEqualTo("job.batch/now created\n");
    assertThat(run("made", "create token default")).matches("[^.]+\\.[^.]+\\.[^.]+");
  }

  @ParameterizedTest
  @ValueSource(strings = {"deploy", "sts", "rs", "rc", "dc"})
  void scaleSetsTheNumberOfPods(String kind) throws Exception {
    assertThat(run("seen", "scale " + kind + "/nav --replicas=4")).endsWith("/nav scaled\n");
    assertThat(run("seen", "get " + kind + "/nav -o jsonpath={.spec.replicas}")).isEqualTo("4");

    Output other = attempt("seen", "scale " + kind + "/nav --current-replicas=9 --replicas=1");

    assertThat(other.exit()).isEqualTo(1);
    assertThat(other.err()).contains("Expected replicas to be 9, was 4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"deploy", "sts", "ds", "rs", "rc"})
  void setChangesImagesAndVariables(String kind) throws Exception {
    String container = "-o jsonpath={.spec.template.spec.containers[0].";
    run("seen", "set image " + kind + "/nav c=x/y:2");
    run("seen", "set env " + kind + "/nav GREETING=hello");
    run("seen", "set resources " + kind + "/nav --limits=cpu=1");

    assertThat(run("seen", "get " + kind + "/nav " + container + "image}")).isEqualTo("x/y:2");
    assertThat(run("seen", "get " + kind + "/nav " + container + "env}"))
        .isEqualTo("[{\"name\":\"GREETING\",\"value\":\"hello\"}]");
    assertThat(run("seen", "set env " + kind + "/nav --list")).contains("GREETING=hello");
  }

  @Test
  void aRolloutIsPausedResumedAndStartedAgain() throws Exception {
    String paused = "get deploy nav -o jsonpath={.spec.paused}";

    assertThat(run("seen", "rollout pause deploy/nav")).isEqualTo("deployment.apps/nav paused\n");
    assertThat(run("seen", paused)).isEqualTo("true");
    assertThat(attempt("seen", "rollout restart deploy/nav").err())
        .contains("can't restart paused");
    assertThat(run("seen", "rollout resume deploy/nav")).isEqualTo("deployment.apps/nav resumed\n");
    assertThat(run("seen", paused)).isEmpty();
    assertThat(run("seen", "rollout restart deploy/nav"))
        .isEqualTo("deployment.apps/nav restarted\n");
    assertThat(run("seen", "rollout history deploy/nav")).contains("No rollout history found");
  }

  private void owned(String name) throws Exception {
    run("gone", "create configmap " + name);
    String uid = run("gone", "get configmap " + name + " -o jsonpath={.metadata.uid}");
    String dependent =
        """
        apiVersion: v1
        kind: Secret
        metadata:
          name: %s
          ownerReferences:
          - {apiVersion: v1, kind: ConfigMap, name: %s, uid: %s, blockOwnerDeletion: true}
        """
            .formatted(name, name, uid);
    assertThat(kubectl().attempt(dependent, "-n", "gone", "create", "-f", "-").exit()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"background", "foreground", "orphan"})
  void whatBelongsToAnObjectGoesOrStaysAsTheDeleteSays(String cascade) throws Exception {
    owned(cascade);

    run("gone", "delete configmap " + cascade + " --cascade=" + cascade);

    Output found = attempt("gone", "get secret " + cascade + " -o jsonpath={.metadata}");
    switch (cascade) {
      case "orphan" -> assertThat(found.out()).isNotEmpty().doesNotContain("ownerReferences");
      case "foreground" -> assertThat(found.err()).contains("NotFound");
      default -> run("gone", "wait --for=delete secret/background --timeout=20s");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"foreground", "orphan"})
  void streamsImagesAndNamespacesGoHoweverTheyAreDeleted(String cascade) throws Exception {
    String image = "sha256:" + (cascade.equals("orphan") ? "a" : "b").repeat(64);
    String objects =
        """
        apiVersion: image.openshift.io/v1
        kind: Image
        metadata: {name: "%s"}
        dockerImageReference: x/y:1
        ---
        apiVersion: image.openshift.io/v1
        kind: ImageStream
        metadata: {name: s-%s, namespace: gone}
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: ns-%s}
        """
            .formatted(image, cascade, cascade);
    assertThat(kubectl().attempt(objects, "create", "-f", "-").exit()).isZero();

    for (String what : List.of("image/" + image, "is/s-" + cascade, "namespace/ns-" + cascade)) {
      run("gone", "delete " + what + " --timeout=20s --cascade=" + cascade);
      assertThat(attempt("gone", "get " + what).err()).as(what).contains("NotFound");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "deployment.apps/nav; NAME READY UP-TO-DATE AVAILABLE AGE CONTAINERS IMAGES SELECTOR",
        "statefulset.apps/nav; NAME READY AGE CONTAINERS IMAGES",
        "replicaset.apps/nav; NAME DESIRED CURRENT READY AGE CONTAINERS IMAGES SELECTOR",
        "replicationcontroller/nav; NAME DESIRED CURRENT READY AGE CONTAINERS IMAGES SELECTOR",
        "daemonset.apps/nav; NAME DESIRED CURRENT READY UP-TO-DATE AVAILABLE NODE_SELECTOR AGE"
            + " CONTAINERS IMAGES SELECTOR",
        "deploymentconfig.apps.openshift.io/nav; NAME REVISION DESIRED CURRENT TRIGGERED_BY",
        "buildconfig.build.openshift.io/nav; NAME TYPE FROM LATEST",
        "route.route.openshift.io/nav; NAME HOST/PORT PATH SERVICES PORT TERMINATION WILDCARD",
      })
  void getAllShowsTheColumnsThatUsersKnow(String object, String columns) throws Exception {
    List<String> lines = run("seen", "get all -o wide").lines().toList();

    int row = lines.indexOf(lines.stream().filter(l -> l.startsWith(object + " ")).findAny().get());
    assertThat(Stream.of(lines.get(row - 1).split(" {2,}")).map(c -> c.strip().replace(' ', '_')))
        .containsExactly(columns.split(" "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"deploy", "sts", "rs", "ds", "rc", "dc", "bc", "route"})
  void describeTellsOfEach(String kind) throws Exception {
    assertThat(run("seen", "describe " + kind + " nav")).containsPattern("Name:\\s+nav\n");
  }

  @Test
  void eventsAreShown() throws Exception {
    String event =
        """
        apiVersion: v1
        kind: Event
        metadata: {name: e, namespace: seen}
        involvedObject:
          {apiVersion: apps.openshift.io/v1, kind: DeploymentConfig, name: nav, namespace: seen}
        reason: Walked
        message: it went well
        type: Normal
        """;
    assertThat(kubectl().attempt(event, "create", "-f", "-").exit()).isZero();

    assertThat(run("seen", "events --for=DeploymentConfig/nav")).contains("Walked", "it went well");
    assertThat(run("seen", "get events")).contains("deploymentconfig/nav");
    assertThat(run("gone", "get events")).isEmpty();
  }

  @Test
  void ocKnowsItsOwnKinds() throws Exception {
    RealClient oc = RealClient.oc(server.environment(work)).in(work);
    oc.run("new-project", "mine");
    assertThat(oc.run("create", "-f", "workloads.yaml"))
        .contains("deploymentconfig.apps.openshift.io/nav created", "buildconfig.build");
    assertThat(oc.run("get", "all")).containsPattern("config.*/nav +0 +1 +0 +image\\(nav:1\\)");
    assertThat(oc.run("get", "bc")).containsPattern("nav +Docker +Git@main +0");
    assertThat(oc.run("describe", "dc", "nav"))
        .contains("Latest Version:\tNot deployed", "Image(nav@1, auto=true)");
    assertThat(oc.run("describe", "bc", "nav"))
        .contains("Output to:\tImageStreamTag nav:2", "Triggered by:\t\tImageChange");
    assertThat(oc.run("scale", "dc", "nav", "--replicas=3")).contains("scaled");
    assertThat(oc.run("set", "triggers", "dc/nav")).containsPattern("image +nav:1 \\(c\\) +true");
    assertThat(oc.attempt("", "rollout", "latest", "dc/nav").err()).contains("unresolved images");
    Output log = oc.attempt("", "logs", "dc/nav");
    assertThat(log.exit()).isEqualTo(1);
    assertThat(log.err()).contains("Weir rolls out without a pod");
  }
}
