package dev.weir.platform.ownership;

import static dev.weir.platform.core.KindsFixture.DEMO;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.controller.Loops;
import dev.weir.controller.WorkQueue;
import dev.weir.objects.Catalog;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.ListOptions;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.StoredRest;
import dev.weir.objects.Strategy;
import dev.weir.objects.WriteOptions;
import dev.weir.objects.meta.Finalizers;
import dev.weir.objects.meta.Propagation;
import dev.weir.objects.value.ValueCodec;
import dev.weir.platform.core.KindsFixture;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.store.Seed;
import dev.weir.store.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class GarbageCollectorTest {
  private static final Duration RETRY = Duration.ofMillis(5);

  private final KindsFixture kinds = new KindsFixture();
  private final Loops loops = new Loops();

  @BeforeEach
  void start() {
    start(kinds.catalog);
  }

  private void start(Catalog catalog) {
    WorkQueue queue = new WorkQueue(RETRY, Duration.ofSeconds(1), System::nanoTime);
    OwnershipLog.Halves halves = OwnershipLog.over(kinds.store, catalog, queue, RETRY);
    loops.start("log", halves.log());
    loops.start("worker", () -> queue.work(halves.collector()));
  }

  @AfterEach
  void stop() {
    loops.close();
    kinds.close();
  }

  private ObjectNode configMap(String name, ObjectNode... owners) {
    return configMap(name, false, owners);
  }

  private ObjectNode configMap(String name, boolean blocking, ObjectNode... owners) {
    ObjectNode map = Json.object();
    Meta.of(map).put("name", name);
    for (ObjectNode owner : owners) {
      Json.ensureArray(Meta.of(map), "ownerReferences")
          .addObject()
          .put("apiVersion", Json.string(owner, "apiVersion"))
          .put("kind", Json.string(owner, "kind"))
          .put("name", Meta.name(owner))
          .put("uid", Meta.uid(owner))
          .put("blockOwnerDeletion", blocking);
    }
    return kinds.rest("configmaps").create(DEMO, map, WriteOptions.STORE).copy();
  }

  private List<String> left() {
    return kinds.rest("configmaps").list(DEMO, ListOptions.ALL).items().stream()
        .map(map -> Meta.name(map.tree()))
        .toList();
  }

  private void delete(String name, Propagation propagation) {
    ObjectNode _ =
        kinds.rest("configmaps").delete(DEMO, name, new DeleteOptions(false, "", "", propagation));
  }

  /** The loop has taken in all that happened before, since it works in order. */
  private void settle() {
    ObjectNode owner = configMap("settle-owner");
    configMap("settle-dependent", owner);
    delete("settle-owner", Propagation.BACKGROUND);
    await().until(() -> !left().contains("settle-dependent"));
  }

  @Test
  void dependentsGoAfterTheirOwnerAndTheirsAfterThem() {
    ObjectNode a = configMap("a");
    ObjectNode b = configMap("b", a);
    configMap("c", b);
    configMap("stranger");

    delete("a", Propagation.BACKGROUND);

    await().untilAsserted(() -> assertThat(left()).containsExactly("stranger"));
  }

  @Test
  void aDependentStaysWhileOneOwnerIsThere() {
    ObjectNode a = configMap("a");
    ObjectNode b = configMap("b");
    configMap("c", a, b);

    delete("a", Propagation.BACKGROUND);

    await()
        .untilAsserted(
            () ->
                assertThat(OwnerReference.of(kinds.get("configmaps", "c")))
                    .singleElement()
                    .returns("b", OwnerReference::name));
    delete("b", Propagation.BACKGROUND);
    await().untilAsserted(() -> assertThat(left()).isEmpty());
  }

  @Test
  void anotherObjectOfTheSameNameIsNotTheOwner() {
    ObjectNode a = configMap("a");
    delete("a", Propagation.BACKGROUND);
    configMap("a");

    configMap("late", a);

    await().untilAsserted(() -> assertThat(left()).containsExactly("a"));
  }

  @Test
  void anOwnerInAnotherNamespaceIsNoOwner() {
    ObjectNode elsewhere = Json.object();
    Meta.of(elsewhere).put("name", "far");
    ApiObject far =
        kinds
            .rest("configmaps")
            .create(new Scope(DEMO.user(), "other"), elsewhere, WriteOptions.STORE);

    configMap("b", far.copy());

    await().untilAsserted(() -> assertThat(left()).isEmpty());
  }

  @Test
  void aClusterWideOwnerOwnsInEveryNamespace() {
    ObjectNode owner = kinds.rest("namespaces").get(new Scope(DEMO.user(), ""), "other").copy();
    configMap("kept", owner);
    settle();

    assertThat(left()).containsExactly("kept");
  }

  @Test
  void anOwnerOfAnUnknownKindIsTakenToBeThere() {
    ObjectNode unknown = Json.object();
    unknown.put("apiVersion", "argoproj.io/v1").put("kind", "Application");
    Meta.of(unknown).put("name", "x").put("uid", "u");
    configMap("kept", unknown);
    settle();

    assertThat(left()).containsExactly("kept");
  }

  @Test
  void orphansStayAndAreNobodys() {
    ObjectNode a = configMap("a");
    configMap("b", a);

    delete("a", Propagation.ORPHAN);

    await().untilAsserted(() -> assertThat(left()).containsExactly("b"));
    assertThat(OwnerReference.of(kinds.get("configmaps", "b"))).isEmpty();
  }

  @Test
  void anOwnerWaitsForDependentsThatBlockIt() {
    ObjectNode a = configMap("a");
    configMap("b", true, a);
    kinds.edit(
        "configmaps", "b", b -> Json.ensureArray(Meta.of(b), "finalizers").add("example.com/x"));

    delete("a", Propagation.FOREGROUND);

    await().until(() -> Finalizers.isTerminating(kinds.get("configmaps", "b")));
    assertThat(Finalizers.names(kinds.get("configmaps", "a")))
        .containsExactly(Finalizers.FOREGROUND);
    kinds.edit("configmaps", "b", b -> Meta.of(b).remove("finalizers"));
    await().untilAsserted(() -> assertThat(left()).isEmpty());
  }

  @Test
  void anOwnerDoesNotWaitForOthers() {
    ObjectNode a = configMap("a");
    configMap("b", a);
    kinds.edit(
        "configmaps", "b", b -> Json.ensureArray(Meta.of(b), "finalizers").add("example.com/x"));

    delete("a", Propagation.FOREGROUND);

    await().untilAsserted(() -> assertThat(left()).containsExactly("b"));
    await().until(() -> Finalizers.isTerminating(kinds.get("configmaps", "b")));
  }

  @Test
  void aQuietServerCommitsNothing() {
    ObjectNode a = configMap("a");
    configMap("b", a);
    configMap("c", a, configMap("d"));
    settle();
    long before = kinds.store.revision();
    settle();
    long oneSettling = kinds.store.revision() - before;
    settle();

    assertThat(kinds.store.revision() - before).isEqualTo(2 * oneSettling);
    assertThat(left()).containsExactly("a", "b", "c", "d");
  }

  @Test
  void tenThousandDependentsGo() {
    ObjectNode a = configMap("a");
    ObjectNode b = configMap("b", a);
    for (int i = 0; i < 10; i++) {
      Transaction.Builder many = Transaction.builder();
      for (int j = 0; j < 1000; j++) {
        ObjectNode copy = b.deepCopy();
        Meta.of(copy).put("name", "b-" + i + "-" + j);
        many.put("/registry/core/configmaps/demo/b-" + i + "-" + j, ApiObject.encode(copy));
      }
      Seed.commit(kinds.store, many.build());
    }

    delete("a", Propagation.BACKGROUND);

    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(() -> assertThat(left()).isEmpty());
  }

  /** A codec whose key is not at hand at first. */
  private static final class LateKey implements ValueCodec {
    private final AtomicInteger attempts = new AtomicInteger();

    @Override
    public byte[] toStore(String key, byte[] encoded) {
      return ("sealed" + new String(encoded, UTF_8)).getBytes(UTF_8);
    }

    @Override
    public byte[] fromStore(String key, byte[] stored) {
      if (attempts.incrementAndGet() <= 2) {
        throw new IllegalStateException("the key is not there yet");
      }
      return Arrays.copyOfRange(stored, "sealed".length(), stored.length);
    }
  }

  @Test
  void aFailureIsNotTheEnd() {
    LateKey late = new LateKey();
    var sealed =
        new StoredRest(
            kinds.context,
            ResourceKind.namespaced("example.com", "v1", "seals", "seal", "Seal"),
            Strategy.PLAIN,
            late);
    List<Rest> all = new ArrayList<>(kinds.catalog.all());
    all.add(sealed);
    loops.close();
    ObjectNode owner = configMap("a");
    ObjectNode seal = configMap("b", owner);
    seal.remove(List.of("apiVersion", "kind"));
    Meta.of(seal).remove("resourceVersion");
    ApiObject _ = sealed.create(DEMO, seal, WriteOptions.STORE);

    start(new Catalog(all));
    delete("a", Propagation.BACKGROUND);

    await().untilAsserted(() -> assertThat(sealed.list(DEMO, ListOptions.ALL).items()).isEmpty());
    assertThat(late.attempts.get()).isGreaterThan(2);
  }

  @Test
  void onlyKeysOfKindsHaveAPlace() {
    Places places = new Places(kinds.catalog);
    assertThat(places.ofKey("/registry/core/configmaps/demo/a")).isPresent();
    assertThat(places.ofKey("/registry/core/namespaces/demo")).isPresent();
    assertThat(places.ofKey("/registry/nobody/knows/demo/a")).isEmpty();
    assertThat(places.ofKey("/registry/core")).isEmpty();
  }
}
