package dev.weir.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.client.Resources.Listing;
import dev.weir.client.Resources.Query;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import dev.weir.resource.patch.ObjectPatch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What every way to objects does, whatever lies between. */
public abstract class ResourcesContract {
  protected static final ResourceKind NAMESPACE =
      ResourceKind.clusterWide("", "v1", "namespaces", "namespace", "Namespace");
  protected static final ResourceKind CONFIG_MAP =
      ResourceKind.namespaced("", "v1", "configmaps", "configmap", "ConfigMap");
  protected static final ResourceKind ACCOUNT =
      ResourceKind.namespaced("", "v1", "serviceaccounts", "serviceaccount", "ServiceAccount");
  protected static final ResourceKind DEPLOYMENT =
      ResourceKind.namespaced("apps", "v1", "deployments", "deployment", "Deployment");
  private static final ResourceKind UNKNOWN =
      ResourceKind.namespaced("example.com", "v1", "gadgets", "gadget", "Gadget");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final String namespace = "contract-" + UUID.randomUUID().toString().substring(0, 8);
  private Resources resources;

  /** As somebody who may do everything. */
  protected abstract Resources administrator();

  /** As somebody who may do nothing. */
  protected abstract Resources stranger();

  @BeforeEach
  void makeANamespace() {
    resources = administrator();
    ApiObject _ = resources.create(NAMESPACE, "", object("v1", "Namespace", "", namespace));
  }

  @Test
  void makesReadsReplacesAndDeletesAnObject() {
    ApiObject made = resources.create(CONFIG_MAP, namespace, configMap("one", "a"));
    assertThat(Meta.uid(made.tree())).isNotEmpty();
    assertThat(made.revision()).isPositive();

    ObjectNode changed = resources.get(CONFIG_MAP, namespace, "one").copy();
    assertThat(value(changed)).isEqualTo("a");
    Json.objectAt(changed, "data").put("key", "b");
    ApiObject replaced = resources.update(CONFIG_MAP, namespace, changed);
    assertThat(replaced.revision()).isGreaterThan(made.revision());
    assertThat(value(resources.get(CONFIG_MAP, namespace, "one").tree())).isEqualTo("b");

    ObjectNode _ = resources.delete(CONFIG_MAP, namespace, "one");
    assertThat(refusal(() -> resources.get(CONFIG_MAP, namespace, "one")).code()).isEqualTo(404);
  }

  @Test
  void leavesTheTreesAloneThatItIsGiven() {
    ObjectNode given = configMap("mine", "a");
    ObjectNode before = given.deepCopy();
    ApiObject _ = resources.create(CONFIG_MAP, namespace, given);
    assertThat(given).isEqualTo(before);

    ObjectNode update = resources.get(CONFIG_MAP, namespace, "mine").copy();
    Json.objectAt(update, "data").put("key", "b");
    before = update.deepCopy();
    ApiObject _ = resources.update(CONFIG_MAP, namespace, update);
    assertThat(update).isEqualTo(before);
  }

  @Test
  void knowsAnObjectsNameWithColonAndAtSign() {
    ResourceKind role =
        ResourceKind.namespaced("rbac.authorization.k8s.io", "v1", "roles", "role", "Role");
    ObjectNode given = object("rbac.authorization.k8s.io/v1", "Role", namespace, "a:b@c");
    ApiObject _ = resources.create(role, namespace, given);
    assertThat(Meta.name(resources.get(role, namespace, "a:b@c").tree())).isEqualTo("a:b@c");
  }

  @Test
  void listsWhatIsSelectedAtOneRevision() {
    ObjectNode labelled = configMap("red", "a");
    Json.ensureObject(Meta.of(labelled), "labels").put("colour", "red");
    ApiObject _ = resources.create(CONFIG_MAP, namespace, labelled);
    ApiObject last = resources.create(CONFIG_MAP, namespace, configMap("plain", "a"));

    Listing all = resources.list(CONFIG_MAP, namespace, Query.ALL);
    assertThat(names(all)).contains("plain", "red");
    assertThat(Long.parseLong(all.resourceVersion())).isGreaterThanOrEqualTo(last.revision());
    assertThat(all.items()).allSatisfy(ResourcesContract::saysWhatItIs);
    assertThat(names(resources.list(CONFIG_MAP, namespace, new Query("colour=red", ""))))
        .containsExactly("red");
    assertThat(names(resources.list(CONFIG_MAP, namespace, new Query("", "metadata.name=plain"))))
        .containsExactly("plain");
  }

  private static void saysWhatItIs(ApiObject item) {
    assertThat(Json.string(item.tree(), "kind")).isEqualTo("ConfigMap");
    assertThat(Json.string(item.tree(), "apiVersion")).isEqualTo("v1");
  }

  @Test
  void listsMoreThanOnePage() {
    for (int i = 0; i < 620; i++) {
      ApiObject _ = resources.create(CONFIG_MAP, namespace, configMap("many-" + i, "x"));
    }
    assertThat(names(resources.list(CONFIG_MAP, namespace, Query.ALL)))
        .filteredOn(name -> name.startsWith("many-"))
        .hasSize(620)
        .doesNotHaveDuplicates();
  }

  @Test
  void listsAllNamespacesWhereNoneIsNamed() {
    String other = namespace + "-two";
    ApiObject _ = resources.create(NAMESPACE, "", object("v1", "Namespace", "", other));
    ApiObject _ = resources.create(CONFIG_MAP, namespace, object("v1", "ConfigMap", "", namespace));
    ApiObject _ = resources.create(CONFIG_MAP, other, object("v1", "ConfigMap", "", namespace));
    assertThat(resources.list(CONFIG_MAP, "", Query.ALL).items())
        .filteredOn(item -> Meta.name(item.tree()).equals(namespace))
        .extracting(item -> Meta.namespace(item.tree()))
        .containsExactlyInAnyOrder(namespace, other);
  }

  @Test
  void tellsEachChangeAfterAListing() throws Exception {
    ApiObject _ = resources.create(CONFIG_MAP, namespace, configMap("before", "a"));
    Listing listing = resources.list(CONFIG_MAP, namespace, Query.ALL);
    try (ObjectWatch watch =
        resources.watch(CONFIG_MAP, namespace, Query.ALL, listing.resourceVersion())) {
      ApiObject made = resources.create(CONFIG_MAP, namespace, configMap("seen", "a"));
      ApiObject changed =
          resources.patch(
              CONFIG_MAP, namespace, "seen", ObjectPatch.MERGE, bytes("{'data':{'key':'b'}}"));
      ObjectNode _ = resources.delete(CONFIG_MAP, namespace, "seen");

      List<ObjectEvent> events = events(watch, 3);
      assertThat(events)
          .extracting(ObjectEvent::type)
          .containsExactly(
              ObjectEvent.Type.ADDED, ObjectEvent.Type.MODIFIED, ObjectEvent.Type.DELETED);
      assertThat(events).extracting(event -> Meta.name(event.object().tree())).containsOnly("seen");
      assertThat(events)
          .extracting(event -> event.object().revision())
          .startsWith(made.revision(), changed.revision());
      assertThat(watch.progress()).isGreaterThan(changed.revision());
    }
  }

  @Test
  void aWatchOfASelectionSaysWhatComesToItAndLeavesIt() throws Exception {
    Query red = new Query("colour=red", "");
    ApiObject _ = resources.create(CONFIG_MAP, namespace, configMap("thing", "a"));
    Listing listing = resources.list(CONFIG_MAP, namespace, red);
    assertThat(listing.items()).isEmpty();
    try (ObjectWatch watch =
        resources.watch(CONFIG_MAP, namespace, red, listing.resourceVersion())) {
      paint("'red'");
      paint("'blue'");
      assertThat(events(watch, 2))
          .extracting(ObjectEvent::type)
          .containsExactly(ObjectEvent.Type.ADDED, ObjectEvent.Type.DELETED);
    }
  }

  private void paint(String colour) {
    byte[] patch = bytes("{'metadata':{'labels':{'colour':" + colour + "}}}");
    ApiObject _ = resources.patch(CONFIG_MAP, namespace, "thing", ObjectPatch.MERGE, patch);
  }

  @Test
  void aWatchOfWhatStaysAsItIsAnswersWithNothingInTime() throws Exception {
    Listing listing = resources.list(CONFIG_MAP, namespace, Query.ALL);
    try (ObjectWatch watch =
        resources.watch(CONFIG_MAP, namespace, Query.ALL, listing.resourceVersion())) {
      assertThat(watch.next(Duration.ofMillis(50))).isEmpty();
    }
  }

  @Test
  void aWatchThatIsClosedEndsForItsReader() throws Exception {
    Listing listing = resources.list(CONFIG_MAP, namespace, Query.ALL);
    ObjectWatch watch =
        resources.watch(CONFIG_MAP, namespace, Query.ALL, listing.resourceVersion());
    try (ExecutorService reader = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<ObjectEvent>> reading = reader.submit(() -> watch.next(PATIENCE));
      watch.close();
      Assertions.assertThatThrownBy(reading::get)
          .cause()
          .isInstanceOfSatisfying(
              StatusException.class, end -> assertThat(end.status().code()).isEqualTo(503));
    }
  }

  @Test
  void refusalsSayWhatTheServerSays() {
    ApiObject made = resources.create(CONFIG_MAP, namespace, configMap("there", "a"));
    assertRefused(() -> resources.get(CONFIG_MAP, namespace, "nobody"), 404, "NotFound");
    assertRefused(
        () -> resources.create(CONFIG_MAP, namespace, configMap("there", "a")),
        409,
        "AlreadyExists");
    assertRefused(
        () -> resources.create(CONFIG_MAP, namespace, configMap("No Name", "a")), 422, "Invalid");
    assertRefused(() -> resources.list(UNKNOWN, namespace, Query.ALL), 404, "NotFound");
    assertRefused(() -> resources.get(CONFIG_MAP, namespace, "there", "nothing"), 404, "NotFound");

    ObjectNode stale = made.copy();
    paint(made);
    Json.objectAt(stale, "data").put("key", "late");
    assertRefused(() -> resources.update(CONFIG_MAP, namespace, stale), 409, "Conflict");
    assertRefused(() -> resources.delete(CONFIG_MAP, made), 409, "Conflict");
  }

  private void paint(ApiObject object) {
    byte[] patch = bytes("{'metadata':{'labels':{'colour':'red'}}}");
    ApiObject _ =
        resources.patch(CONFIG_MAP, namespace, Meta.name(object.tree()), ObjectPatch.MERGE, patch);
  }

  @Test
  void whatIsOnlyTriedIsCheckedAndNotStored() {
    ApiObject tried = resources.tryCreate(CONFIG_MAP, namespace, configMap("tried", "a"));
    assertThat(Meta.name(tried.tree())).isEqualTo("tried");
    assertRefused(() -> resources.get(CONFIG_MAP, namespace, "tried"), 404, "NotFound");

    ObjectNode nameless = configMap("", "a");
    Meta.of(nameless).remove("name");
    Meta.of(nameless).put("generateName", "some-");
    assertThat(Meta.name(resources.tryCreate(CONFIG_MAP, namespace, nameless).tree()))
        .startsWith("some-");
    assertRefused(
        () -> resources.tryCreate(CONFIG_MAP, namespace, configMap("No Name", "a")),
        422,
        "Invalid");
  }

  @Test
  void whatCannotBeSelectedByIsRefused() {
    Query malformed = new Query("colour in (", "");
    Query unknown = new Query("", "data.key=a");
    assertRefused(() -> resources.list(CONFIG_MAP, namespace, malformed), 400, "BadRequest");
    assertRefused(() -> resources.watch(CONFIG_MAP, namespace, malformed, "1"), 400, "BadRequest");
    assertRefused(() -> resources.list(CONFIG_MAP, namespace, unknown), 400, "BadRequest");
  }

  @Test
  void whoMayNotIsRefusedEverything() {
    Resources nobody = stranger();
    ApiObject made = resources.create(CONFIG_MAP, namespace, configMap("shut", "a"));
    byte[] patch = bytes("{'data':{'key':'b'}}");
    List<ThrowingCallable> all =
        List.of(
            () -> nobody.get(CONFIG_MAP, namespace, "shut"),
            () -> nobody.list(CONFIG_MAP, namespace, Query.ALL),
            () -> nobody.watch(CONFIG_MAP, namespace, Query.ALL, "1"),
            () -> nobody.create(CONFIG_MAP, namespace, configMap("new", "a")),
            () -> nobody.tryCreate(CONFIG_MAP, namespace, configMap("new", "a")),
            () -> nobody.update(CONFIG_MAP, namespace, made.copy()),
            () -> nobody.patch(CONFIG_MAP, namespace, "shut", ObjectPatch.MERGE, patch),
            () -> nobody.delete(CONFIG_MAP, namespace, "shut"),
            () -> nobody.delete(CONFIG_MAP, made),
            () -> nobody.get(DEPLOYMENT, namespace, "shut", "scale"),
            () -> nobody.create(ACCOUNT, namespace, "default", "token", Json.object()));
    assertThat(all).allSatisfy(call -> assertRefused(call, 403, "Forbidden"));
  }

  @Test
  void aJsonPatchIsDoneIfItsTestHolds() {
    ApiObject _ = resources.create(CONFIG_MAP, namespace, configMap("tested", "old"));
    byte[] patch =
        bytes(
            "[{'op':'test','path':'/data/key','value':'old'},"
                + "{'op':'replace','path':'/data/key','value':'new'}]");
    ApiObject patched = resources.patch(CONFIG_MAP, namespace, "tested", ObjectPatch.JSON, patch);
    assertThat(value(patched.tree())).isEqualTo("new");

    assertRefused(
        () -> resources.patch(CONFIG_MAP, namespace, "tested", ObjectPatch.JSON, patch),
        422,
        "Invalid");
    ObjectNode after = resources.get(CONFIG_MAP, namespace, "tested").tree();
    assertThat(Meta.resourceVersion(after)).isEqualTo(Meta.resourceVersion(patched.tree()));
  }

  @Test
  void ofManyWhoPatchWithTheSameTestOneIsFirst() throws Exception {
    ApiObject _ = resources.create(CONFIG_MAP, namespace, configMap("raced", "old"));
    List<Callable<Boolean>> racers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      byte[] patch =
          bytes(
              "[{'op':'test','path':'/data/key','value':'old'},"
                  + "{'op':'replace','path':'/data/key','value':'of "
                  + i
                  + "'}]");
      racers.add(() -> isDone("raced", patch));
    }
    try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
      int done = 0;
      for (Future<Boolean> racer : all.invokeAll(racers)) {
        done += racer.get() ? 1 : 0;
      }
      assertThat(done).isEqualTo(1);
    }
  }

  private boolean isDone(String name, byte[] patch) {
    try {
      ApiObject _ = resources.patch(CONFIG_MAP, namespace, name, ObjectPatch.JSON, patch);
      return true;
    } catch (StatusException e) {
      assertThat(e.status().code()).isEqualTo(422);
      return false;
    }
  }

  @Test
  void mergePatchesTakeAwayAndStrategicOnesMergeByKey() {
    ApiObject _ = resources.create(CONFIG_MAP, namespace, configMap("merged", "a"));
    ObjectNode merged =
        resources
            .patch(
                CONFIG_MAP,
                namespace,
                "merged",
                ObjectPatch.MERGE,
                bytes("{'data':{'key':null,'other':'b'}}"))
            .tree();
    assertThat(merged.get("data")).isEqualTo(Json.object().put("other", "b"));

    ApiObject _ = resources.create(DEPLOYMENT, namespace, deployment("app"));
    ObjectNode app =
        resources
            .patch(
                DEPLOYMENT,
                namespace,
                "app",
                ObjectPatch.STRATEGIC,
                bytes(
                    "{'spec':{'template':{'spec':{'containers':[{'name':'side','image':'s:2'}]}}}}"))
            .tree();
    assertThat(app.at("/spec/template/spec/containers").findValuesAsString("image"))
        .containsExactly("m:1", "s:2");
  }

  @Test
  void patchesThatMakeNoSenseAreRefused() {
    ApiObject _ = resources.create(CONFIG_MAP, namespace, configMap("sense", "a"));
    assertRefused(
        () ->
            resources.patch(
                CONFIG_MAP, namespace, "sense", ObjectPatch.JSON, bytes("{'op':'test'}")),
        400,
        "BadRequest");
    assertRefused(
        () -> resources.patch(CONFIG_MAP, namespace, "sense", ObjectPatch.MERGE, bytes("{{")),
        400,
        "BadRequest");
    assertRefused(
        () -> resources.patch(CONFIG_MAP, namespace, "sense", "text/plain", bytes("{}")),
        415,
        "UnsupportedMediaType");
  }

  @Test
  void aScaleIsReadReplacedAndPatched() {
    ApiObject _ = resources.create(DEPLOYMENT, namespace, deployment("app"));
    ObjectNode scale = resources.get(DEPLOYMENT, namespace, "app", "scale").copy();
    assertThat(Json.string(scale, "kind")).isEqualTo("Scale");
    assertThat(scale.at("/spec/replicas").asInt(0)).isEqualTo(1);

    Json.objectAt(scale, "spec").put("replicas", 3);
    ApiObject _ = resources.update(DEPLOYMENT, namespace, "app", "scale", scale);
    assertThat(replicas()).isEqualTo(3);
    ApiObject _ =
        resources.patch(
            DEPLOYMENT,
            namespace,
            "app",
            "scale",
            ObjectPatch.MERGE,
            bytes("{'spec':{'replicas':5}}"));
    assertThat(replicas()).isEqualTo(5);
  }

  private int replicas() {
    return resources.get(DEPLOYMENT, namespace, "app").tree().at("/spec/replicas").asInt(0);
  }

  @Test
  void aStatusIsReplacedByItself() {
    ObjectNode app = resources.create(DEPLOYMENT, namespace, deployment("app")).copy();
    Json.ensureObject(app, "status").put("observedGeneration", 1).put("replicas", 1);
    Json.objectAt(app, "spec").put("replicas", 7);

    ObjectNode updated = resources.updateStatus(DEPLOYMENT, namespace, app).copy();
    assertThat(updated.at("/status/replicas").asInt(0)).isEqualTo(1);
    assertThat(updated.at("/spec/replicas").asInt(0)).isEqualTo(1);

    Json.objectAt(updated, "status").put("replicas", 9);
    Json.objectAt(updated, "spec").put("replicas", 2);
    ObjectNode last = resources.update(DEPLOYMENT, namespace, updated).tree();
    assertThat(last.at("/status/replicas").asInt(0)).isEqualTo(1);
    assertThat(last.at("/spec/replicas").asInt(0)).isEqualTo(2);
  }

  @Test
  void anActionIsCalledOnItsObject() {
    ApiObject _ =
        resources.create(ACCOUNT, namespace, object("v1", "ServiceAccount", namespace, "robot"));
    ObjectNode asked =
        Json.object().put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
    asked.putObject("spec").put("expirationSeconds", 600);
    ObjectNode answer = resources.create(ACCOUNT, namespace, "robot", "token", asked).tree();
    assertThat(answer.at("/status/token").asString("")).isNotEmpty();

    assertRefused(
        () -> resources.create(ACCOUNT, namespace, "nobody", "token", asked), 404, "NotFound");
  }

  @Test
  void manyThreadsUseOne() throws Exception {
    List<Callable<ApiObject>> writers =
        IntStream.range(0, 24)
            .<Callable<ApiObject>>mapToObj(
                i -> () -> resources.create(CONFIG_MAP, namespace, configMap("by-" + i, "a")))
            .toList();
    try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<ApiObject> written : all.invokeAll(writers)) {
        ApiObject _ = written.get();
      }
    }
    assertThat(names(resources.list(CONFIG_MAP, namespace, Query.ALL)))
        .filteredOn(name -> name.startsWith("by-"))
        .hasSize(24);
  }

  private static List<ObjectEvent> events(ObjectWatch watch, int count)
      throws InterruptedException {
    List<ObjectEvent> found = new ArrayList<>();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (found.size() < count && System.nanoTime() < end) {
      watch.next(PATIENCE).stream()
          .filter(event -> event.type() != ObjectEvent.Type.BOOKMARK)
          .forEach(found::add);
    }
    return found;
  }

  private static void assertRefused(ThrowingCallable call, int code, String reason) {
    ApiStatus status = refusal(call);
    assertThat(status.code()).as(status.message()).isEqualTo(code);
    assertThat(status.reason()).isEqualTo(reason);
    assertThat(status.message()).isNotEmpty();
  }

  private static ApiStatus refusal(ThrowingCallable call) {
    StatusException refused = Assertions.catchThrowableOfType(StatusException.class, call);
    assertThat(refused).as("refused").isNotNull();
    return refused.status();
  }

  private static List<String> names(Listing listing) {
    return listing.items().stream().map(item -> Meta.name(item.tree())).toList();
  }

  private static String value(ObjectNode configMap) {
    return Json.string(Json.objectAt(configMap, "data"), "key");
  }

  private ObjectNode configMap(String name, String value) {
    ObjectNode object = object("v1", "ConfigMap", namespace, name);
    object.putObject("data").put("key", value);
    return object;
  }

  private ObjectNode deployment(String name) {
    ObjectNode object = object("apps/v1", "Deployment", namespace, name);
    object.set(
        "spec",
        Json.parse(
            bytes(
                "{'replicas':1,'selector':{'matchLabels':{'app':'x'}},'template':{'metadata':{'labels':{'app':'x'}},"
                    + "'spec':{'containers':[{'name':'main','image':'m:1'},{'name':'side','image':'s:1'}]}}}")));
    return object;
  }

  protected static ObjectNode object(
      String apiVersion, String kind, String namespace, String name) {
    ObjectNode object = Json.object().put("apiVersion", apiVersion).put("kind", kind);
    Meta.of(object).put("name", name);
    if (!namespace.isEmpty()) {
      Meta.of(object).put("namespace", namespace);
    }
    return object;
  }

  private static byte[] bytes(String json) {
    return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }
}
