package dev.weir.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.access.User;
import dev.weir.client.ObjectEvent;
import dev.weir.client.ObjectWatch;
import dev.weir.objects.value.ObjectKey;
import dev.weir.objects.value.ValueCodec;
import dev.weir.platform.apps.DeploymentStrategy;
import dev.weir.platform.core.ConfigMapStrategy;
import dev.weir.platform.core.NamespaceRest;
import dev.weir.platform.core.SecretStrategy;
import dev.weir.platform.host.OwnHost;
import dev.weir.resource.ApiObject;
import dev.weir.resource.FieldSelector;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.LabelSelector;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import dev.weir.store.memory.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class StoredObjectsTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final User USER = User.named("alice");
  private static final Scope DEMO = new Scope(USER, "demo");

  private final MemoryStore store = new MemoryStore();
  private final StoreContext context = new StoreContext(store, new OwnHost(store), () -> NOW);
  private final NamespaceRest namespaces = new NamespaceRest(context);
  private final StoredRest configMaps =
      new StoredRest(context, Kinds.CONFIG_MAP, new ConfigMapStrategy());
  private final StatusRest deployments =
      new StatusRest(context, Kinds.DEPLOYMENT, new DeploymentStrategy());

  @BeforeEach
  void makeTheNamespace() {
    namespaces.ensure(new Scope(USER, ""), "demo");
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void createFillsWhatTheServerKeeps() {
    ObjectNode created = configMaps.create(DEMO, configMap("a"), WriteOptions.STORE).copy();

    assertThat(Meta.uid(created)).isNotEmpty();
    assertThat(Meta.namespace(created)).isEqualTo("demo");
    assertThat(Json.string(Meta.of(created), "creationTimestamp"))
        .isEqualTo("2026-01-02T03:04:05Z");
    assertThat(Meta.resourceVersion(created)).isEqualTo(Long.toString(store.revision()));
    assertThat(configMaps.get(DEMO, "a").tree()).isEqualTo(created);
  }

  @Test
  void createCompletesGenerateName() {
    ObjectNode object = configMap("");
    Meta.of(object).remove("name");
    Meta.of(object).put("generateName", "run-");

    assertThat(Meta.name(configMaps.create(DEMO, object, WriteOptions.STORE).tree()))
        .matches("run-[a-z0-9]{5}");
  }

  @Test
  void createMakesUpAnotherNameIfTheFirstIsTaken() {
    // A uid and a suffix for each object, then one more suffix.
    Iterator<String> hex = List.of("1", "a", "2", "a", "b").iterator();
    StoreContext predictable =
        new StoreContext(
            store,
            new OwnHost(store),
            () -> NOW,
            () -> UUID.fromString("a-a-a-a-a".replace("a", hex.next().repeat(4))));
    StoredRest rest = new StoredRest(predictable, Kinds.CONFIG_MAP, new ConfigMapStrategy());
    ObjectNode object = configMap("");
    Meta.of(object).remove("name");
    Meta.of(object).put("generateName", "run-");

    String first = Meta.name(rest.create(DEMO, object.deepCopy(), WriteOptions.STORE).tree());
    String second = Meta.name(rest.create(DEMO, object.deepCopy(), WriteOptions.STORE).tree());

    assertThat(List.of(first, second)).containsExactly("run-0000a", "run-0000b");
  }

  @Test
  void aListOfAnUnreachedVersionSaysThatItIsAhead() {
    assertRefused(
        504,
        "Timeout: Too large resource version: 999, current: " + store.revision(),
        () -> configMaps.list(DEMO, at("999", false)));
  }

  @Test
  void anExactListShowsTheRevisionOrThatItIsForgotten() {
    String then = Long.toString(store.revision());
    configMaps.create(DEMO, configMap("a"), WriteOptions.STORE);

    assertThat(configMaps.list(DEMO, at(then, true)).items()).isEmpty();
    assertThat(configMaps.list(DEMO, at(then, false)).items()).hasSize(1);
    store.compact(store.revision());
    assertRefused(
        410,
        "The provided resource version is too old: " + then,
        () -> configMaps.list(DEMO, at(then, true)));
  }

  @Test
  void aPageThatIsForgottenSaysSo() {
    configMaps.create(DEMO, configMap("a"), WriteOptions.STORE);
    configMaps.create(DEMO, configMap("b"), WriteOptions.STORE);
    String next = configMaps.list(DEMO, page(1, "")).continueToken();
    configMaps.create(DEMO, configMap("c"), WriteOptions.STORE);
    store.compact(store.revision());

    assertThatThrownBy(() -> configMaps.list(DEMO, page(1, next)))
        .hasMessageContaining("start a new list without the continue parameter");
  }

  private static ListOptions at(String version, boolean exact) {
    return new ListOptions(
        LabelSelector.EVERYTHING, FieldSelector.EVERYTHING, 0, "", version, false, false, exact);
  }

  @Test
  void createRefusesWhatIsThereAlready() {
    configMaps.create(DEMO, configMap("a"), WriteOptions.STORE);

    assertRefused(
        409,
        "configmaps \"a\" already exists",
        () -> configMaps.create(DEMO, configMap("a"), WriteOptions.STORE));
  }

  @Test
  void createRefusesANamespaceThatIsMissing() {
    assertRefused(
        404,
        "namespaces \"nope\" not found",
        () -> configMaps.create(new Scope(USER, "nope"), configMap("a"), WriteOptions.STORE));
  }

  @Test
  void labelsAndAnnotationsAreObjects() {
    for (String map : List.of("labels", "annotations")) {
      ObjectNode object = configMap("a");
      Meta.of(object).putArray(map).add("x");

      assertRefused(
          422,
          "ConfigMap \"a\" is invalid: metadata.%s: Invalid value: \"[\"x\"]\": must be an object"
              .formatted(map),
          () -> configMaps.create(DEMO, object, WriteOptions.STORE));
    }
  }

  @Test
  void createRefusesBadNamesAndLabelsAtOnce() {
    ObjectNode object = configMap("Not_A_Name");
    Json.ensureObject(Meta.of(object), "labels").put("bad key!", "x");

    assertThatThrownBy(() -> configMaps.create(DEMO, object, WriteOptions.STORE))
        .isInstanceOf(StatusException.class)
        .hasMessageContaining("metadata.name")
        .hasMessageContaining("metadata.labels");
  }

  @Test
  void aDryRunStoresNothing() {
    long before = store.revision();
    configMaps.create(DEMO, configMap("a"), new WriteOptions(true));

    assertThat(store.revision()).isEqualTo(before);
    assertRefused(404, "configmaps \"a\" not found", () -> configMaps.get(DEMO, "a"));
  }

  @Test
  void updateRefusesAnOldVersion() {
    ObjectNode first = configMaps.create(DEMO, configMap("a"), WriteOptions.STORE).copy();
    set("a", "k", "1");

    assertRefused(
        409,
        "the object has been modified",
        () -> configMaps.update(DEMO, "a", _ -> first, WriteOptions.STORE));
  }

  @Test
  void updateThatChangesNothingMakesNoNewVersion() {
    configMaps.create(DEMO, configMap("a"), WriteOptions.STORE);
    long before = store.revision();
    configMaps.update(DEMO, "a", UnaryOperator.identity(), WriteOptions.STORE);

    assertThat(store.revision()).isEqualTo(before);
  }

  @Test
  void updateKeepsUidAndCreationTime() {
    ObjectNode created = configMaps.create(DEMO, configMap("a"), WriteOptions.STORE).copy();
    ObjectNode replacement = configMap("a");
    replacement.putObject("data").put("k", "v");
    ObjectNode updated =
        configMaps.update(DEMO, "a", _ -> replacement, WriteOptions.STORE).object().copy();

    assertThat(Meta.uid(updated)).isEqualTo(Meta.uid(created));
    assertThat(Json.string(Json.objectAt(updated, "data"), "k")).isEqualTo("v");
  }

  @Test
  void generationCountsChangesOfTheSpecOnly() {
    deployments.create(DEMO, deployment(), WriteOptions.STORE);
    deployments.update(DEMO, "web", d -> label(d, "x"), WriteOptions.STORE);
    assertThat(Meta.generation(deployments.get(DEMO, "web").tree())).isEqualTo(1);

    deployments.update(
        DEMO,
        "web",
        d -> {
          Json.ensureObject(d, "spec").put("replicas", 3);
          return d;
        },
        WriteOptions.STORE);
    assertThat(Meta.generation(deployments.get(DEMO, "web").tree())).isEqualTo(2);
  }

  @Test
  void onlyTheStatusSubresourceChangesTheStatus() {
    deployments.create(DEMO, deployment(), WriteOptions.STORE);
    UnaryOperator<ObjectNode> ready =
        d -> {
          Json.ensureObject(d, "status").put("readyReplicas", 1);
          Json.ensureObject(d, "spec").put("replicas", 9);
          return d;
        };
    deployments.subresource("status").update(DEMO, "web", ready, WriteOptions.STORE);
    ObjectNode stored = deployments.get(DEMO, "web").copy();

    assertThat(Json.objectAt(stored, "status").path("readyReplicas").asInt()).isEqualTo(1);
    assertThat(Json.objectAt(stored, "spec").path("replicas").asInt()).isEqualTo(1);
  }

  @Test
  void aDeploymentGetsTheDefaultsOfAppsV1() {
    ObjectNode stored = deployments.create(DEMO, deployment(), WriteOptions.STORE).copy();
    ObjectNode spec = Json.objectAt(stored, "spec");
    ObjectNode pod = Json.objectAt(Json.objectAt(spec, "template"), "spec");

    assertThat(spec.path("replicas").asInt()).isEqualTo(1);
    assertThat(Json.string(Json.objectAt(spec, "strategy"), "type")).isEqualTo("RollingUpdate");
    assertThat(Json.string(pod, "restartPolicy")).isEqualTo("Always");
    assertThat(Json.string(Json.arrayAt(pod, "containers").get(0), "imagePullPolicy"))
        .isEqualTo("IfNotPresent");
  }

  @Test
  void aDeploymentMustSelectItsOwnPods() {
    ObjectNode object = deployment();
    Json.objectAt(Json.objectAt(object, "spec"), "selector")
        .putObject("matchLabels")
        .put("app", "other");

    assertRefused(
        422,
        "`selector` does not match template `labels`",
        () -> deployments.create(DEMO, object, WriteOptions.STORE));
  }

  @Test
  void pagesOfAListShowOneRevision() {
    for (String name : List.of("a", "b", "c", "d")) {
      configMaps.create(DEMO, configMap(name), WriteOptions.STORE);
    }
    ObjectList first = configMaps.list(DEMO, page(3, ""));
    set("d", "k", "changed later");
    configMaps.create(DEMO, configMap("e"), WriteOptions.STORE);
    ObjectList second = configMaps.list(DEMO, page(3, first.continueToken()));

    assertThat(names(first)).containsExactly("a", "b", "c");
    assertThat(first.remaining()).isEqualTo(1);
    assertThat(names(second)).containsExactly("d");
    assertThat(second.revision()).isEqualTo(first.revision());
    assertThat(second.items().getFirst().tree().has("data")).isFalse();
    assertThat(second.continueToken()).isEmpty();
  }

  @Test
  void selectorsChooseByLabelAndName() {
    configMaps.create(DEMO, configMap("a"), WriteOptions.STORE);
    configMaps.create(DEMO, label(configMap("b"), "blue"), WriteOptions.STORE);

    assertThat(names(configMaps.list(DEMO, selecting("colour in (blue,green)", ""))))
        .containsExactly("b");
    assertThat(names(configMaps.list(DEMO, selecting("", "metadata.name!=b"))))
        .containsExactly("a");
    assertRefused(
        400,
        "field label not supported: spec.nope",
        () -> configMaps.list(DEMO, selecting("", "spec.nope=1")));
  }

  @Test
  void aWatchTellsWhatBeginsAndCeasesToMatch() throws InterruptedException {
    configMaps.create(DEMO, configMap("a"), WriteOptions.STORE);
    String version = Long.toString(store.revision());
    ListOptions options =
        new ListOptions(
            LabelSelector.parse("colour=blue"),
            FieldSelector.EVERYTHING,
            0,
            "",
            version,
            false,
            false);
    try (ObjectWatch watch = configMaps.watch(DEMO, options)) {
      configMaps.update(DEMO, "a", c -> label(c, "blue"), WriteOptions.STORE);
      set("a", "k", "v");
      configMaps.update(DEMO, "a", c -> label(c, "red"), WriteOptions.STORE);

      assertThat(take(watch, 3))
          .extracting(ObjectEvent::type)
          .containsExactly(
              ObjectEvent.Type.ADDED, ObjectEvent.Type.MODIFIED, ObjectEvent.Type.DELETED);
    }
  }

  @Test
  void aWatchWithoutVersionBeginsWithWhatIsThere() throws InterruptedException {
    configMaps.create(DEMO, configMap("a"), WriteOptions.STORE);
    try (ObjectWatch watch = configMaps.watch(DEMO, ListOptions.ALL)) {
      configMaps.create(DEMO, configMap("b"), WriteOptions.STORE);

      assertThat(take(watch, 2))
          .extracting(e -> Meta.name(e.object().tree()))
          .containsExactly("a", "b");
    }
  }

  /** Counts what is made from its stored form. */
  private static final class Counting implements ValueCodec {
    private final AtomicInteger made = new AtomicInteger();

    @Override
    public byte[] toStore(String key, byte[] encoded) {
      return encoded;
    }

    @Override
    public byte[] fromStore(String key, byte[] stored) {
      made.incrementAndGet();
      return stored;
    }
  }

  private StoredRest many(int count, ValueCodec codec) {
    StoredRest rest = new StoredRest(context, Kinds.CONFIG_MAP, new ConfigMapStrategy(), codec);
    for (int i = 0; i < count; i++) {
      ObjectNode object = label(configMap("c%04d".formatted(i)), i % 2 == 0 ? "red" : "blue");
      object.putObject("data").put("k", "x".repeat(1_000));
      rest.create(DEMO, object, WriteOptions.STORE);
    }
    return rest;
  }

  @Test
  void aLongListIsMadeWhileItIsReadAndShowsOneRevision() {
    Counting codec = new Counting();
    StoredRest rest = many(300, codec);
    codec.made.set(0);
    long revision = store.revision();
    ObjectList list = rest.list(DEMO, ListOptions.ALL);
    assertThat(codec.made).hasValue(0);

    Iterator<ApiObject> objects = list.iterator();
    assertThat(Meta.name(objects.next().tree())).isEqualTo("c0000");
    assertThat(codec.made).hasValue(1);

    rest.delete(DEMO, "c0001", DeleteOptions.NOW);
    rest.update(DEMO, "c0299", c -> label(c, "green"), WriteOptions.STORE);
    List<ApiObject> rest299 = new ArrayList<>();
    objects.forEachRemaining(rest299::add);
    assertThat(list.revision()).isEqualTo(revision);
    assertThat(rest299).hasSize(299);
    assertThat(Meta.name(rest299.getFirst().tree())).isEqualTo("c0001");
    assertThat(Meta.labels(rest299.getLast().tree())).containsEntry("colour", "blue");
  }

  @Test
  void aSelectionFromALongListIsMadeWhileItIsReadToo() {
    Counting codec = new Counting();
    StoredRest rest = many(50, codec);
    codec.made.set(0);
    ListOptions blue =
        new ListOptions(
            LabelSelector.parse("colour=blue"), FieldSelector.EVERYTHING, 0, "", "", false, false);
    Iterator<ApiObject> objects = rest.list(DEMO, blue).iterator();
    assertThat(Meta.name(objects.next().tree())).isEqualTo("c0001");
    assertThat(codec.made.get()).isLessThanOrEqualTo(3);
    assertThat(names(rest.list(DEMO, blue))).hasSize(25);
  }

  @Test
  void aWatchTellsWhatWasThereAFewAtATimeAndThenThatThisWasAll() throws InterruptedException {
    StoredRest rest = many(300, ValueCodec.PLAIN);
    ListOptions initial =
        new ListOptions(LabelSelector.EVERYTHING, FieldSelector.EVERYTHING, 0, "", "", true, true);
    try (ObjectWatch watch = rest.watch(DEMO, initial)) {
      List<ObjectEvent> events = new ArrayList<>(watch.next(Duration.ofSeconds(10)));
      assertThat(events).hasSizeBetween(20, 80);
      assertThat(watch.progress()).as("before all was told").isZero();
      rest.delete(DEMO, "c0299", DeleteOptions.NOW);
      events.addAll(take(watch, 302 - events.size()));
      assertThat(events.subList(0, 300)).allMatch(e -> e.type() == ObjectEvent.Type.ADDED);
      assertThat(events.get(300).type()).isEqualTo(ObjectEvent.Type.BOOKMARK);
      assertThat(events.get(301).type()).isEqualTo(ObjectEvent.Type.DELETED);
      assertThat(watch.progress()).isEqualTo(store.revision());
    }
  }

  @Test
  void aFinalizerHoldsAnObjectUntilItIsTakenAway() {
    ObjectNode object = configMap("a");
    Meta.of(object).putArray("finalizers").add("example.com/hold");
    configMaps.create(DEMO, object, WriteOptions.STORE);
    configMaps.delete(DEMO, "a", DeleteOptions.NOW);

    assertThat(Json.string(Meta.of(configMaps.get(DEMO, "a").copy()), "deletionTimestamp"))
        .isEqualTo(NOW.toString());

    configMaps.update(
        DEMO,
        "a",
        c -> {
          Meta.of(c).remove("finalizers");
          return c;
        },
        WriteOptions.STORE);
    assertRefused(404, "configmaps \"a\" not found", () -> configMaps.get(DEMO, "a"));
  }

  @Test
  void deleteRefusesAnotherObjectOfTheSameName() {
    configMaps.create(DEMO, configMap("a"), WriteOptions.STORE);

    assertRefused(
        409,
        "UID in precondition",
        () -> configMaps.delete(DEMO, "a", new DeleteOptions(false, "another-uid", "")));
    assertThat(Meta.name(configMaps.get(DEMO, "a").tree())).isEqualTo("a");
  }

  @Test
  void nothingIsCreatedInATerminatingNamespace() {
    namespaces.delete(new Scope(USER, ""), "demo", DeleteOptions.NOW);

    assertRefused(
        403,
        "because it is being terminated",
        () -> configMaps.create(DEMO, configMap("a"), WriteOptions.STORE));
  }

  @Test
  void aNamespaceIsMarkedAndTerminatingAtOneRevision() {
    long before = store.revision();

    ObjectNode marked = namespaces.delete(new Scope(USER, ""), "demo", DeleteOptions.NOW);

    assertThat(store.revision()).isEqualTo(before + 1);
    assertThat(NamespaceRest.phase(marked)).isEqualTo("Terminating");
    assertThat(NamespaceRest.phase(namespaces.get(new Scope(USER, ""), "demo").tree()))
        .isEqualTo("Terminating");
  }

  @Test
  void standingNamespacesStay() {
    namespaces.ensure(new Scope(USER, ""), "default");

    assertRefused(
        403,
        "namespaces \"default\" is forbidden: this namespace may not be deleted",
        () -> namespaces.delete(new Scope(USER, ""), "default", DeleteOptions.NOW));
  }

  @Test
  void aSecretIsStoredOnlyAsItsCodecSays() {
    ValueCodec reversing =
        new ValueCodec() {
          @Override
          public byte[] toStore(String key, byte[] encoded) {
            byte[] out = new byte[encoded.length];
            for (int i = 0; i < out.length; i++) {
              out[i] = (byte) (encoded[i] ^ 0x55);
            }
            return out;
          }

          @Override
          public byte[] fromStore(String key, byte[] stored) {
            return toStore(key, stored);
          }
        };
    StoredRest secrets = new StoredRest(context, Kinds.SECRET, new SecretStrategy(), reversing);
    ObjectNode secret = Json.object();
    Meta.of(secret).put("name", "pull");
    secret.putObject("stringData").put("password", "hunter2");
    secrets.create(DEMO, secret, WriteOptions.STORE);

    byte[] raw = store.get(ObjectKey.of(Kinds.SECRET, "demo", "pull")).orElseThrow().value();
    assertThat(new String(raw, java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain("password")
        .doesNotContain("aHVudGVyMg");
    assertThat(Json.string(Json.objectAt(secrets.get(DEMO, "pull").tree(), "data"), "password"))
        .isEqualTo("aHVudGVyMg==");
  }

  private void set(String name, String key, String value) {
    configMaps.update(
        DEMO,
        name,
        c -> {
          Json.ensureObject(c, "data").put(key, value);
          return c;
        },
        WriteOptions.STORE);
  }

  private static List<ObjectEvent> take(ObjectWatch watch, int count) throws InterruptedException {
    List<ObjectEvent> events = new ArrayList<>();
    while (events.size() < count) {
      List<ObjectEvent> more = watch.next(Duration.ofSeconds(10));
      assertThat(more).as("events after %s", events).isNotEmpty();
      events.addAll(more);
    }
    return events;
  }

  private static List<String> names(ObjectList list) {
    return list.items().stream().map(ApiObject::tree).map(Meta::name).toList();
  }

  private static ListOptions page(int limit, String token) {
    return new ListOptions(
        LabelSelector.EVERYTHING, FieldSelector.EVERYTHING, limit, token, "", false, false);
  }

  private static ListOptions selecting(String labels, String fields) {
    return new ListOptions(
        LabelSelector.parse(labels), FieldSelector.parse(fields), 0, "", "", false, false);
  }

  private static ObjectNode configMap(String name) {
    ObjectNode object = Json.object();
    Meta.of(object).put("name", name);
    return object;
  }

  private static ObjectNode label(ObjectNode object, String colour) {
    Json.ensureObject(Meta.of(object), "labels").put("colour", colour);
    return object;
  }

  private static ObjectNode deployment() {
    return (ObjectNode)
        Json.parse(
            """
            {"metadata":{"name":"web"},"spec":{"selector":{"matchLabels":{"app":"web"}},
             "template":{"metadata":{"labels":{"app":"web"}},
              "spec":{"containers":[{"name":"web","image":"demo/app:v1"}]}}}}
            """);
  }

  private static void assertRefused(int code, String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StatusException.class, e -> assertThat(e.status().code()).isEqualTo(code))
        .hasMessageContaining(message);
  }
}
