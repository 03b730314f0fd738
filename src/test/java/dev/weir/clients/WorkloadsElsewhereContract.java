package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.client.Resources;
import dev.weir.client.Resources.Query;
import dev.weir.client.http.TlsSettings;
import dev.weir.cluster.ClusterAccess;
import dev.weir.cluster.ClusterResources;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import dev.weir.resource.YamlDocuments;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Streams in a Weir, workloads in another API server, between them an account with the rights that
 * {@code docs/workloads.md} asks for and no others.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
abstract class WorkloadsElsewhereContract {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final ResourceKind ACCOUNT =
      ResourceKind.namespaced("", "v1", "serviceaccounts", "serviceaccount", "ServiceAccount");

  /** What {@code docs/workloads.md} makes. */
  private static final Map<String, ResourceKind> MADE =
      Map.of(
          "ServiceAccount",
          ACCOUNT,
          "ClusterRole",
          Kinds.CLUSTER_ROLE,
          "ClusterRoleBinding",
          Kinds.CLUSTER_ROLE_BINDING);

  private Path work = Path.of("");
  private FollowedCluster cluster;
  private ServerProcess weir;
  private ClusterResources streams;
  private ClusterResources workloads;
  private String namespace = "";

  /** A new server for workloads. */
  abstract FollowedCluster startCluster(Path directory) throws IOException, InterruptedException;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException, InterruptedException {
    work = directory;
    cluster = startCluster(work.resolve("cluster"));
    ClusterAccess administrator = ClusterAccess.ofKubeconfig(cluster.kubeconfig(), Map.of());
    workloads = new ClusterResources(administrator, ClusterResources.Limits.USUAL);
    Path account = account(administrator);
    weir =
        ServerProcess.start(
            work.resolve("weir"),
            "--workloads",
            account.toString(),
            "--workload-sources",
            "*=tools, only-me=base");
    streams =
        new ClusterResources(
            ClusterAccess.ofKubeconfig(weir.kubeconfig(), Map.of()), ClusterResources.Limits.USUAL);
    for (String shared : List.of("tools", "base")) {
      namespace(streams, shared);
      stream(shared);
    }
  }

  @AfterAll
  void stop() throws IOException {
    for (AutoCloseable part : new AutoCloseable[] {streams, workloads, weir, cluster}) {
      if (part != null) {
        try {
          part.close();
        } catch (Exception e) {
          throw new IOException(e);
        }
      }
    }
  }

  @BeforeEach
  void makeAProjectAndItsNamespace() {
    namespace = "n" + UUID.randomUUID().toString().substring(0, 8);
    namespace(streams, namespace);
    namespace(workloads, namespace);
    stream(namespace);
  }

  /** Makes what the page says, and a kubeconfig with the account's token. */
  private Path account(ClusterAccess administrator) throws IOException {
    String page = Files.readString(Path.of("docs/workloads.md"));
    String rights = page.split("<!-- rights -->\n```yaml\n", -1)[1].split("```", -1)[0];
    for (JsonNode document : YamlDocuments.documents(rights)) {
      ObjectNode object = (ObjectNode) document;
      ResourceKind kind = MADE.get(Json.string(object, "kind"));
      assertThat(kind).as("kind of %s", object).isNotNull();
      ApiObject _ = workloads.create(kind, Meta.namespace(object), object);
    }
    ObjectNode asked =
        Json.object().put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
    asked.putObject("spec").put("expirationSeconds", 3600);
    ObjectNode answer =
        workloads.create(ACCOUNT, "default", "weir-workloads", "token", asked).tree();
    TlsSettings tls = administrator.tls();
    String authority =
        Base64.getEncoder().encodeToString(tls.authorities().getBytes(StandardCharsets.US_ASCII));
    Path token = Files.writeString(work.resolve("token"), answer.at("/status/token").asString(""));
    return Files.writeString(
        work.resolve("account.kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: c, cluster: {server: '%s', certificate-authority-data: '%s'}}]
        users: [{name: u, user: {tokenFile: '%s'}}]
        contexts: [{name: x, context: {cluster: c, user: u}}]
        current-context: x
        """
            .formatted(administrator.server(), authority, token));
  }

  private static void namespace(Resources server, String name) {
    ApiObject _ = server.create(Kinds.NAMESPACE, "", object("v1", "Namespace", "", name));
  }

  private void stream(String project) {
    ObjectNode stream = object("image.openshift.io/v1", "ImageStream", project, "app");
    ApiObject _ = streams.create(Kinds.IMAGE_STREAM, project, stream);
  }

  private static String image(char digit) {
    return "registry.example/app@sha256:" + Character.toString(digit).repeat(64);
  }

  /** Moves {@code app:live} of a project. */
  private void move(String project, char digit) {
    ObjectNode mapping = object("image.openshift.io/v1", "ImageStreamMapping", project, "app");
    ObjectNode image = mapping.putObject("image");
    Meta.of(image).put("name", "sha256:" + Character.toString(digit).repeat(64));
    image.put("dockerImageReference", image(digit));
    mapping.put("tag", "live");
    ApiObject _ = streams.create(Kinds.IMAGE_STREAM_MAPPING, project, mapping);
  }

  /** A kind, and where its pod template stands. */
  record Followed(ResourceKind kind, String path, String rest) {
    @Override
    public String toString() {
      return kind.resource();
    }
  }

  private static final Followed DEPLOYMENT =
      new Followed(Kinds.DEPLOYMENT, "/spec/template", "{'selector':{'matchLabels':{'a':'b'}}}");

  static Stream<Followed> kinds() {
    String selector = "{'selector':{'matchLabels':{'a':'b'}}}";
    return Stream.of(
        DEPLOYMENT,
        new Followed(
            Kinds.STATEFUL_SET,
            "/spec/template",
            "{'serviceName':'w','selector':{'matchLabels':{'a':'b'}}}"),
        new Followed(Kinds.DAEMON_SET, "/spec/template", selector),
        new Followed(Kinds.REPLICA_SET, "/spec/template", selector),
        new Followed(Kinds.REPLICATION_CONTROLLER, "/spec/template", "{'selector':{'a':'b'}}"),
        new Followed(
            Kinds.CRON_JOB,
            "/spec/jobTemplate/spec/template",
            "{'schedule':'@daily','jobTemplate':{'spec':{}}}"),
        new Followed(Kinds.JOB, "/spec/template", "{'suspend':true}"),
        new Followed(Kinds.POD, "", "{}"));
  }

  /** A workload with one container that follows {@code app:live} of a project. */
  private ObjectNode workload(Followed followed, String name, String project) {
    ResourceKind kind = followed.kind();
    ObjectNode object = object(kind.apiVersion(), kind.kind(), namespace, name);
    ObjectNode spec = json(followed.rest());
    object.set("spec", spec);
    ObjectNode parent =
        followed.path().contains("job")
            ? Json.objectAt(Json.objectAt(spec, "jobTemplate"), "spec")
            : spec;
    boolean ends = followed.path().contains("job") || followed.kind().equals(Kinds.JOB);
    String pods =
        "{'restartPolicy':'%s','containers':[{'name':'web','image':'%s'}],'initContainers':[{'name':'setup','image':'%s'}],'volumes':[{'name':'data','image':{'reference':'old'}}]}"
            .formatted(
                ends ? "Never" : "Always",
                followed.path().isEmpty() ? "old" : " ",
                followed.path().isEmpty() ? "old" : " ");
    if (followed.path().isEmpty()) {
      object.set("spec", json(pods));
    } else {
      parent.set("template", json("{'metadata':{'labels':{'a':'b'}},'spec':" + pods + "}"));
    }
    var triggers = Json.array();
    for (String place :
        List.of("containers[0].image", "initContainers[?(@.name=='setup')].image")) {
      triggers.add(trigger(project, followed, place));
    }
    if (!followed.path().isEmpty()) {
      triggers.add(trigger(project, followed, "volumes[?(@.name=='data')].image.reference"));
    }
    Meta.setAnnotation(object, "image.openshift.io/triggers", triggers.toString());
    Meta.setAnnotation(object, "weir.dev/recreate", "true");
    return object;
  }

  private static ObjectNode trigger(String project, Followed followed, String place) {
    ObjectNode trigger = json("{'from':{'kind':'ImageStreamTag','name':'app:live'}}");
    Json.objectAt(trigger, "from").put("namespace", project);
    String pods = followed.path() + "/spec";
    return trigger.put("fieldPath", pods.substring(1).replace('/', '.') + "." + place);
  }

  private void create(Followed followed, String name, String project) {
    ApiObject _ = workloads.create(followed.kind(), namespace, workload(followed, name, project));
  }

  private String imageOf(Followed followed, String name) {
    return workloads
        .get(followed.kind(), namespace, name)
        .tree()
        .at(followed.path() + "/spec/containers/0/image")
        .asString("");
  }

  private void awaitImage(Followed followed, String name, char digit) {
    await()
        .atMost(PATIENCE)
        .ignoreException(StatusException.class) // a Job that is being made anew
        .until(() -> imageOf(followed, name).equals(image(digit)));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aWorkloadFollowsATagOfTheProjectThatItsNamespaceNames(Followed followed) {
    move(namespace, 'a');
    create(followed, "w", namespace);
    awaitImage(followed, "w", 'a');
    move(namespace, 'b');
    awaitImage(followed, "w", 'b');

    ObjectNode pods = workloads.get(followed.kind(), namespace, "w").tree();
    assertThat(pods.at(followed.path() + "/spec/initContainers/0/image").asString(""))
        .isEqualTo(image('b'));
    assertThat(pods.at(followed.path() + "/spec/volumes/0/image/reference").asString(""))
        .isEqualTo(followed.path().isEmpty() ? "old" : image('b'));
    ObjectNode moved = workloads.get(followed.kind(), namespace, "w").tree();
    JsonNode cause = Json.parse(Meta.annotation(moved, "weir.dev/cause"));
    assertThat(Json.string(cause.path(0), "tag")).isEqualTo(namespace + "/app:live");
  }

  @Test
  void whatKubernetesForbidsIsAnEventThatSaysWhatToDo() {
    move(namespace, 'a');
    Followed pod = new Followed(Kinds.POD, "", "{}");
    ObjectNode fixed = workload(pod, "p", namespace);
    Meta.setAnnotation(
        fixed,
        "image.openshift.io/triggers",
        Json.array()
            .add(trigger(namespace, pod, "volumes[0].image.reference"))
            .add(trigger(namespace, pod, "containers[0].image"))
            .toString());
    ApiObject _ = workloads.create(Kinds.POD, namespace, fixed);
    awaitImage(pod, "p", 'a');
    Followed jobs = new Followed(Kinds.JOB, "/spec/template", "{'suspend':true}");
    ObjectNode job = workload(jobs, "j", namespace);
    Meta.removeAnnotation(job, "weir.dev/recreate");
    ApiObject _ = workloads.create(Kinds.JOB, namespace, job);

    for (String name : List.of("p", "j")) {
      await().atMost(PATIENCE).until(() -> !events(name).isEmpty());
      assertThat(events(name)).containsOnly("TriggerFixed");
    }
    assertThat(imageOf(jobs, "j")).isEqualTo(" ");
  }

  @Test
  void anotherProjectIsFollowedOnlyWhereThatIsAllowed() {
    move("tools", 'c');
    move("base", 'd');
    create(DEPLOYMENT, "of-tools", "tools");
    create(DEPLOYMENT, "of-base", "base");
    awaitImage(DEPLOYMENT, "of-tools", 'c');
    await().atMost(PATIENCE).until(() -> events("of-base").contains("TriggerForbidden"));
    assertThat(imageOf(DEPLOYMENT, "of-base")).isEqualTo(" ");
  }

  private List<String> events(String name) {
    Query about = new Query("", "involvedObject.name=" + name);
    return workloads.list(Kinds.EVENT, namespace, about).items().stream()
        .filter(event -> event.tree().at("/source/component").asString("").equals("weir-triggers"))
        .map(event -> Json.string(event.tree(), "reason"))
        .toList();
  }

  @Test
  void whatMovesWhileTheOtherServerSleepsIsNotLost() throws Exception {
    move(namespace, 'a');
    create(DEPLOYMENT, "w", namespace);
    awaitImage(DEPLOYMENT, "w", 'a');
    cluster.sleep();
    try {
      move(namespace, 'b');
      move(namespace, 'c');
    } finally {
      cluster.wake();
    }
    awaitImage(DEPLOYMENT, "w", 'c');
  }

  @Test
  void whatMovesWhileTheOtherServerIsAwayIsNotLost() throws Exception {
    move(namespace, 'a');
    List<String> names = Stream.iterate(1, i -> i + 1).limit(10).map(i -> "w" + i).toList();
    names.forEach(name -> create(DEPLOYMENT, name, namespace));
    names.forEach(name -> awaitImage(DEPLOYMENT, name, 'a'));
    cluster.sleep();
    move(namespace, 'b');
    cluster.die();
    move(namespace, 'c');
    cluster.comeBack();
    names.forEach(name -> awaitImage(DEPLOYMENT, name, 'c'));
    move(namespace, 'd');
    names.forEach(name -> awaitImage(DEPLOYMENT, name, 'd'));
  }

  @Test
  void anImageThatIsEditedByHandGoesBackToThatOfItsTag() throws Exception {
    move(namespace, 'a');
    create(DEPLOYMENT, "w", namespace);
    awaitImage(DEPLOYMENT, "w", 'a');
    ObjectNode edited = workloads.get(DEPLOYMENT.kind(), namespace, "w").copy();
    ((ObjectNode) edited.at("/spec/template/spec/containers/0")).put("image", "by/hand:1");
    ApiObject _ = workloads.update(DEPLOYMENT.kind(), namespace, edited);
    awaitImage(DEPLOYMENT, "w", 'a');
  }

  @Test
  void ownWorkloadsStayAsTheyAreAndTheirWriterIsTold() throws Exception {
    move(namespace, 'a');
    create(DEPLOYMENT, "there", namespace);
    try (HttpApi api = HttpApi.of(weir)) {
      HttpResponse<String> made =
          api.post(
              "/apis/apps/v1/namespaces/" + namespace + "/deployments",
              workload(DEPLOYMENT, "here", namespace));
      assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
      assertThat(made.headers().allValues("Warning"))
          .singleElement()
          .asString()
          .contains("--workloads");
    }
    awaitImage(DEPLOYMENT, "there", 'a');
    ObjectNode here = streams.get(DEPLOYMENT.kind(), namespace, "here").tree();
    assertThat(here.at("/spec/template/spec/containers/0/image").asString("")).isEqualTo(" ");
  }

  @Test
  void aRegistryThatOnlyThisMachineReachesIsWarnedOfOnce() throws IOException {
    assertThat(weir.log().split("is another place on each machine", -1)).hasSize(2);
  }

  private static ObjectNode json(String text) {
    return Json.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static ObjectNode object(String apiVersion, String kind, String namespace, String name) {
    ObjectNode object = Json.object().put("apiVersion", apiVersion).put("kind", kind);
    Meta.of(object).put("name", name);
    if (!namespace.isEmpty()) {
      Meta.of(object).put("namespace", namespace);
    }
    return object;
  }
}
