package dev.weir.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.resource.ApiStatus;
import dev.weir.resource.Quantity;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every cluster answers to its image streams, after its users wrote objects into it. */
public abstract class HostContract {
  private static final ResourceKind MAPS =
      ResourceKind.namespaced("", "v1", "configmaps", "configmap", "ConfigMap", "cm");

  protected abstract Host host();

  /** Makes a namespace. */
  protected abstract void make(String namespace);

  /** Begins to delete a namespace in which something still is. */
  protected abstract void end(String namespace);

  /** Gives a namespace an annotation. */
  protected abstract void annotate(String namespace, String name, String value);

  /** Makes an object, as a user would. */
  protected abstract void create(String namespace, String plural, String yaml);

  @BeforeEach
  final void makeNamespaces() {
    make("shop");
    make("other");
  }

  private ApiStatus refusal(String namespace) {
    return catchThrowableOfType(StatusException.class, () -> host().hold(namespace, MAPS, "a"))
        .status();
  }

  @Test
  void aNamespaceIsKnownByItsUid() {
    assertThat(host().exists("shop")).isTrue();
    assertThat(host().uid("shop")).isNotEmpty().isNotEqualTo(host().uid("other"));
    assertThat(host().exists("nowhere")).isFalse();
    assertThat(host().uid("nowhere")).isEmpty();
  }

  @Test
  void aNamespaceThatIsMissingOrEndsTakesNothingNew() {
    assertThat(refusal("nowhere").code()).isEqualTo(404);
    assertThat(refusal("nowhere").message()).isEqualTo("namespaces \"nowhere\" not found");
    end("shop");
    assertThat(refusal("shop").code()).isEqualTo(403);
    assertThat(refusal("shop").message()).contains("namespace shop because it is being terminated");
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> host().requireExists("nowhere"))
        .withMessageContaining("namespaces \"nowhere\" not found");
    host().requireExists("shop");
  }

  @Test
  void annotationsAreFoundByNamespaceAndByNameAndFollowChanges() {
    assertThat(host().annotations("shop")).doesNotContainKey("note");
    annotate("shop", "note", "first");
    annotate("other", "note", "second");
    assertThat(host().annotations("shop")).containsEntry("note", "first");
    assertThat(host().annotated("note"))
        .containsExactly(Map.entry("other", "second"), Map.entry("shop", "first"));
    annotate("shop", "note", "third");
    assertThat(host().annotated("note")).containsEntry("shop", "third");
    assertThat(host().annotations("nowhere")).isEmpty();
    assertThat(host().annotated("missing")).isEmpty();
  }

  @Test
  void loginsAreReadFromSealedSecretsAndThoseOfAccountsComeAfterOnesThatUsersStored() {
    create("shop", "secrets", login("users", "quay.io", "u", ""));
    create(
        "shop",
        "secrets",
        login("made", "quay.io", "a", "annotations: {openshift.io/token-secret.name: t}"));
    create("other", "secrets", login("foreign", "quay.io", "f", ""));

    PullLogins logins = host().logins("shop");

    assertThat(logins.given().find("quay.io", "a/b")).hasSize(1);
    assertThat(logins.generated().find("quay.io", "a/b")).hasSize(1);
    assertThat(logins.all().find("quay.io", "a/b"))
        .containsExactly(
            logins.given().find("quay.io", "a/b").getFirst(),
            logins.generated().find("quay.io", "a/b").getFirst());
    assertThat(host().logins("nowhere").all().isEmpty()).isTrue();
  }

  private static String login(String name, String registry, String user, String metadata) {
    return """
    metadata: {name: %s, %s}
    type: kubernetes.io/dockerconfigjson
    stringData: {.dockerconfigjson: '{"auths":{"%s":{"username":"%s","password":"p"}}}'}
    """
        .formatted(name, metadata, registry, user);
  }

  @Test
  void theSmallestOfSeveralLimitsCounts() {
    for (int most : List.of(5, 3, 9)) {
      create(
          "shop",
          "limitranges",
          """
          metadata: {name: l%d}
          spec: {limits: [{type: openshift.io/ImageStream, max: {openshift.io/images: %d}}]}
          """
              .formatted(most, most));
    }
    assertThat(host().limits("shop", "openshift.io/ImageStream"))
        .containsOnlyKeys("openshift.io/images")
        .containsValue(Quantity.of(3));
    assertThat(host().limits("shop", "openshift.io/Image")).isEmpty();
    assertThat(host().limits("other", "openshift.io/ImageStream")).isEmpty();
  }

  @Test
  void imagesAreThoseOfPodsOfWhatMakesPodsAndOfBuilds() {
    create(
        "shop",
        "pods",
        """
        metadata: {name: p}
        spec: {initContainers: [{name: i, image: init:1}], containers: [{name: c, image: pod:1}]}
        """);
    create(
        "shop",
        "deployments",
        """
        metadata: {name: d}
        spec:
          selector: {matchLabels: {a: b}}
          template:
            metadata: {labels: {a: b}}
            spec: {containers: [{name: c, image: quay.io/a/deployed:1}]}
        """);
    create(
        "shop",
        "cronjobs",
        """
        metadata: {name: j}
        spec:
          schedule: "@daily"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers: [{name: c, image: nightly:1}]
                  volumes: [{name: v, image: {reference: mounted:1}}]
        """);
    create(
        "shop",
        "buildconfigs",
        """
        metadata: {name: b}
        spec:
          source: {type: Git, git: {uri: "https://git.test/a"}}
          strategy: {type: Docker, dockerStrategy: {from: {kind: DockerImage, name: base:1}}}
        """);
    create(
        "shop",
        "buildconfigs",
        """
        metadata: {name: follows}
        spec:
          source:
            type: Git
            git: {uri: "https://git.test/a"}
            images:
            - from: {kind: ImageStreamImage, name: "kit@sha256:1111111", namespace: tools}
              paths: [{sourcePath: /a, destinationDir: b}]
          strategy: {type: Docker, dockerStrategy: {from: {kind: ImageStreamTag, name: "base:1"}}}
        """);
    create(
        "other",
        "pods",
        "metadata: {name: p}\nspec: {containers: [{name: c, image: elsewhere:1}]}");

    assertThat(host().images("shop"))
        .containsExactlyInAnyOrder(
            "init:1",
            "pod:1",
            "quay.io/a/deployed:1",
            "nightly:1",
            "mounted:1",
            "base:1",
            "registry.weir.invalid/shop/base:1",
            "registry.weir.invalid/tools/kit@sha256:1111111");
    assertThat(host().images("")).contains("pod:1", "elsewhere:1");
    assertThat(host().images("nowhere")).isEmpty();
  }
}
