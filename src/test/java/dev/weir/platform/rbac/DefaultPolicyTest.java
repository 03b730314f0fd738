package dev.weir.platform.rbac;

import static dev.weir.platform.rbac.RbacFixture.ROOT;
import static dev.weir.platform.rbac.RbacFixture.json;
import static dev.weir.platform.rbac.RbacFixture.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.Attributes;
import dev.weir.access.PolicyRule;
import dev.weir.access.User;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.Scope;
import dev.weir.objects.StoreContext;
import dev.weir.objects.WriteOptions;
import dev.weir.platform.host.OwnHost;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.store.Entry;
import dev.weir.store.Limits;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class DefaultPolicyTest {
  private static final String IMAGES = "image.openshift.io";

  private final RbacFixture fixture = new RbacFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private boolean may(User user, String verb, String group, String resource, String namespace) {
    return fixture
        .authorizer
        .authorize(user, Attributes.resource(verb, group, resource, namespace, ""))
        .isAllowed();
  }

  private void change(ResourceKind kind, String name, Consumer<ObjectNode> change) {
    fixture
        .rest(kind)
        .update(
            new Scope(ROOT, ""),
            name,
            object -> {
              change.accept(object);
              return object;
            },
            WriteOptions.STORE);
  }

  @Test
  void adminGathersEditAndEditGathersView() {
    fixture.bind(ROOT, "shop", "admin", "ann");

    assertThat(may(named("ann"), "list", IMAGES, "imagestreams", "shop")).isTrue();
    assertThat(may(named("ann"), "delete", "", "imagestreams", "shop")).isTrue();
    assertThat(may(named("ann"), "create", "rbac.authorization.k8s.io", "rolebindings", "shop"))
        .isTrue();
    assertThat(may(named("ann"), "list", IMAGES, "imagestreams", "home")).isFalse();
    assertThat(may(named("ann"), "list", IMAGES, "images", "")).isFalse();
  }

  @Test
  void aSecondStartChangesNothing() {
    long revision = fixture.store.revision();

    new DefaultPolicy(fixture.context).ensure();

    assertThat(fixture.store.revision()).isEqualTo(revision);
  }

  @Test
  void aStartOfAnotherEditionLooksAtEverything() {
    byte[] note = "0-0\n".getBytes(StandardCharsets.UTF_8);
    fixture.store.commit(Transaction.builder().put(PolicyNote.KEY, note).build());
    assertThat(PolicyNote.holds(fixture.store)).isFalse();

    new DefaultPolicy(fixture.context).ensure();

    assertThat(PolicyNote.holds(fixture.store)).isTrue();
  }

  @Test
  void aStoreThatTakesLittleAtOnceGetsTheDefaultsInSteps() {
    try (MemoryStore small = new MemoryStore(new Limits(7, 40_000, 40_000))) {
      StoreContext context =
          new StoreContext(small, new OwnHost(small), () -> Instant.parse("2026-05-01T12:00:00Z"));
      new DefaultPolicy(context).ensure();

      assertThat(PolicyNote.holds(small)).isTrue();
      assertThat(defaults(small)).isEqualTo(defaults(fixture.store));
      long revision = small.revision();
      new DefaultPolicy(context).ensure();
      assertThat(small.revision()).isEqualTo(revision);
    }
  }

  private static List<String> defaults(Store store) {
    return store.range(RangeQuery.all("/registry/" + RbacKinds.GROUP + "/")).entries().stream()
        .map(Entry::key)
        .toList();
  }

  @Test
  void theNoteHoldsUntilADefaultIsTouched() {
    fixture.bind(ROOT, "shop", "admin", "ann");
    assertThat(PolicyNote.holds(fixture.store)).isTrue();

    change(
        Kinds.CLUSTER_ROLE, "view", role -> Meta.setAnnotation(role, "example.org/note", "mine"));
    assertThat(PolicyNote.holds(fixture.store)).isFalse();

    new DefaultPolicy(fixture.context).ensure();
    assertThat(PolicyNote.holds(fixture.store)).isTrue();
    fixture.rest(Kinds.CLUSTER_ROLE).delete(new Scope(ROOT, ""), "view", DeleteOptions.NOW);
    assertThat(PolicyNote.holds(fixture.store)).isFalse();
  }

  @Test
  void whatWasDeletedComesBackAndWhatWasAddedStays() {
    fixture.rest(Kinds.CLUSTER_ROLE).delete(new Scope(ROOT, ""), "basic-user", DeleteOptions.NOW);
    change(
        Kinds.CLUSTER_ROLE,
        "system:image-puller",
        role -> {
          Json.ensureArray(role, "rules").removeAll();
          Json.ensureArray(role, "rules")
              .add(PolicyRule.on(List.of(""), List.of("pods"), List.of("get")).toJson());
        });
    change(
        Kinds.CLUSTER_ROLE_BINDING,
        "self-provisioners",
        binding -> binding.set("subjects", json("{'s':[{'kind':'Group','name':'x'}]}").get("s")));

    new DefaultPolicy(fixture.context).ensure();

    assertThat(fixture.get(Kinds.CLUSTER_ROLE, "", "basic-user").path("rules")).isNotEmpty();
    assertThat(
            PolicyRule.all(fixture.get(Kinds.CLUSTER_ROLE, "", "system:image-puller")).stream()
                .flatMap(rule -> rule.resources().stream()))
        .containsExactly("pods", "imagestreams/layers");
    assertThat(
            Json.arrayAt(
                    fixture.get(Kinds.CLUSTER_ROLE_BINDING, "", "self-provisioners"), "subjects")
                .valueStream()
                .map(subject -> Json.string(subject, "name")))
        .containsExactly("x", "system:authenticated:oauth");
  }

  @Test
  void whatIsMarkedAsNotToBeUpdatedIsLeftAlone() {
    change(
        Kinds.CLUSTER_ROLE_BINDING,
        "self-provisioners",
        binding -> {
          binding.putNull("subjects");
          Meta.setAnnotation(binding, DefaultRoles.AUTOUPDATE, "false");
        });

    new DefaultPolicy(fixture.context).ensure();

    assertThat(may(named("ann"), "create", "project.openshift.io", "projectrequests", ""))
        .isFalse();
  }

  @Test
  void everybodyWhoIsLoggedInUsesWhatIsShared() {
    User account = User.named("system:serviceaccount:shop:default", "system:authenticated");
    Attributes pull = Attributes.layers("get", "openshift", "base");

    assertThat(fixture.authorizer.authorize(account, pull).isAllowed()).isTrue();
    assertThat(fixture.authorizer.authorize(User.ANONYMOUS, pull).isAllowed()).isFalse();
    assertThat(may(account, "create", "project.openshift.io", "projectrequests", "")).isFalse();
    assertThat(may(named("ann"), "create", "project.openshift.io", "projectrequests", "")).isTrue();
  }

  @Test
  void imageRulesStandInBothGroups() {
    List<PolicyRule> rules =
        fixture.authorizer.rulesOfRole("ClusterRole", "", "system:image-puller").orElseThrow();

    assertThat(rules)
        .containsExactly(
            PolicyRule.on(List.of("", IMAGES), List.of("imagestreams/layers"), List.of("get")));
  }

  @Test
  void anAggregatedRoleGathersByLabel() {
    ObjectNode role =
        json(
            "{'metadata':{'name':'all'},'aggregationRule':{'clusterRoleSelectors':["
                + "{'matchLabels':{'team':'a'}},"
                + "{'matchExpressions':[{'key':'shared','operator':'Exists'}]}]}}");
    ObjectNode first = labelled("one", "team", "a");
    ObjectNode second = labelled("two", "shared", "yes");
    ObjectNode other = labelled("three", "team", "b");

    assertThat(
            Aggregation.rules(role, List.of(other, second, first, role))
                .valueStream()
                .map(rule -> rule.path("resources").get(0).stringValue()))
        .containsExactly("one", "two");
  }

  private static ObjectNode labelled(String name, String label, String value) {
    return json(
        "{'metadata':{'name':'%s','labels':{'%s':'%s'}},"
            + "'rules':[{'verbs':['get'],'apiGroups':[''],'resources':['%s']}]}",
        name, label, value, name);
  }
}
