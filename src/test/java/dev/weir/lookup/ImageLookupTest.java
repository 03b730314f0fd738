package dev.weir.lookup;

import static dev.weir.platform.core.KindsFixture.DEMO;
import static dev.weir.platform.core.KindsFixture.at;
import static dev.weir.platform.core.KindsFixture.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SourceStreams;
import dev.weir.imagestream.StreamJson;
import dev.weir.objects.WriteOptions;
import dev.weir.platform.core.KindsFixture;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.workload.WorkloadKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Names of streams in workloads (controllers-and-access.md 5). */
class ImageLookupTest {
  private static final String HOST = "127.0.0.1:5000";
  private static final String OLD_HOST = "old.example:5000";
  private static final String ONE = "sha256:" + "1".repeat(64);
  private static final String TWO = "sha256:" + "2".repeat(64);
  private static final String POD = "spec: {containers: [{name: c, image: '%s'}]}";

  /** The part of each kind above its pod, and the JSON pointer to it. */
  private static final Map<String, List<String>> KINDS =
      Map.ofEntries(
          Map.entry("pods", List.of("%s", "")),
          Map.entry(
              "deployments",
              List.of("spec: {selector: {matchLabels: {a: b}}, template: {%s}}", "/spec/template")),
          Map.entry(
              "statefulsets",
              List.of(
                  "spec: {serviceName: s, selector: {matchLabels: {a: b}}, template: {%s}}",
                  "/spec/template")),
          Map.entry(
              "daemonsets",
              List.of("spec: {selector: {matchLabels: {a: b}}, template: {%s}}", "/spec/template")),
          Map.entry(
              "replicasets",
              List.of("spec: {selector: {matchLabels: {a: b}}, template: {%s}}", "/spec/template")),
          Map.entry(
              "replicationcontrollers",
              List.of("spec: {selector: {a: b}, template: {%s}}", "/spec/template")),
          Map.entry(
              "deploymentconfigs",
              List.of("spec: {selector: {a: b}, template: {%s}}", "/spec/template")),
          Map.entry("jobs", List.of("spec: {template: {%s}}", "/spec/template")),
          Map.entry(
              "cronjobs",
              List.of(
                  "spec: {schedule: '@daily', jobTemplate: {spec: {template: {%s}}}}",
                  "/spec/jobTemplate/spec/template")));

  private final Map<StreamName, ImageStream> streams = new HashMap<>();
  private KindsFixture api;

  private ImageLookup lookup() {
    SourceStreams source = name -> Optional.ofNullable(streams.get(name));
    List<WorkloadKind> kinds =
        List.of(
            new WorkloadKind(Kinds.POD, "spec"),
            template(Kinds.DEPLOYMENT),
            template(Kinds.STATEFUL_SET),
            template(Kinds.DAEMON_SET),
            template(Kinds.REPLICA_SET),
            template(Kinds.REPLICATION_CONTROLLER),
            template(Kinds.DEPLOYMENT_CONFIG),
            template(Kinds.JOB),
            new WorkloadKind(Kinds.CRON_JOB, "spec.jobTemplate.spec.template.spec"));
    return new ImageLookup(
        source,
        new RegistryHosts(HOST, Set.of(HOST, OLD_HOST)::contains),
        kinds,
        kind -> kind.kind().equals(Kinds.DEPLOYMENT));
  }

  @BeforeEach
  void start() {
    api = new KindsFixture(lookup());
    stream("demo", "open", true, ONE);
    stream("demo", "shut", false, ONE);
    stream("other", "open", true, TWO);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private static WorkloadKind template(ResourceKind kind) {
    return new WorkloadKind(kind, "spec.template.spec");
  }

  private static String pushed(String namespace, String name, String digest) {
    return "registry.weir.invalid/" + namespace + "/" + name + "@" + digest;
  }

  private static String own(String name, String digest) {
    return HOST + "/demo/" + name + "@" + digest;
  }

  private void stream(String namespace, String name, boolean local, String digest) {
    stream(namespace, name, local, "", pushed(namespace, name, digest), digest);
  }

  /** A stream with the tag {@code v1}. */
  private void stream(
      String namespace, String name, boolean local, String spec, String reference, String digest) {
    ObjectNode stream =
        yaml(
            """
            metadata: {namespace: %s, name: %s}
            spec: {lookupPolicy: {local: %s}, tags: [%s]}
            status:
              tags:
              - tag: v1
                items:
                - {created: '2026-03-01T10:00:00Z', generation: 1, dockerImageReference: '%s', image: '%s'}
            """
                .formatted(namespace, name, local, spec, reference, digest));
    streams.put(new StreamName(namespace, name), StreamJson.read(stream));
  }

  private static List<String> form(String plural) {
    return Objects.requireNonNull(KINDS.get(plural));
  }

  private static ObjectNode workload(String plural, String image, Consumer<ObjectNode> change) {
    String restart = plural.equals("jobs") || plural.equals("cronjobs") ? "Never" : "Always";
    String above = form(plural).getFirst();
    String pod = "metadata: {labels: {a: b}}, " + POD.formatted(image);
    ObjectNode object =
        above.equals("%s")
            ? yaml("{metadata: {name: w}, " + POD.formatted(image) + "}")
            : yaml("{metadata: {name: w}, " + above.formatted(pod) + "}");
    Json.ensureObject(pod(plural, object), "spec").put("restartPolicy", restart);
    change.accept(object);
    return object;
  }

  private static ObjectNode pod(String plural, ObjectNode object) {
    return (ObjectNode) object.at(form(plural).getLast());
  }

  private ObjectNode create(String plural, ObjectNode object) {
    return api.rest(plural).create(DEMO, object, WriteOptions.STORE).copy();
  }

  private ObjectNode create(String plural, String image) {
    return create(plural, workload(plural, image, _ -> {}));
  }

  private static String image(String plural, ObjectNode object) {
    return at(pod(plural, object), "/spec/containers/0/image");
  }

  private static void mark(ObjectNode holder) {
    Meta.setAnnotation(holder, ImageLookup.ANNOTATION, "*");
  }

  private String imageOfDeployment(String image) {
    return image("deployments", create("deployments", image));
  }

  private String imageOfMarked(String image) {
    return image(
        "deployments",
        create("deployments", workload("deployments", image, ImageLookupTest::mark)));
  }

  static List<String> workloads() {
    return List.of(
        "pods",
        "deployments",
        "statefulsets",
        "daemonsets",
        "replicasets",
        "replicationcontrollers",
        "deploymentconfigs",
        "jobs",
        "cronjobs");
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void aWorkloadOfEveryKindMayNameAStream(String plural) {
    assertThat(image(plural, create(plural, "open:v1"))).isEqualTo(own("open", ONE));
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void theAnnotationOnTheWorkloadOrItsPodOpensAllStreams(String plural) {
    ObjectNode whole = create(plural, workload(plural, "shut:v1", ImageLookupTest::mark));
    api.delete(plural, "w");
    ObjectNode inTemplate =
        create(plural, workload(plural, "shut:v1", object -> mark(pod(plural, object))));

    assertThat(List.of(image(plural, whole), image(plural, inTemplate)))
        .containsOnly(own("shut", ONE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shut:v1",
        "absent:v1",
        "docker.io/library/open:v1",
        "library/open:v1",
        "other/open:v1",
        "127.0.0.1:5000/other/open:v1",
        "127.0.0.1:5000/demo/shut:v1",
        "Open:v1",
        "open:v1@sha256:1111111111111111111111111111111111111111111111111111111111111111",
      })
  void otherNamesStayAsTheyAre(String image) {
    assertThat(imageOfDeployment(image)).isEqualTo(image);
  }

  @Test
  void aNamespaceWithoutStreamsKeepsItsNames() {
    streams.clear();
    assertThat(imageOfDeployment("open:v1")).isEqualTo("open:v1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:5000/demo/open:v1", "old.example:5000/demo/open:v1"})
  void aPullSpecOfTheIntegratedRegistryIsAName(String image) {
    assertThat(imageOfDeployment(image)).isEqualTo(own("open", ONE));
  }

  @ParameterizedTest
  @CsvSource({
    "docker.io/library/shut:v1",
    "quay.io/shut:v1",
    "somebody/shut:v1",
    "127.0.0.1:5000/demo/shut:v1"
  })
  void ofAnAnnotatedWorkloadHostAndNamespaceDoNotMatter(String image) {
    assertThat(imageOfMarked(image)).isEqualTo(own("shut", ONE));
  }

  @Test
  void notEvenTheAnnotationReachesAnotherProject() {
    String elsewhere = HOST + "/other/open:v1";
    assertThat(imageOfMarked(elsewhere)).isEqualTo(elsewhere);
  }

  @Test
  void onlyTheStarIsAnAnnotation() {
    ObjectNode made =
        create(
            "deployments",
            workload(
                "deployments",
                "shut:v1",
                object -> Meta.setAnnotation(object, ImageLookup.ANNOTATION, "true")));
    assertThat(image("deployments", made)).isEqualTo("shut:v1");
  }

  @Test
  void aNameWithoutTagMeansLatest() {
    assertThat(imageOfDeployment("open")).isEqualTo(HOST + "/demo/open:latest");
  }

  @Test
  void anUnknownTagIsExpectedInTheIntegratedRegistry() {
    assertThat(imageOfDeployment("open:next")).isEqualTo(HOST + "/demo/open:next");
  }

  @Test
  void aStreamMayHaveADotInItsName() {
    stream("demo", "my.app", true, ONE);
    assertThat(imageOfDeployment("my.app:v1")).isEqualTo(own("my.app", ONE));
  }

  @Test
  void anImportedTagIsPulledFromWhereItCameFrom() {
    stream("demo", "open", true, "", "quay.io/x/y:v1", TWO);
    assertThat(imageOfDeployment("open:v1")).isEqualTo("quay.io/x/y@" + TWO);
  }

  @Test
  void aLocalTagIsPulledFromTheIntegratedRegistry() {
    String spec =
        "{name: v1, from: {kind: DockerImage, name: 'quay.io/x/y:v1'}, referencePolicy: {type:"
            + " Local}}";
    stream("demo", "open", true, spec, "quay.io/x/y@" + TWO, TWO);
    assertThat(imageOfDeployment("open:v1")).isEqualTo(own("open", TWO));
  }

  @Test
  void aReferenceTagIsWhatItRefersTo() {
    stream("demo", "open", true, "", "quay.io/x/y:v1", "");
    assertThat(imageOfDeployment("open:v1")).isEqualTo("quay.io/x/y:v1");
  }

  @Test
  void initContainersAreLookedAtToo() {
    ObjectNode made =
        create(
            "deployments",
            workload(
                "deployments",
                "nginx:1",
                object ->
                    Json.ensureArray(
                            Json.ensureObject(pod("deployments", object), "spec"), "initContainers")
                        .add(yaml("{name: i, image: 'open:v1'}"))));
    assertThat(at(made, "/spec/template/spec/initContainers/0/image")).isEqualTo(own("open", ONE));
    assertThat(image("deployments", made)).isEqualTo("nginx:1");
  }

  @Test
  void whatAControllerMadeIsLeftAlone() {
    String owner = "{apiVersion: apps/v1, kind: ReplicaSet, name: r, uid: u, controller: true}";
    ObjectNode made =
        create(
            "pods",
            workload(
                "pods",
                "open:v1",
                object -> Json.ensureArray(Meta.of(object), "ownerReferences").add(yaml(owner))));
    assertThat(image("pods", made)).isEqualTo("open:v1");
  }

  @Test
  void aDryRunShowsWhatTheNameStandsFor() {
    ObjectNode shown =
        api.rest("deployments")
            .create(DEMO, workload("deployments", "open:v1", _ -> {}), new WriteOptions(true))
            .copy();
    assertThat(image("deployments", shown)).isEqualTo(own("open", ONE));
  }

  @Test
  void aNameThatIsSetLaterIsLookedUpThen() {
    create("deployments", "nginx:1");
    ObjectNode updated = setImage("open:v1");
    assertThat(image("deployments", updated)).isEqualTo(own("open", ONE));
  }

  @Test
  void applyingTheSameNameAgainMovesTheWorkloadToTheTagsNewImage() {
    create("deployments", "open:v1");
    stream("demo", "open", true, TWO);
    assertThat(image("deployments", setImage("open:v1"))).isEqualTo(own("open", TWO));
  }

  @Test
  void whatWasThereBeforeAStreamWasOpenedStays() {
    create("deployments", "shut:v1");
    stream("demo", "shut", true, ONE);
    ObjectNode updated =
        api.edit("deployments", "w", object -> Meta.setAnnotation(object, "note", "x"));
    assertThat(image("deployments", updated)).isEqualTo("shut:v1");
  }

  @Test
  void theAnnotationAddedLaterLooksUpWhatIsThere() {
    create("deployments", "shut:v1");
    ObjectNode updated = api.edit("deployments", "w", object -> mark(pod("deployments", object)));
    assertThat(image("deployments", updated)).isEqualTo(own("shut", ONE));
  }

  @Test
  void aJobsImagesAreLookedUpWhenItIsMadeOnly() {
    create("jobs", "shut:v1");
    ObjectNode updated = api.edit("jobs", "w", ImageLookupTest::mark);
    assertThat(image("jobs", updated)).isEqualTo("shut:v1");
  }

  @Test
  void aContainerThatFollowsATagIsLeftToItsTrigger() {
    stream("demo", "open", true, "", "quay.io/x/open:v1", "");
    stream("demo", "shut", false, TWO);
    Consumer<ObjectNode> triggered =
        object -> {
          mark(object);
          Meta.setAnnotation(object, "image.openshift.io/triggers", trigger(false));
        };
    create("deployments", workload("deployments", "quay.io/x/shut:v1", triggered));
    assertThat(image("deployments", api.get("deployments", "w"))).isEqualTo("quay.io/x/shut:v1");

    ObjectNode paused =
        api.edit(
            "deployments",
            "w",
            object -> {
              Meta.setAnnotation(object, "image.openshift.io/triggers", trigger(true));
              setImage(object, "quay.io/y/shut:v1");
            });
    assertThat(image("deployments", paused)).isEqualTo(own("shut", TWO));
  }

  private static String trigger(boolean paused) {
    return """
    [{"from": {"kind": "ImageStreamTag", "name": "open:v1"}, "paused": %s,
      "fieldPath": "spec.template.spec.containers[?(@.name==\\"c\\")].image"}]\
    """
        .formatted(paused);
  }

  private ObjectNode setImage(String image) {
    return api.edit("deployments", "w", object -> setImage(object, image));
  }

  private static void setImage(ObjectNode object, String image) {
    ((ObjectNode) object.at("/spec/template/spec/containers/0")).put("image", image);
  }

  @Test
  @Timeout(20)
  void manyContainersTakeTimeInProportion() {
    create("deployments", "nginx:1");
    StringBuilder containers = new StringBuilder("[");
    for (int i = 0; i < 30_000; i++) {
      containers
          .append(i == 0 ? "" : ",")
          .append("{\"name\":\"c%d\",\"image\":\"x%d\"}".formatted(i, i));
    }
    JsonNode many = Json.parse(containers.append("]").toString());
    ObjectNode before = api.get("deployments", "w");
    ((ObjectNode) pod("deployments", before).get("spec")).set("containers", many);
    ObjectNode after = before.deepCopy();
    ImageLookup lookup = lookup();

    lookup.updating(DEMO, Kinds.DEPLOYMENT, before, after);

    assertThat(after).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({
    "ImageStreamTag, open:v1",
    "ImageStreamImage, open@sha256:11111",
    "DockerImage, open:v1"
  })
  void aBuildNamesStreamsToo(String kind, String name) {
    ObjectNode build = build("{kind: " + kind + ", name: '" + name + "'}");
    assertThat(at(build, "/spec/strategy/sourceStrategy/from"))
        .isEqualTo("{\"kind\":\"DockerImage\",\"name\":\"" + own("open", ONE) + "\"}");
    assertThat(at(build, "/spec/source/images/0/from/name")).isEqualTo(own("open", ONE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{kind: ImageStreamTag, name: 'shut:v1'}",
        "{kind: ImageStreamTag, name: 'open:v1', namespace: other}",
        "{kind: ImageStreamImage, name: 'open@sha256:2222222'}",
        "{kind: DockerImage, name: 'quay.io/open:v1'}",
      })
  void aBuildKeepsOtherReferences(String from) {
    assertThat(Json.parse(at(build(from), "/spec/strategy/sourceStrategy/from")))
        .isEqualTo(yaml(from));
  }

  private ObjectNode build(String from) {
    return create(
        "builds",
        yaml(
            """
            metadata: {name: b}
            spec:
              source:
                git: {uri: 'https://git.example/a'}
                images: [{from: {kind: ImageStreamTag, name: 'open:v1'}, paths: [{sourcePath: /a/., destinationDir: b}]}]
              strategy: {sourceStrategy: {from: %s}}
            """
                .formatted(from)));
  }
}
