package dev.weir.platform.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.access.User;
import dev.weir.controller.WorkQueue;
import dev.weir.objects.Catalog;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.StoreContext;
import dev.weir.objects.WriteOptions;
import dev.weir.objects.value.ValueCodec;
import dev.weir.platform.core.CoreKinds;
import dev.weir.platform.core.NamespaceRest;
import dev.weir.platform.host.OwnHost;
import dev.weir.resource.Json;
import dev.weir.resource.StatusException;
import dev.weir.resource.Yaml;
import dev.weir.store.Store;
import dev.weir.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What pods, claims and services take of a namespace's quota. */
class QuotasTest {
  private static final Scope DEMO = new Scope(User.named("dev"), "demo");

  private final Store store = new MemoryStore();
  private final StoreContext context =
      new StoreContext(store, new OwnHost(store), InstantSource.system());
  private final NamespaceRest namespaces = new NamespaceRest(context);
  private final List<Rest> kinds = CoreKinds.resources(context, namespaces, ValueCodec.PLAIN).all();

  @BeforeEach
  void namespace() {
    namespaces.ensure(new Scope(User.named("dev"), ""), "demo");
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Rest rest(String plural) {
    return kinds.stream().filter(r -> r.kind().plural().equals(plural)).findFirst().orElseThrow();
  }

  private void create(String plural, String yaml) {
    ObjectNode object = (ObjectNode) Yaml.parse(yaml.getBytes(StandardCharsets.UTF_8));
    var _ = rest(plural).create(DEMO, object, WriteOptions.STORE);
  }

  private void quota(String spec) {
    create("resourcequotas", "metadata: {name: q}\nspec: " + spec);
  }

  private void pod(String name, String resources) {
    pod(name, resources, "restartPolicy: Always");
  }

  private void pod(String name, String resources, String more) {
    create(
        "pods",
        """
        metadata: {name: %s}
        spec: {containers: [{name: app, image: a, resources: %s}], %s}
        """
            .formatted(name, resources, more));
  }

  private void claim(String name, String storage) {
    create(
        "persistentvolumeclaims",
        """
        metadata: {name: %s}
        spec:
          accessModes: [ReadWriteOnce]
          storageClassName: fast
          resources: {requests: {storage: %s}}
        """
            .formatted(name, storage));
  }

  private String used(String name) {
    ObjectNode quota = rest("resourcequotas").get(DEMO, "q").tree();
    return Json.string((ObjectNode) quota.at("/status/used"), name);
  }

  private static void assertRefused(ThrowingCallable call, String why) {
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.status().code()).isEqualTo(403))
        .withMessageContaining(why);
  }

  @Test
  void podsTakeWhatTheirContainersAskFor() {
    quota("{hard: {requests.cpu: '1', limits.memory: 1Gi, pods: '5'}}");
    pod("one", "{requests: {cpu: 600m}, limits: {cpu: 1, memory: 256Mi}}");
    assertThat(List.of(used("requests.cpu"), used("limits.memory"), used("pods")))
        .containsExactly("600m", "256Mi", "1");

    assertRefused(
        () -> pod("two", "{requests: {cpu: 500m}, limits: {cpu: 1, memory: 256Mi}}"),
        "exceeded quota: q, requested: requests.cpu=500m, used: requests.cpu=600m, limited:"
            + " requests.cpu=1");
    assertThat(used("pods")).isEqualTo("1");

    pod("two", "{requests: {cpu: 400m}, limits: {cpu: 1, memory: 768Mi}}");
    assertThat(List.of(used("requests.cpu"), used("limits.memory"))).containsExactly("1", "1Gi");
    var _ = rest("pods").delete(DEMO, "one", DeleteOptions.NOW);
    assertThat(List.of(used("requests.cpu"), used("limits.memory"), used("pods")))
        .containsExactly("400m", "768Mi", "1");
  }

  @Test
  void whatWasThereBeforeTheQuotaIsCountedToo() {
    pod("one", "{requests: {cpu: 600m}}");
    pod("best", "{}");
    quota("{hard: {requests.cpu: '1', pods: '5'}, scopes: [NotBestEffort]}");
    Catalog catalog = new Catalog(kinds);
    new QuotaReconciler(
            store,
            () -> catalog,
            new WorkQueue(Duration.ofMillis(1), Duration.ofSeconds(1), System::nanoTime))
        .reconcile("demo/q");

    assertThat(List.of(used("requests.cpu"), used("pods"))).containsExactly("600m", "1");
  }

  @Test
  void theGreediestOfTheFirstContainersCountsIfItIsMore() {
    quota("{hard: {cpu: '2'}}");
    pod(
        "one",
        "{requests: {cpu: 500m}}",
        "initContainers: [{name: a, image: a, resources: {requests: {cpu: 1500m}}},"
            + " {name: b, image: a, resources: {requests: {cpu: 200m}}}]");

    assertThat(used("cpu")).isEqualTo("1500m");
  }

  @Test
  void aContainerThatStartsFirstAndStaysCountsBesideAllThatComeAfter() {
    quota("{hard: {cpu: '2'}}");
    String stays =
        "{name: %s, image: a, restartPolicy: Always, resources: {requests: {cpu: 300m}}}";
    pod(
        "one",
        "{requests: {cpu: 500m}}",
        "initContainers: [%s, {name: b, image: a, resources: {requests: {cpu: 900m}}}, %s]"
            .formatted(stays.formatted("a"), stays.formatted("c")));

    assertThat(used("cpu")).as("300 + 900 before 500 + 300 + 300").isEqualTo("1200m");
    assertRefused(
        () ->
            pod(
                "two",
                "{requests: {cpu: 500m}}",
                "initContainers: [%s, %s]".formatted(stays.formatted("a"), stays.formatted("c"))),
        "exceeded quota: q, requested: cpu=1100m");
  }

  @Test
  void aPodMustSayWhatIsCounted() {
    quota("{hard: {limits.cpu: '1', requests.memory: 1Gi}}");

    assertRefused(
        () -> pod("one", "{requests: {memory: 1Mi}}"),
        "failed quota: q: must specify limits.cpu for: app");
  }

  @Test
  void aPodThatHasEndedTakesNothing() {
    quota("{hard: {pods: '1', count/pods: '2'}}");
    pod("one", "{}");
    assertRefused(() -> pod("two", "{}"), "exceeded quota: q, requested: pods=1");

    end("one");
    assertThat(used("pods")).isEqualTo("0");
    pod("two", "{}");
    assertThat(List.of(used("pods"), used("count/pods"))).containsExactly("1", "2");
  }

  private void end(String name) {
    var _ =
        rest("pods")
            .subresource("status")
            .update(
                DEMO,
                name,
                pod -> {
                  Json.ensureObject(pod, "status").put("phase", "Succeeded");
                  return pod;
                },
                WriteOptions.STORE);
  }

  @Test
  void manyPodsMayEndAtOnce() throws Exception {
    quota("{hard: {pods: '100', requests.cpu: '100'}}");
    List<String> names = pods();

    atOnce(names, this::end);

    assertThat(List.of(used("pods"), used("requests.cpu"))).containsExactly("0", "0");
  }

  @Test
  void manyPodsMayBeDeletedAtOnce() throws Exception {
    quota("{hard: {pods: '100', requests.cpu: '100'}}");
    List<String> names = pods();

    atOnce(
        names,
        name -> {
          var _ = rest("pods").delete(DEMO, name, DeleteOptions.NOW);
        });

    assertThat(List.of(used("pods"), used("requests.cpu"))).containsExactly("0", "0");
  }

  private List<String> pods() {
    List<String> names = IntStream.range(0, 80).mapToObj(i -> "p" + i).toList();
    names.forEach(name -> pod(name, "{requests: {cpu: 10m}}"));
    return names;
  }

  /** Does something for each name in a thread of its own; fails if one of them does. */
  private static void atOnce(List<String> names, Consumer<String> work) throws Exception {
    List<Future<?>> all = new ArrayList<>();
    CountDownLatch ready = new CountDownLatch(names.size());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (String name : names) {
        all.add(
            threads.submit(
                () -> {
                  ready.countDown();
                  ready.await();
                  work.accept(name);
                  return name;
                }));
      }
    }
    for (Future<?> one : all) {
      one.get();
    }
  }

  @Test
  void aQuotaWithScopesIsAboutSomePods() {
    quota("{hard: {pods: '1'}, scopes: [BestEffort, NotTerminating]}");
    pod("asks", "{requests: {cpu: 1}}");
    pod("ends", "{}", "activeDeadlineSeconds: 60");
    pod("best", "{}");
    assertThat(used("pods")).isEqualTo("1");

    assertRefused(() -> pod("another", "{}"), "exceeded quota: q");
    pod("asks-too", "{limits: {memory: 1Mi}}");
    var _ = rest("pods").delete(DEMO, "best", DeleteOptions.NOW);
    assertThat(used("pods")).isEqualTo("0");
  }

  @Test
  void aQuotaMayBeAboutPriorities() {
    quota(
        "{hard: {pods: '1'}, scopeSelector: {matchExpressions: [{scopeName: PriorityClass,"
            + " operator: In, values: [high]}]}}");
    pod("low", "{}");
    pod("high", "{}", "priorityClassName: high");

    assertRefused(() -> pod("higher", "{}", "priorityClassName: high"), "exceeded quota: q");
  }

  @Test
  void aClaimTakesStorageAndMoreWhenItGrows() {
    quota(
        "{hard: {requests.storage: 10Gi, fast.storageclass.storage.k8s.io/requests.storage: 8Gi,"
            + " slow.storageclass.storage.k8s.io/persistentvolumeclaims: '0'}}");
    claim("data", "6Gi");
    assertThat(used("requests.storage")).isEqualTo("6Gi");
    assertThat(used("slow.storageclass.storage.k8s.io/persistentvolumeclaims")).isEqualTo("0");

    assertRefused(() -> claim("more", "3Gi"), "fast.storageclass.storage.k8s.io/requests.storage");
    assertRefused(() -> resize("11Gi"), "requests.storage=5Gi, used:");
    resize("8Gi");
    assertThat(used("requests.storage")).isEqualTo("8Gi");
    resize("1Gi");
    assertThat(used("requests.storage")).isEqualTo("1Gi");
  }

  private void resize(String storage) {
    var _ =
        rest("persistentvolumeclaims")
            .update(
                DEMO,
                "data",
                claim -> {
                  ((ObjectNode) claim.at("/spec/resources/requests")).put("storage", storage);
                  return claim;
                },
                WriteOptions.STORE);
  }

  @Test
  void servicesAreCountedByTheirType() {
    quota("{hard: {services.loadbalancers: '0', services.nodeports: '1'}}");
    create("services", "metadata: {name: a}\nspec: {ports: [{port: 80}]}");
    create("services", "metadata: {name: b}\nspec: {type: NodePort, ports: [{port: 80}]}");

    assertThat(used("services.nodeports")).isEqualTo("1");
    assertRefused(
        () ->
            create(
                "services", "metadata: {name: c}\nspec: {type: LoadBalancer, ports: [{port: 80}]}"),
        "services.loadbalancers=1");
  }
}
