package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.openshift.api.model.ImageStream;
import io.fabric8.openshift.api.model.ImageStreamBuilder;
import io.fabric8.openshift.api.model.ImageStreamImport;
import io.fabric8.openshift.api.model.ImageStreamImportBuilder;
import io.fabric8.openshift.api.model.ImageStreamTag;
import io.fabric8.openshift.api.model.ImageStreamTagBuilder;
import io.fabric8.openshift.api.model.ProjectRequestBuilder;
import io.fabric8.openshift.client.OpenShiftClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What Java programs do with image streams: fabric8's typed OpenShift client, unmodified. */
@TestMethodOrder(MethodOrderer.MethodName.class)
class Fabric8Test {
  private static final String NAMESPACE = "java";

  @TempDir private static Path work;
  private static ServerProcess server;
  private static OpenShiftClient client;

  @BeforeAll
  static void start() throws Exception {
    server = ServerProcess.start(work.resolve("data"));
    String kubeconfig = Files.readString(server.kubeconfig());
    Config config = Config.fromKubeconfig(kubeconfig);
    client = new KubernetesClientBuilder().withConfig(config).build().adapt(OpenShiftClient.class);
    client
        .projectrequests()
        .create(
            new ProjectRequestBuilder()
                .withNewMetadata()
                .withName(NAMESPACE)
                .endMetadata()
                .withDisplayName("Java's own")
                .build());
    assertThat(client.projects().withName(NAMESPACE).get().getMetadata().getAnnotations())
        .containsEntry("openshift.io/display-name", "Java's own");
  }

  @AfterAll
  static void stop() throws IOException {
    client.close();
    server.close();
  }

  @Test
  void createsReadsListsEditsPatchesAndDeletesStreams() {
    ImageStream created = createStream("typed", Map.of("tier", "one"));
    assertThat(created.getMetadata().getUid()).isNotBlank();
    assertThat(created.getStatus().getDockerImageRepository())
        .isEqualTo(server.registry() + "/java/typed");

    var streams = client.imageStreams().inNamespace(NAMESPACE);
    assertThat(streams.withLabel("tier", "one").list().getItems())
        .extracting(stream -> stream.getMetadata().getName())
        .containsExactly("typed");

    ImageStream edited =
        streams
            .withName("typed")
            .edit(
                stream ->
                    new ImageStreamBuilder(stream)
                        .editMetadata()
                        .addToAnnotations("openshift.io/display-name", "Typed")
                        .endMetadata()
                        .build());
    assertThat(edited.getMetadata().getAnnotations())
        .containsEntry("openshift.io/display-name", "Typed");

    ImageStream merged =
        streams
            .withName("typed")
            .patch(
                PatchContext.of(PatchType.JSON_MERGE),
                "{\"spec\":{\"lookupPolicy\":{\"local\":true}}}");
    assertThat(merged.getSpec().getLookupPolicy().getLocal()).isTrue();
    ImageStream strategic =
        streams
            .withName("typed")
            .patch(
                PatchContext.of(PatchType.STRATEGIC_MERGE),
                "{\"spec\":{\"tags\":[{\"name\":\"v1\",\"reference\":true,"
                    + "\"from\":{\"kind\":\"DockerImage\",\"name\":\"quay.io/a/b:1\"}}]}}");
    assertThat(strategic.getSpec().getTags()).hasSize(1);

    ImageStream stale = new ImageStreamBuilder(created).build();
    stale.getMetadata().setLabels(Map.of("late", "yes"));
    assertThatThrownBy(() -> streams.resource(stale).update())
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(409));

    assertThat(streams.withName("typed").delete()).hasSize(1);
    assertThat(streams.withName("typed").get()).isNull();
  }

  @Test
  void readsAndWritesTagsAndImages() throws Exception {
    createStream("app", Map.of());
    push("app:v1");
    var tags = client.imageStreamTags().inNamespace(NAMESPACE);
    ImageStreamTag pushed = tags.withName("app:v1").get();
    String digest = pushed.getImage().getMetadata().getName();
    assertThat(pushed.getImage().getDockerImageReference())
        .isEqualTo(server.registry() + "/java/app@" + digest);
    assertThat(pushed.getImage().getDockerImageLayers()).hasSize(1);

    ImageStreamTag live =
        tags.resource(
                new ImageStreamTagBuilder()
                    .withNewMetadata()
                    .withName("app:live")
                    .withNamespace(NAMESPACE)
                    .endMetadata()
                    .withNewTag()
                    .withName("live")
                    .withFrom(
                        new ObjectReferenceBuilder()
                            .withKind("ImageStreamImage")
                            .withName("app@" + digest)
                            .build())
                    .endTag()
                    .build())
            .create();
    assertThat(live.getImage().getMetadata().getName()).isEqualTo(digest);
    assertThat(tags.list().getItems())
        .extracting(tag -> tag.getMetadata().getName())
        .contains("app:live", "app:v1");

    assertThat(client.images().withName(digest).get().getMetadata().getName()).isEqualTo(digest);
    assertThat(
            client
                .imageStreamImages()
                .inNamespace(NAMESPACE)
                .withName("app@" + digest.substring("sha256:".length(), 20))
                .get())
        .isNotNull();

    assertThat(tags.withName("app:live").delete()).hasSize(1);
    assertThat(tags.withName("app:live").get()).isNull();
  }

  @Test
  void importsAnswerPerImage() {
    ImageStreamImport asked =
        new ImageStreamImportBuilder()
            .withNewMetadata()
            .withName("away")
            .withNamespace(NAMESPACE)
            .endMetadata()
            .withNewSpec()
            .withImport(false)
            .addNewImage()
            .withNewFrom()
            .withKind("DockerImage")
            .withName("127.0.0.1:1/nobody/home:1")
            .endFrom()
            .endImage()
            .endSpec()
            .build();
    ImageStreamImport answered = client.imageStreamImports().inNamespace(NAMESPACE).create(asked);
    assertThat(answered.getStatus().getImages())
        .singleElement()
        .satisfies(
            image -> {
              assertThat(image.getStatus().getStatus()).isEqualTo("Failure");
              assertThat(image.getStatus().getMessage()).contains("127.0.0.1:1");
            });
  }

  @Test
  void watchesAndInformersSeeEachChange() {
    Queue<String> seen = new ConcurrentLinkedQueue<>();
    var streams = client.imageStreams().inNamespace(NAMESPACE);
    Watcher<ImageStream> watcher =
        new Watcher<>() {
          @Override
          public void eventReceived(Action action, ImageStream stream) {
            if (stream.getMetadata().getName().equals("watched")) {
              seen.add(action.name());
            }
          }

          @Override
          public void onClose(WatcherException cause) {
            seen.add("CLOSED " + cause.getMessage());
          }
        };
    try (Watch _ = streams.watch(watcher);
        SharedIndexInformer<ImageStream> informer = streams.inform()) {
      createStream("watched", Map.of());
      streams
          .withName("watched")
          .edit(
              stream ->
                  new ImageStreamBuilder(stream)
                      .editMetadata()
                      .addToLabels("seen", "yes")
                      .endMetadata()
                      .build());
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> {
                assertThat(seen).containsExactly("ADDED", "MODIFIED");
                assertThat(informer.getStore().list())
                    .filteredOn(stream -> stream.getMetadata().getName().equals("watched"))
                    .singleElement()
                    .satisfies(
                        stream ->
                            assertThat(stream.getMetadata().getLabels())
                                .containsEntry("seen", "yes"));
              });
      assertThat(streams.withName("watched").delete()).hasSize(1);
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(seen).containsExactly("ADDED", "MODIFIED", "DELETED"));
    }
  }

  @Test
  void knowsItsUserAndKeepsSecrets() {
    assertThat(client.currentUser().getMetadata().getName()).isEqualTo("system:admin");
    assertThat(client.supportsOpenShiftAPIGroup("image.openshift.io")).isTrue();
    client
        .secrets()
        .inNamespace(NAMESPACE)
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("pull")
                .endMetadata()
                .withType("kubernetes.io/dockerconfigjson")
                .addToStringData(".dockerconfigjson", "{\"auths\":{}}")
                .build())
        .create();
    assertThat(client.secrets().inNamespace(NAMESPACE).withName("pull").get().getType())
        .isEqualTo("kubernetes.io/dockerconfigjson");
    assertThat(client.projects().list().getItems())
        .extracting(project -> project.getMetadata().getName())
        .contains(NAMESPACE);
  }

  private static ImageStream createStream(String name, Map<String, String> labels) {
    return client
        .imageStreams()
        .inNamespace(NAMESPACE)
        .resource(
            new ImageStreamBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .build())
        .create();
  }

  private static void push(String target) throws Exception {
    Map<String, String> environment = server.environment(work);
    RealClient skopeo = RealClient.required(environment, "skopeo", "--insecure-policy");
    String token = RealClient.weir(environment).run("whoami", "-t").strip();
    Path layout = TinyImage.ociLayout(work.resolve("image"), "from java");
    List<String> copy =
        List.of(
            "copy",
            "--dest-tls-verify=false",
            "--dest-creds=java:" + token,
            "oci:" + layout + ":latest",
            "docker://" + server.registry() + "/" + NAMESPACE + "/" + target);
    skopeo.run(copy.toArray(String[]::new));
  }
}
