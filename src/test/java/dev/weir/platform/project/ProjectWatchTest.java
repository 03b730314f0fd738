package dev.weir.platform.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.access.RbacAuthorizer;
import dev.weir.access.User;
import dev.weir.client.ObjectEvent;
import dev.weir.client.ObjectWatch;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.ListOptions;
import dev.weir.objects.Scope;
import dev.weir.objects.StoreContext;
import dev.weir.objects.value.ObjectKey;
import dev.weir.platform.core.NamespaceRest;
import dev.weir.platform.host.OwnHost;
import dev.weir.platform.rbac.RbacKinds;
import dev.weir.resource.ApiObject;
import dev.weir.resource.FieldSelector;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.LabelSelector;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.Watch;
import dev.weir.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Watches that go on from where a list was made. */
class ProjectWatchTest {
  private static final Scope ADMIN = new Scope(User.named("root", User.MASTERS), "");
  private static final Scope ANN = new Scope(User.named("ann"), "");

  private final Store store = new MemoryStore();
  private final RbacAuthorizer policy = new RbacAuthorizer(store);
  private final NamespaceRest namespaces =
      new NamespaceRest(new StoreContext(store, new OwnHost(store), InstantSource.system()));
  private final ProjectRest projects = new ProjectRest(namespaces, policy, policy);

  @AfterEach
  void close() {
    policy.close();
    store.close();
  }

  @BeforeEach
  void role() {
    ObjectNode role =
        Json.parseObject(
            """
            {"kind": "ClusterRole", "metadata": {"name": "view"},
             "rules": [{"verbs": ["get"], "apiGroups": [""], "resources": ["namespaces"]}]}
            """
                .getBytes(StandardCharsets.UTF_8));
    String key = ObjectKey.of(Kinds.CLUSTER_ROLE, "", "view");
    store.commit(Transaction.builder().put(key, ApiObject.encode(role)).build());
  }

  private void bind(String namespace) {
    ObjectNode binding = RbacKinds.binding(namespace, "view", "ann");
    String key = ObjectKey.of(Kinds.ROLE_BINDING, namespace, "view");
    store.commit(Transaction.builder().put(key, ApiObject.encode(binding)).build());
  }

  private void unbind(String namespace) {
    String key = ObjectKey.of(Kinds.ROLE_BINDING, namespace, "view");
    store.commit(Transaction.builder().delete(key).build());
  }

  private ObjectWatch from(RbacAuthorizer rights, Scope scope, long revision) {
    return from(new ProjectRest(namespaces, rights, rights), scope, revision);
  }

  private ObjectWatch from(Scope scope, long revision) {
    return from(projects, scope, revision);
  }

  private static ObjectWatch from(ProjectRest projects, Scope scope, long revision) {
    return projects.watch(
        scope,
        new ListOptions(
            LabelSelector.EVERYTHING,
            FieldSelector.EVERYTHING,
            0,
            "",
            Long.toString(revision),
            false,
            false));
  }

  private void remove(String name) {
    ObjectNode _ = namespaces.delete(ADMIN, name, DeleteOptions.NOW);
    namespaces.finish(ADMIN, name);
  }

  @Test
  void tellsOfProjectsThatWentBeforeItBegan() throws InterruptedException {
    namespaces.ensure(ADMIN, "shop");
    namespaces.ensure(ADMIN, "home");
    long listed = store.revision();
    remove("shop");

    List<String> told = new ArrayList<>();
    try (ObjectWatch watch = from(ADMIN, listed)) {
      while (told.size() < 2) {
        List<ObjectEvent> events = watch.next(Duration.ofSeconds(5));
        assertThat(events).as("after %s", told).isNotEmpty();
        events.forEach(e -> told.add(e.type() + " " + Meta.name(e.object().tree())));
      }
    }
    assertThat(told).containsExactly("MODIFIED shop", "DELETED shop");
  }

  @Test
  void tellsOfProjectsThatCameBeforeItBegan() throws InterruptedException {
    namespaces.ensure(ADMIN, "shop");
    long listed = store.revision();
    namespaces.ensure(ADMIN, "home");

    try (ObjectWatch watch = from(ADMIN, listed)) {
      assertThat(watch.next(Duration.ofSeconds(5)))
          .extracting(e -> e.type() + " " + Meta.name(e.object().tree()))
          .containsExactly("ADDED home");
    }
  }

  @Test
  void refusesARevisionBeforeTheLastChangeOfRights() throws InterruptedException {
    namespaces.ensure(ADMIN, "shop");
    long listed = store.revision();
    bind("shop");

    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> from(ANN, listed))
        .satisfies(e -> assertThat(e.status().code()).isEqualTo(410));
    try (ObjectWatch watch = from(ANN, store.revision())) {
      assertThat(watch.next(Duration.ofMillis(1))).isEmpty();
    }
  }

  @Test
  void tellsNobodyOfProjectsThatTheyMayNotSee() throws InterruptedException {
    namespaces.ensure(ADMIN, "shop");
    long listed = store.revision();
    remove("shop");

    try (ObjectWatch watch = from(ANN, listed)) {
      assertThat(watch.next(Duration.ofMillis(20))).isEmpty();
    }
  }

  @Test
  void refusesARevisionBeforeTheStartAsWhatWasTakenAwaySinceLeavesNoTrace() {
    namespaces.ensure(ADMIN, "shop");
    bind("shop");
    long listed = store.revision();
    unbind("shop");

    try (RbacAuthorizer restarted = new RbacAuthorizer(store)) {
      assertThatExceptionOfType(StatusException.class)
          .isThrownBy(() -> from(restarted, ANN, listed))
          .satisfies(e -> assertThat(e.status().code()).isEqualTo(410));
    }
  }

  @Test
  void refusesARevisionBeforeAChangeThatWasMadeBeforeTheFirstQuestion() {
    namespaces.ensure(ADMIN, "shop");
    bind("shop");

    try (RbacAuthorizer restarted = new RbacAuthorizer(store)) {
      long listed = store.revision();
      unbind("shop");
      assertThatExceptionOfType(StatusException.class)
          .isThrownBy(() -> from(restarted, ANN, listed))
          .satisfies(e -> assertThat(e.status().code()).isEqualTo(410));
    }
  }

  @Test
  void goesOnFromARevisionAfterTheStartAlthoughThePolicyIsReadLater() throws InterruptedException {
    bind("home");

    try (RbacAuthorizer restarted = new RbacAuthorizer(store)) {
      long listed = store.revision();
      namespaces.ensure(ADMIN, "home");
      try (ObjectWatch watch = from(restarted, ANN, listed)) {
        assertThat(watch.next(Duration.ofSeconds(5)))
            .extracting(e -> e.type() + " " + Meta.name(e.object().tree()))
            .containsExactly("ADDED home");
      }
    }
  }

  @Test
  void hasNotToldOfAChangeOfRightsBeforeItSaysSo() throws InterruptedException {
    namespaces.ensure(ADMIN, "shop");
    bind("shop");
    try (ObjectWatch watch = from(ANN, store.revision())) {
      assertThat(watch.next(Duration.ofMillis(1))).isEmpty();
      unbind("shop");
      long revoked = store.revision();
      awaitTold(revoked);

      assertThat(watch.progress()).isLessThan(revoked);
      assertThat(watch.next(Duration.ofSeconds(5)))
          .extracting(e -> e.type() + " " + Meta.name(e.object().tree()))
          .containsExactly("DELETED shop");
      assertThat(watch.progress()).isEqualTo(revoked);
    }
  }

  /** Returns when the store has told its watches of a revision. */
  private void awaitTold(long revision) throws InterruptedException {
    try (Watch other = store.watch("/registry/", revision - 1)) {
      assertThat(other.next(Duration.ofSeconds(5))).isNotEmpty();
    }
  }
}
