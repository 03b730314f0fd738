package dev.weir.platform.openshift.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class PolicyFormsTest {
  private static final String GROUP = "authorization.openshift.io";
  private static final PolicyForm BINDINGS =
      new BindingForm(
          ResourceKind.namespaced(GROUP, "v1", "rolebindings", "rolebinding", "RoleBinding"));
  private static final PolicyForm EVERYWHERE =
      new BindingForm(
          ResourceKind.clusterWide(
              GROUP, "v1", "clusterrolebindings", "clusterrolebinding", "ClusterRoleBinding"));
  private static final PolicyForm ROLES =
      new RoleForm(ResourceKind.namespaced(GROUP, "v1", "roles", "role", "Role"));

  private static ObjectNode tree(String json) {
    return Json.parseObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static String text(JsonNode node) {
    return node.toString().replace('"', '\'');
  }

  private static ObjectNode binding(String members) {
    return tree(
        "{'metadata':{'name':'b','namespace':'old'},'roleRef':{'name':'view'}" + members + "}");
  }

  private static String kept(String members) {
    ObjectNode written = binding(members);
    BINDINGS.keep(written, Json.object());
    return text(written.path("subjects"));
  }

  /** A binding of ann and of the group devs, as it is shown. */
  private static ObjectNode shown() {
    ObjectNode binding =
        binding(",'subjects':[{'kind':'User','name':'ann'},{'kind':'Group','name':'devs'}]");
    BINDINGS.keep(binding, Json.object());
    BINDINGS.show(binding);
    return binding;
  }

  private static ObjectNode changed(String members) {
    return shown().setAll(tree(members));
  }

  private static String refused(PolicyForm form, ObjectNode written, ObjectNode before) {
    var refusal =
        assertThatExceptionOfType(StatusException.class)
            .isThrownBy(() -> form.keep(written, before))
            .actual();
    assertThat(refusal.status().code()).isEqualTo(422);
    return refusal.status().message();
  }

  @Test
  void allThreeWaysToNameWhoHasARoleAreFilled() {
    ObjectNode binding =
        binding(
            ",'userNames':['ann','system:admin','system:serviceaccount:ci:robot'],"
                + "'groupNames':['devs','system:authenticated']");
    BINDINGS.keep(binding, Json.object());
    assertThat(binding.has("userNames") || binding.has("groupNames")).isFalse();
    BINDINGS.show(binding);
    assertThat(text(binding.get("subjects")))
        .isEqualTo(
            "[{'kind':'User','name':'ann'},{'kind':'SystemUser','name':'system:admin'},"
                + "{'kind':'ServiceAccount','namespace':'ci','name':'robot'},"
                + "{'kind':'Group','name':'devs'},"
                + "{'kind':'SystemGroup','name':'system:authenticated'}]");
    assertThat(text(binding.get("userNames")))
        .isEqualTo("['ann','system:admin','system:serviceaccount:ci:robot']");
    assertThat(text(binding.get("groupNames"))).isEqualTo("['devs','system:authenticated']");
    assertThat(text(binding.get("roleRef"))).isEqualTo("{'name':'view'}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",'userNames':['ann']",
        ",'subjects':[{'kind':'User','name':'ann'}]",
        ",'userNames':['ann'],'groupNames':null,'subjects':[{'kind':'SystemUser','name':'ann'}]"
      })
  void aNewBindingMayNameThemEitherWay(String members) {
    assertThat(kept(members))
        .isEqualTo("[{'apiGroup':'rbac.authorization.k8s.io','kind':'User','name':'ann'}]");
  }

  @Test
  void aNewBindingThatContradictsItselfIsRefusedWithBothAnswers() {
    ObjectNode binding = binding(",'userNames':['ann'],'subjects':[{'kind':'User','name':'eve'}]");
    assertThat(refused(BINDINGS, binding, Json.object()))
        .contains("subjects", "[User eve]", "userNames and groupNames say [User ann]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'userNames':['ann','bob']} | ann,bob,devs",
        "{'groupNames':null} | ann",
        "{'subjects':[{'kind':'User','name':'bob'}]} | bob",
        "{'userNames':['bob'],'groupNames':null,'subjects':[{'kind':'User','name':'bob'}]} | bob",
        "{'userNames':null,'groupNames':null} | ann,devs",
        "{'userNames':null,'groupNames':null,'subjects':null} | ~~",
        "{'subjects':[]} | ~~"
      })
  void ofAnUpdateTheWayThatChangedHolds(String change, String names) {
    ObjectNode changed = changed(change);
    BINDINGS.keep(changed, shown());
    assertThat(String.join(",", changed.get("subjects").findValuesAsString("name")))
        .isEqualTo(names);
  }

  @Test
  void anUpdateThatChangesBothWaysDifferentlyIsRefused() {
    ObjectNode changed = changed("{'userNames':['bob'],'subjects':[{'kind':'User','name':'eve'}]}");
    assertThat(refused(BINDINGS, changed, shown())).contains("change one of them, or both alike");
  }

  @Test
  void anAccountWithoutNamespaceIsOneOfTheBindings() {
    String members =
        ",'subjects':[{'kind':'ServiceAccount','name':'robot'}],"
            + "'userNames':['system:serviceaccount:old:robot']";
    assertThat(kept(members))
        .isEqualTo("[{'kind':'ServiceAccount','namespace':'old','name':'robot'}]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'name':'view'} | ClusterRole",
        "{'name':'view','kind':'ClusterRole'} | ClusterRole",
        "{'name':'view','namespace':'old'} | Role",
        "{'name':'view','namespace':'old','kind':'Role'} | Role",
        "{'name':'view','kind':'Role'} | Role"
      })
  void aRoleIsNamedByItsNamespace(String reference, String kind) {
    ObjectNode binding = binding(",'userNames':['ann']");
    binding.set("roleRef", tree(reference));
    BINDINGS.keep(binding, Json.object());
    assertThat(binding.at("/roleRef/kind").asString()).isEqualTo(kind);
    BINDINGS.show(binding);
    assertThat(binding.at("/roleRef").has("namespace")).isEqualTo(kind.equals("Role"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'name':'view','namespace':'other'} | roleRef.namespace",
        "{'name':'view','namespace':'old','kind':'ClusterRole'} | roleRef.kind",
        "{'name':'view','kind':'Robot'} | roleRef.kind"
      })
  void aRoleThatContradictsItselfIsRefused(String reference, String field) {
    ObjectNode binding = binding(",'userNames':['ann']");
    binding.set("roleRef", tree(reference));
    assertThat(refused(BINDINGS, binding, Json.object())).contains(field);
  }

  @Test
  void aBindingOfTheWholeServerGivesClusterRolesOnly() {
    ObjectNode binding = tree("{'metadata':{'name':'b'},'roleRef':{'name':'r','namespace':'old'}}");
    assertThat(refused(EVERYWHERE, binding, Json.object())).contains("roleRef");
  }

  @Test
  void rulesMeanTheCoreGroupWhereTheyNameNone() {
    ObjectNode role =
        tree(
            "{'rules':[{'verbs':['get'],'attributeRestrictions':null,'apiGroups':null,"
                + "'resources':['imageStreams']},{'verbs':['get'],'apiGroups':['a'],"
                + "'resources':['b'],'nonResourceURLs':['/x']}]}");
    ROLES.keep(role, Json.object());
    assertThat(text(role))
        .isEqualTo(
            "{'rules':[{'verbs':['get'],'apiGroups':[''],'resources':['imagestreams']},"
                + "{'verbs':['get'],'apiGroups':['a'],'resources':['b']},"
                + "{'verbs':['get'],'nonResourceURLs':['/x']}]}");
    ROLES.show(role);
    assertThat(text(role.at("/rules/0")))
        .isEqualTo(
            "{'verbs':['get'],'attributeRestrictions':null,'apiGroups':[''],"
                + "'resources':['imagestreams']}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'attributeRestrictions':{'kind':'IsPersonalSubjectAccessReview'} | attributeRestrictions",
        "'resources':['resourcegroup:builds'] | name the resources"
      })
  void rulesThatNoLongerMeanAnythingAreRefused(String members, String why) {
    ObjectNode role = tree("{'metadata':{'name':'r'},'rules':[{'verbs':['get']," + members + "}]}");
    assertThat(refused(ROLES, role.deepCopy(), Json.object())).contains("rules[0]", why);
    ObjectNode stays = role.deepCopy();
    ROLES.keep(stays, role);
    assertThat(stays.at("/rules/0/verbs/0").asString()).isEqualTo("get");
  }
}
