package dev.weir.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class RbacAuthorizerTest {
  private static final String GROUP = "rbac.authorization.k8s.io";
  private static final String IMAGES = "image.openshift.io";

  private final Store store = new MemoryStore();
  private final RbacAuthorizer authorizer = new RbacAuthorizer(store);

  @AfterEach
  void close() {
    authorizer.close();
    store.close();
  }

  private void put(String place, String json) {
    ObjectNode object = Json.parseObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    String key = "/registry/" + GROUP + "/" + place;
    store.commit(Transaction.builder().put(key, ApiObject.encode(object)).build());
  }

  private void role(String kind, String namespace, String name, String rules) {
    String plural = kind.equals("Role") ? "roles/" + namespace : "clusterroles";
    put(
        plural + "/" + name,
        "{'kind':'%s','metadata':{'name':'%s','namespace':'%s'},'rules':[%s]}"
            .formatted(kind, name, namespace, rules));
  }

  private void bind(String namespace, String name, String roleKind, String role, String subject) {
    boolean clusterWide = namespace.isEmpty();
    put(
        (clusterWide ? "clusterrolebindings/" : "rolebindings/" + namespace + "/") + name,
        ("{'kind':'%s','metadata':{'name':'%s','namespace':'%s'},"
                + "'subjects':[%s],'roleRef':{'kind':'%s','name':'%s'}}")
            .formatted(
                clusterWide ? "ClusterRoleBinding" : "RoleBinding",
                name,
                namespace,
                subject,
                roleKind,
                role));
  }

  private static User ann() {
    return User.named("ann", "developers", "system:authenticated");
  }

  private boolean may(User user, String verb, String resource, String namespace, String name) {
    int slash = resource.indexOf('/');
    String main = slash < 0 ? resource : resource.substring(0, slash);
    String sub = slash < 0 ? "" : resource.substring(slash + 1);
    return authorizer
        .authorize(user, new Attributes(verb, IMAGES, main, sub, namespace, name, ""))
        .isAllowed();
  }

  @Test
  void letsMastersDoEverything() {
    User admin = User.named("system:admin", User.MASTERS);

    assertThat(may(admin, "delete", "imagestreams", "shop", "web")).isTrue();
    assertThat(authorizer.authorize(admin, Attributes.nonResource("get", "/metrics")).isAllowed())
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "/livez, get, true, true",
    "/readyz, get, true, true",
    "/healthz, get, true, true",
    "/version, get, true, true",
    "/.well-known/oauth-authorization-server, get, true, true",
    "/apis, get, false, true",
    "/apis/apps/v1, get, false, true",
    "/openapi/v3, get, false, true",
    "/metrics, get, false, false",
    "/apisomething, get, false, false",
    "/readyz, post, false, false",
  })
  void opensSomePathsToAllAndSomeToTheKnown(
      String path, String verb, boolean anonymous, boolean known) {
    Attributes wanted = Attributes.nonResource(verb, path);

    assertThat(authorizer.authorize(User.ANONYMOUS, wanted).isAllowed()).isEqualTo(anonymous);
    assertThat(authorizer.authorize(ann(), wanted).isAllowed()).isEqualTo(known);
  }

  @Test
  void deniesByDefaultAndSaysWhat() {
    assertThat(authorizer.authorize(ann(), Attributes.layers("update", "shop", "web")).reason())
        .isEqualTo(
            "User \"ann\" cannot update resource \"imagestreams/layers\" in API group"
                + " \"image.openshift.io\" in the namespace \"shop\"");
    assertThat(
            authorizer
                .authorize(ann(), Attributes.resource("list", "", "namespaces", "", ""))
                .reason())
        .isEqualTo(
            "User \"ann\" cannot list resource \"namespaces\" in API group \"\" at the cluster"
                + " scope");
    assertThat(authorizer.authorize(ann(), Attributes.nonResource("get", "/metrics")).reason())
        .isEqualTo("User \"ann\" cannot get path \"/metrics\"");
  }

  @Test
  void obeysBindingAsSoonAsItIsStoredAndNoLongerThanThat() {
    role("ClusterRole", "", "puller", rule("get", "imagestreams/layers"));
    assertThat(may(ann(), "get", "imagestreams/layers", "shop", "web")).isFalse();

    bind("shop", "pullers", "ClusterRole", "puller", "{'kind':'User','name':'ann'}");
    assertThat(may(ann(), "get", "imagestreams/layers", "shop", "web")).isTrue();
    assertThat(may(ann(), "get", "imagestreams/layers", "other", "web")).isFalse();
    assertThat(may(ann(), "update", "imagestreams/layers", "shop", "web")).isFalse();
    assertThat(may(ann(), "get", "imagestreams", "shop", "web")).isFalse();

    store.commit(
        Transaction.builder().delete("/registry/" + GROUP + "/rolebindings/shop/pullers").build());
    assertThat(may(ann(), "get", "imagestreams/layers", "shop", "web")).isFalse();
  }

  private static String rule(String verb, String resource) {
    return "{'verbs':['%s'],'apiGroups':['image.openshift.io'],'resources':['%s']}"
        .formatted(verb, resource);
  }

  @Test
  void readsWhatWasStoredBeforeItBegan() {
    role("ClusterRole", "", "reader", rule("get", "imagestreams"));
    bind("", "readers", "ClusterRole", "reader", "{'kind':'Group','name':'developers'}");

    try (RbacAuthorizer later = new RbacAuthorizer(store)) {
      Attributes get = Attributes.resource("get", IMAGES, "imagestreams", "any", "web");
      assertThat(later.authorize(ann(), get))
          .isEqualTo(
              new Decision.Allowed(
                  "RBAC: allowed by ClusterRoleBinding \"readers\" of ClusterRole \"reader\" to"
                      + " Group \"developers\""));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'kind':'User','name':'ann'}                              | true",
        "{'kind':'User','name':'bob'}                              | false",
        "{'kind':'Group','name':'developers'}                      | true",
        "{'kind':'Group','name':'ann'}                             | false",
        "{'kind':'User','name':'developers'}                       | false",
      })
  void bindsUsersAndGroups(String subject, boolean allowed) {
    role("Role", "shop", "reader", rule("get", "imagestreams"));
    bind("shop", "b", "Role", "reader", subject);

    assertThat(may(ann(), "get", "imagestreams", "shop", "web")).isEqualTo(allowed);
  }

  @Test
  void bindsServiceAccountsOfTheBindingsNamespaceUnlessAnotherIsNamed() {
    role("Role", "shop", "reader", rule("get", "imagestreams"));
    bind(
        "shop",
        "b",
        "Role",
        "reader",
        "{'kind':'ServiceAccount','name':'builder'},"
            + "{'kind':'ServiceAccount','name':'robot','namespace':'ci'}");

    assertThat(may(account("shop", "builder"), "get", "imagestreams", "shop", "web")).isTrue();
    assertThat(may(account("ci", "robot"), "get", "imagestreams", "shop", "web")).isTrue();
    assertThat(may(account("ci", "builder"), "get", "imagestreams", "shop", "web")).isFalse();
  }

  private static User account(String namespace, String name) {
    return User.named("system:serviceaccount:" + namespace + ":" + name, "system:authenticated");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'verbs':['*'],'apiGroups':['*'],'resources':['*']                      | delete |"
            + " imagestreams/layers | web | true",
        "'verbs':['get'],'apiGroups':['*'],'resources':['*/layers']             | get    |"
            + " imagestreams/layers | web | true",
        "'verbs':['get'],'apiGroups':['*'],'resources':['*/layers']             | get    |"
            + " imagestreams        | web | false",
        "'verbs':['get'],'apiGroups':['apps'],'resources':['imagestreams']      | get    |"
            + " imagestreams        | web | false",
        "'verbs':['get'],'apiGroups':['*'],'resources':['imagestreams'],'resourceNames':['web'] |"
            + " get | imagestreams | web | true",
        "'verbs':['get'],'apiGroups':['*'],'resources':['imagestreams'],'resourceNames':['web'] |"
            + " get | imagestreams | api | false",
        "'verbs':['list'],'apiGroups':['*'],'resources':['imagestreams'],'resourceNames':['web'] |"
            + " list | imagestreams | \"\" | false",
        "'verbs':['get'],'nonResourceURLs':['*']                                | get    |"
            + " imagestreams        | web | false",
      })
  void readsRules(String rule, String verb, String resource, String name, boolean allowed) {
    role("Role", "shop", "r", "{" + rule + "}");
    bind("shop", "b", "Role", "r", "{'kind':'User','name':'ann'}");

    assertThat(may(ann(), verb, resource, "shop", name)).isEqualTo(allowed);
  }

  @Test
  void givesPathsOnlyThroughClusterBindings() {
    Attributes metrics = Attributes.nonResource("get", "/metrics/cadvisor");
    role("ClusterRole", "", "scraper", "{'verbs':['get'],'nonResourceURLs':['/metrics*']}");
    bind("shop", "b", "ClusterRole", "scraper", "{'kind':'User','name':'ann'}");
    assertThat(authorizer.authorize(ann(), metrics).isAllowed()).isFalse();

    bind("", "b", "ClusterRole", "scraper", "{'kind':'User','name':'ann'}");
    assertThat(authorizer.authorize(ann(), metrics).isAllowed()).isTrue();
  }

  @Test
  void ignoresBindingToMissingRole() {
    bind("shop", "b", "Role", "gone", "{'kind':'User','name':'ann'}");

    assertThat(may(ann(), "get", "imagestreams", "shop", "web")).isFalse();
  }

  @Test
  void aRuleOfTheTimeBeforeGroupsMeansWhatItNames() {
    role("Role", "shop", "old", "{'verbs':['get'],'apiGroups':[''],'resources':['imagestreams']}");
    bind("shop", "ann", "Role", "old", "{'kind':'User','name':'ann'}");

    assertThat(may(ann(), "get", "imagestreams", "shop", "web")).isTrue();
    assertThat(may(ann(), "get", "imagestreams/layers", "shop", "web")).isFalse();
    assertThat(may(ann(), "get", "imagestreamtags", "shop", "web:1")).isFalse();
    Attributes asked = Attributes.resource("get", "", "imagestreams", "shop", "web");
    assertThat(authorizer.authorize(ann(), asked).isAllowed()).isTrue();
  }

  @Test
  void aRuleOfTheWholeCoreGroupIsAboutTheCoreGroup() {
    role("Role", "shop", "core", "{'verbs':['get'],'apiGroups':[''],'resources':['*']}");
    bind("shop", "ann", "Role", "core", "{'kind':'User','name':'ann'}");

    assertThat(may(ann(), "get", "imagestreams", "shop", "web")).isFalse();
    Attributes asked = Attributes.resource("get", "", "imagestreams", "shop", "web");
    assertThat(authorizer.authorize(ann(), asked).isAllowed()).isFalse();
    Attributes pods = Attributes.resource("get", "", "pods", "shop", "web");
    assertThat(authorizer.authorize(ann(), pods).isAllowed()).isTrue();
  }

  @Test
  void rightsOnRolesAreOneWhateverGroupNamesThem() {
    role(
        "Role",
        "shop",
        "policy",
        "{'verbs':['get'],'apiGroups':['authorization.openshift.io'],'resources':['rolebindings']}");
    bind("shop", "ann", "Role", "policy", "{'kind':'User','name':'ann'}");

    for (String group : new String[] {GROUP, "authorization.openshift.io", ""}) {
      Attributes asked = Attributes.resource("get", group, "rolebindings", "shop", "a");
      assertThat(authorizer.authorize(ann(), asked).isAllowed()).as(group).isTrue();
      Attributes roles = Attributes.resource("get", group, "roles", "shop", "a");
      assertThat(authorizer.authorize(ann(), roles).isAllowed()).as(group).isFalse();
    }
  }
}
