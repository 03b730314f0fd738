package dev.weir.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.access.RbacAuthorizer;
import dev.weir.access.User;
import dev.weir.client.ObjectEvent;
import dev.weir.client.ObjectWatch;
import dev.weir.core.NamespaceRest;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.ListOptions;
import dev.weir.objects.ObjectKey;
import dev.weir.objects.Scope;
import dev.weir.objects.StoreContext;
import dev.weir.rbac.RbacKinds;
import dev.weir.resource.ApiObject;
import dev.weir.resource.FieldSelector;
import dev.weir.resource.LabelSelector;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.memory.MemoryStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Watches that go on from where a list was made. */
class ProjectWatchTest {
  private static final Scope ADMIN = new Scope(User.named("root", User.MASTERS), "");
  private static final Scope ANN = new Scope(User.named("ann"), "");

  private final Store store = new MemoryStore();
  private final RbacAuthorizer policy = new RbacAuthorizer(store);
  private final NamespaceRest namespaces =
      new NamespaceRest(new StoreContext(store, InstantSource.system()));
  private final ProjectRest projects = new ProjectRest(namespaces, policy, policy);

  @AfterEach
  void close() {
    policy.close();
    store.close();
  }

  private void bind(String namespace) {
    ObjectNode binding = RbacKinds.binding(namespace, "view", "ann");
    String key = ObjectKey.of(RbacKinds.ROLE_BINDING, namespace, "view");
    store.commit(Transaction.builder().put(key, ApiObject.encode(binding)).build());
  }

  private ObjectWatch from(Scope scope, long revision) {
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
}
