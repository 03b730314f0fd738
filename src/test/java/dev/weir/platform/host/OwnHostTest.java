package dev.weir.platform.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.access.User;
import dev.weir.host.Hold;
import dev.weir.host.PullLogins;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.StoreContext;
import dev.weir.objects.ValueCodec;
import dev.weir.objects.WriteOptions;
import dev.weir.platform.apps.AppsKinds;
import dev.weir.platform.core.CoreKinds;
import dev.weir.platform.core.NamespaceRest;
import dev.weir.platform.openshift.OpenShiftKinds;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Quantity;
import dev.weir.resource.StatusException;
import dev.weir.resource.Yaml;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import dev.weir.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What the platform answers to image streams, after its own kinds were written as users do. */
class OwnHostTest {
  private static final User DEV = User.named("dev");

  /** Turned round, so that who reads it plainly reads nothing. */
  private static final ValueCodec TURNED =
      new ValueCodec() {
        @Override
        public byte[] toStore(String key, byte[] encoded) {
          byte[] turned = new byte[encoded.length];
          for (int i = 0; i < encoded.length; i++) {
            turned[i] = encoded[encoded.length - 1 - i];
          }
          return turned;
        }

        @Override
        public byte[] fromStore(String key, byte[] stored) {
          return toStore(key, stored);
        }
      };

  private final Store store = new MemoryStore();
  private final OwnHost host = new OwnHost(store, TURNED);
  private final StoreContext context = new StoreContext(store, host, InstantSource.system());
  private final NamespaceRest namespaces = new NamespaceRest(context);
  private final List<Rest> kinds = new ArrayList<>();

  @BeforeEach
  void makeKindsAndNamespaces() {
    kinds.addAll(CoreKinds.resources(context, namespaces, TURNED).all());
    kinds.addAll(AppsKinds.resources(context));
    kinds.addAll(OpenShiftKinds.resources(context));
    namespaces.ensure(new Scope(DEV, ""), "shop");
    namespaces.ensure(new Scope(DEV, ""), "other");
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void create(String namespace, String plural, String yaml) {
    Rest rest =
        kinds.stream().filter(r -> r.kind().plural().equals(plural)).findFirst().orElseThrow();
    ObjectNode object = (ObjectNode) Yaml.parse(yaml.getBytes(StandardCharsets.UTF_8));
    var _ = rest.create(new Scope(DEV, namespace), object, WriteOptions.STORE);
  }

  private ApiStatus refusal(String namespace) {
    return catchThrowableOfType(
            StatusException.class, () -> host.hold(namespace, CoreKinds.CONFIG_MAP, "a"))
        .status();
  }

  private static Transaction.Builder write() {
    return Transaction.builder().put("/test/a", new byte[] {1});
  }

  @Test
  void aHoldLetsAWriteTakePlaceWhileTheNamespaceIsAsItWas() {
    Hold hold = host.hold("shop", CoreKinds.CONFIG_MAP, "a");
    Transaction.Builder first = write();
    hold.in(first);
    assertThat(store.commit(first.build())).isInstanceOf(TransactionResult.Committed.class);

    var _ = namespaces.delete(new Scope(DEV, ""), "shop", DeleteOptions.NOW);
    Transaction.Builder late = write();
    hold.in(late);
    assertThat(store.commit(late.build())).isInstanceOf(TransactionResult.ConditionFailed.class);
  }

  @Test
  void aNamespaceThatIsMissingOrEndsTakesNothingNew() {
    assertThat(refusal("nowhere").code()).isEqualTo(404);
    assertThat(refusal("nowhere").message()).isEqualTo("namespaces \"nowhere\" not found");
    var _ = namespaces.delete(new Scope(DEV, ""), "shop", DeleteOptions.NOW);
    assertThat(refusal("shop").code()).isEqualTo(403);
    assertThat(refusal("shop").message()).contains("namespace shop because it is being terminated");
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> host.requireExists("nowhere"))
        .withMessageContaining("namespaces \"nowhere\" not found");
    host.requireExists("shop");
  }

  @Test
  void loginsAreReadFromSealedSecretsAndThoseOfAccountsComeAfterOnesThatUsersStored() {
    create("shop", "secrets", login("users", "quay.io", "u", ""));
    create(
        "shop",
        "secrets",
        login("made", "quay.io", "a", "annotations: {openshift.io/token-secret.name: t}"));
    create("other", "secrets", login("foreign", "quay.io", "f", ""));

    PullLogins logins = host.logins("shop");

    assertThat(logins.given().find("quay.io", "a/b")).hasSize(1);
    assertThat(logins.generated().find("quay.io", "a/b")).hasSize(1);
    assertThat(logins.all().find("quay.io", "a/b"))
        .containsExactly(
            logins.given().find("quay.io", "a/b").getFirst(),
            logins.generated().find("quay.io", "a/b").getFirst());
    assertThat(host.logins("nowhere").all().isEmpty()).isTrue();
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
    assertThat(host.limits("shop", "openshift.io/ImageStream"))
        .containsOnlyKeys("openshift.io/images")
        .containsValue(Quantity.of(3));
    assertThat(host.limits("shop", "openshift.io/Image")).isEmpty();
    assertThat(host.limits("other", "openshift.io/ImageStream")).isEmpty();
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
                spec: {restartPolicy: Never, containers: [{name: c, image: nightly:1}]}
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
          source: {type: Git, git: {uri: "https://git.test/a"}}
          strategy: {type: Docker, dockerStrategy: {from: {kind: ImageStreamTag, name: "base:1"}}}
        """);
    create(
        "other",
        "pods",
        "metadata: {name: p}\nspec: {containers: [{name: c, image: elsewhere:1}]}");

    assertThat(host.images("shop"))
        .containsExactlyInAnyOrder(
            "init:1", "pod:1", "quay.io/a/deployed:1", "nightly:1", "base:1");
    assertThat(host.images("")).contains("pod:1", "elsewhere:1");
    assertThat(host.images("nowhere")).isEmpty();
  }
}
