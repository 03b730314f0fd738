package dev.weir.platform.rbac;

import static dev.weir.platform.rbac.RbacFixture.ROOT;
import static dev.weir.platform.rbac.RbacFixture.json;
import static dev.weir.platform.rbac.RbacFixture.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.access.User;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.StatusException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class EscalationTest {
  private static final User ANN = named("ann");

  private final RbacFixture fixture = new RbacFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private void role(User by, String name, String rules) {
    fixture.create(
        by, Kinds.ROLE, "shop", json("{'metadata':{'name':'%s'},'rules':[%s]}", name, rules));
  }

  private static void refused(ThrowingCallable action, int code, String... words) {
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(action)
        .satisfies(e -> assertThat(e.status().code()).isEqualTo(code))
        .satisfies(e -> assertThat(e.status().message()).contains(words));
  }

  @Test
  void aProjectAdminWritesRolesWithinTheirRights() {
    fixture.bind(ROOT, "shop", "admin", "ann");

    role(ANN, "r", "{'apiGroups':[''],'resources':['secrets'],'verbs':['get']}");

    assertThat(fixture.get(Kinds.ROLE, "shop", "r").path("rules")).hasSize(1);
  }

  @Test
  void aRoleMayBeNamedAlmostAnythingButWhatControlsATerminalOrNoKeyMayHold() {
    role(ROOT, "é: $(x) *", "");
    assertThat(fixture.get(Kinds.ROLE, "shop", "é: $(x) *").path("rules")).isEmpty();
    for (String name : List.of("a\\nb", "a\\u001b[31m", "a\\u009bb", "a\\u007f", "a\ud83d\ude00")) {
      refused(() -> role(ROOT, name, ""), 422, "metadata.name", "control characters");
    }
  }

  @Test
  void nobodyWritesARoleWithRightsThatTheyLack() {
    fixture.bind(ROOT, "shop", "admin", "ann");

    refused(
        () ->
            role(
                ANN,
                "r",
                "{'apiGroups':['image.openshift.io'],'resources':['images','imagestreams'],"
                    + "'verbs':['get','delete']}"),
        403,
        "roles.rbac.authorization.k8s.io \"r\" is forbidden: user \"ann\""
            + " (groups=[\"system:authenticated:oauth\" \"system:authenticated\"]) is attempting to"
            + " grant RBAC permissions not currently held:\n"
            + "{APIGroups:[\"image.openshift.io\"], Resources:[\"images\"],"
            + " Verbs:[\"delete\" \"get\"]}");
  }

  @Test
  void rightsOnTheWholeCoreGroupGiveNoneOnWhatOnceHadNoGroup() {
    role(
        ROOT,
        "core",
        "{'apiGroups':[''],'resources':['*'],'verbs':['*']},{'apiGroups':["
            + "'rbac.authorization.k8s.io'],'resources':['roles'],'verbs':['create']}");
    fixture.create(
        ROOT,
        Kinds.ROLE_BINDING,
        "shop",
        json(
            "{'metadata':{'name':'ann'},'roleRef':{'kind':'Role','name':'core'},"
                + "'subjects':[{'kind':'User','name':'ann'}]}"));

    role(ANN, "pods", "{'apiGroups':[''],'resources':['pods'],'verbs':['get']}");
    for (String resource : new String[] {"imagestreams", "deploymentconfigs", "rolebindings"}) {
      refused(
          () ->
              role(ANN, "r", "{'apiGroups':[''],'resources':['" + resource + "'],'verbs':['get']}"),
          403,
          "Resources:[\"" + resource + "\"]");
    }
  }

  @Test
  void rightsInOneProjectGiveNoneInAnother() {
    fixture.bind(ROOT, "home", "admin", "ann");

    refused(
        () -> role(ANN, "r", "{'apiGroups':[''],'resources':['pods'],'verbs':['get']}"),
        403,
        "{APIGroups:[\"\"], Resources:[\"pods\"], Verbs:[\"get\"]}");
  }

  @Test
  void theVerbEscalateLetsSomebodyWriteAnyRole() {
    role(
        ROOT,
        "escalator",
        "{'apiGroups':['rbac.authorization.k8s.io'],'resources':['roles'],'verbs':['escalate']}");
    fixture.create(
        ROOT,
        Kinds.ROLE_BINDING,
        "shop",
        json(
            "{'metadata':{'name':'b'},'roleRef':{'kind':'Role','name':'escalator'},"
                + "'subjects':[{'kind':'User','name':'ann'}]}"));

    role(ANN, "r", "{'apiGroups':['*'],'resources':['*'],'verbs':['*']}");

    assertThat(fixture.get(Kinds.ROLE, "shop", "r").path("rules")).hasSize(1);
  }

  @Test
  void anUpdateMayNotAddRightsButMayLabelARoleThatIsStronger() {
    role(ROOT, "r", "{'apiGroups':[''],'resources':['nodes'],'verbs':['get']}");
    fixture.bind(ROOT, "shop", "admin", "ann");
    var roles = fixture.rest(Kinds.ROLE);
    Scope ann = new Scope(ANN, "shop");

    roles.update(
        ann,
        "r",
        role -> {
          Json.ensureObject(Json.ensureObject(role, "metadata"), "labels").put("team", "a");
          return role;
        },
        WriteOptions.STORE);
    refused(
        () ->
            roles.update(
                ann,
                "r",
                role -> {
                  Json.ensureArray((ObjectNode) role.path("rules").get(0), "verbs").add("delete");
                  return role;
                },
                WriteOptions.STORE),
        403,
        "not currently held");
  }

  @Test
  void nobodyBindsARoleWhoseRightsTheyLack() {
    fixture.bind(ROOT, "shop", "edit", "ann");

    refused(
        () -> fixture.bind(ANN, "shop", "admin", "bob"),
        403,
        "rolebindings.rbac.authorization.k8s.io \"admin-bob\" is forbidden: user \"ann\"",
        "Resources:[\"rolebindings\"]");
    refused(() -> fixture.bind(ANN, "shop", "cluster-admin", "bob"), 403, "not currently held");
  }

  @Test
  void aProjectAdminBindsWhatTheyHave() {
    fixture.bind(ROOT, "shop", "admin", "ann");

    for (String role : new String[] {"admin", "edit", "view", "system:image-puller"}) {
      fixture.bind(ANN, "shop", role, "bob");
    }

    assertThat(fixture.get(Kinds.ROLE_BINDING, "shop", "edit-bob").path("subjects")).hasSize(1);
  }

  @Test
  void theVerbBindLetsSomebodyGiveOneRole() {
    role(
        ROOT,
        "binder",
        "{'apiGroups':['rbac.authorization.k8s.io'],'resources':['clusterroles'],"
            + "'verbs':['bind'],'resourceNames':['system:image-pruner']}");
    fixture.create(
        ROOT,
        Kinds.ROLE_BINDING,
        "shop",
        json(
            "{'metadata':{'name':'b'},'roleRef':{'kind':'Role','name':'binder'},"
                + "'subjects':[{'kind':'User','name':'ann'}]}"));

    fixture.bind(ANN, "shop", "system:image-pruner", "bob");

    refused(() -> fixture.bind(ANN, "shop", "admin", "bob"), 403, "not currently held");
  }

  @Test
  void aMissingRoleIsBoundOnlyByThoseWhoMayEverything() {
    fixture.bind(ROOT, "shop", "admin", "ann");

    refused(
        () -> fixture.bind(ANN, "shop", "later", "bob"),
        404,
        "clusterroles.rbac.authorization.k8s.io \"later\" not found");
    fixture.bind(ROOT, "shop", "later", "bob");
  }

  @Test
  void onlyThoseWhoMayEverythingAggregate() {
    fixture.create(
        ROOT,
        Kinds.CLUSTER_ROLE,
        "",
        json(
            "{'metadata':{'name':'role-writer'},'rules':[{'apiGroups':["
                + "'rbac.authorization.k8s.io'],'resources':['clusterroles'],'verbs':['create']}]}"));
    fixture.bind(ROOT, "", "role-writer", "ann");

    refused(
        () ->
            fixture.create(
                ANN,
                Kinds.CLUSTER_ROLE,
                "",
                json(
                    "{'metadata':{'name':'all'},'aggregationRule':{'clusterRoleSelectors':["
                        + "{'matchLabels':{'a':'b'}}]}}")),
        403,
        "must have cluster-admin privileges to use an aggregationRule");
  }

  @Test
  void nobodyLabelsAStrongerClusterRoleSoThatAnotherGathersItsRights() {
    fixture.create(
        ROOT,
        Kinds.CLUSTER_ROLE,
        "",
        json(
            "{'metadata':{'name':'role-writer'},'rules':[{'apiGroups':["
                + "'rbac.authorization.k8s.io'],'resources':['clusterroles'],'verbs':['update']}]}"));
    fixture.bind(ROOT, "", "role-writer", "ann");
    var roles = fixture.rest(Kinds.CLUSTER_ROLE);

    for (String stronger : new String[] {"system:image-pruner", "cluster-admin", "edit"}) {
      refused(
          () ->
              roles.update(
                  new Scope(ANN, ""),
                  stronger,
                  role -> {
                    Json.ensureObject(Json.ensureObject(role, "metadata"), "labels")
                        .put("rbac.authorization.k8s.io/aggregate-to-view", "true");
                    return role;
                  },
                  WriteOptions.STORE),
          403,
          "\"" + stronger + "\" is forbidden");
    }
  }
}
