package dev.weir.platform.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.ServiceAccountTokens;
import dev.weir.access.SigningKeys;
import dev.weir.access.User;
import dev.weir.controller.WorkQueue;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.ListOptions;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteOptions;
import dev.weir.remote.login.PullSecrets;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What each namespace gets, and who wins when users change it. */
class AccountReconcilerTest {
  private static final String HOST = "127.0.0.1:5000";

  private final AccountFixture fixture = new AccountFixture();

  @BeforeEach
  void settleOnce() {
    settle();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void settle() {
    settle(fixture.tokens, HOST);
  }

  private void settle(ServiceAccountTokens tokens, String... hosts) {
    new AccountLoop(
            fixture.resources,
            tokens,
            () -> "CERTIFICATE".getBytes(StandardCharsets.US_ASCII),
            List.of(hosts),
            fixture.context::randomSuffix,
            new WorkQueue(Duration.ofSeconds(1), Duration.ofSeconds(1), System::nanoTime))
        .reconciler()
        .reconcile("demo");
  }

  private ObjectNode account(String name) {
    return fixture.resources.get(Kinds.SERVICE_ACCOUNT, "demo", name).copy();
  }

  private List<ObjectNode> secrets(String type) {
    return fixture.rest("secrets").list(AccountFixture.DEMO, ListOptions.ALL).items().stream()
        .map(ApiObject::tree)
        .filter(secret -> Json.string(secret, "type").equals("kubernetes.io/" + type))
        .toList();
  }

  private ObjectNode secretOf(String account, String type) {
    List<ObjectNode> found =
        secrets(type).stream()
            .filter(s -> Meta.annotation(s, AccountSecrets.ACCOUNT_NAME).equals(account))
            .toList();
    assertThat(found).as("%s of %s", type, account).hasSize(1);
    return found.getFirst();
  }

  private ObjectNode token(String account) {
    return secretOf(account, "service-account-token");
  }

  private ObjectNode login(String account) {
    return secretOf(account, "dockercfg");
  }

  private static String data(ObjectNode secret, String key) {
    String encoded = Json.string(Json.objectAt(secret, "data"), key);
    return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
  }

  private static List<String> names(ObjectNode account, String list) {
    return Json.arrayAt(account, list).valueStream().map(s -> Json.string(s, "name")).toList();
  }

  private void change(ResourceKind kind, String name, Consumer<ObjectNode> change) {
    fixture
        .rest(kind.plural())
        .update(
            new Scope(User.system("test"), "demo"),
            name,
            object -> {
              change.accept(object);
              return object;
            },
            WriteOptions.STORE);
  }

  private void delete(ResourceKind kind, String name) {
    ObjectNode _ = fixture.rest(kind.plural()).delete(AccountFixture.DEMO, name, DeleteOptions.NOW);
  }

  @Test
  void aNamespaceGetsItsAccountsWithTokenAndLogin() {
    for (String name : List.of("builder", "default", "deployer")) {
      ObjectNode account = account(name);
      assertThat(Meta.name(token(name))).matches(name + "-token-[a-z0-9]{5}");
      assertThat(Meta.name(login(name))).matches(name + "-dockercfg-[a-z0-9]{5}");
      assertThat(names(account, "secrets"))
          .containsExactlyInAnyOrder(Meta.name(token(name)), Meta.name(login(name)));
      assertThat(names(account, "imagePullSecrets")).containsExactly(Meta.name(login(name)));
    }
  }

  @Test
  void theTokenSpeaksForItsAccountAndTheSecretSaysWhere() {
    ObjectNode secret = token("default");

    assertThat(fixture.tokens.authenticate(data(secret, "token")).map(User::name))
        .contains("system:serviceaccount:demo:default");
    assertThat(data(secret, "namespace")).isEqualTo("demo");
    assertThat(data(secret, "ca.crt")).isEqualTo("CERTIFICATE");
    assertThat(data(secret, "service-ca.crt")).isEqualTo("CERTIFICATE");
    assertThat(Meta.annotation(secret, AccountSecrets.ACCOUNT_UID))
        .isEqualTo(Meta.uid(account("default")));
  }

  @Test
  void theLoginIsTheTokenForEachAddressOfTheRegistry() {
    settle(fixture.tokens, HOST, "registry.example.com");
    String token = data(token("default"), "token");
    ObjectNode login = login("default");

    ObjectNode entries =
        Json.parseObject(data(login, ".dockercfg").getBytes(StandardCharsets.UTF_8));
    assertThat(entries.propertyNames()).containsExactly(HOST, "registry.example.com");
    ObjectNode entry = Json.objectAt(entries, HOST);
    assertThat(Json.string(entry, "username")).isEqualTo("serviceaccount");
    assertThat(Json.string(entry, "password")).isEqualTo(token);
    assertThat(Json.string(entry, "email")).isEqualTo("serviceaccount@example.org");
    assertThat(new PullSecrets().generated(List.of(login)).find(HOST, "demo/app")).hasSize(1);
    assertThat(Meta.annotation(login, "openshift.io/token-secret.name"))
        .isEqualTo(Meta.name(token("default")));
    assertThat(Meta.annotation(login, "openshift.io/token-secret.value")).isEqualTo(token);
  }

  @Test
  void aSettledNamespaceIsNotWritten() {
    long revision = fixture.store.revision();

    settle();

    assertThat(fixture.store.revision()).isEqualTo(revision);
  }

  @Test
  void theBindingsOfANamespaceComeBackWhenTheyAreDeleted() {
    delete(Kinds.ROLE_BINDING, "system:image-pullers");

    settle();

    ObjectNode binding =
        fixture.resources.get(Kinds.ROLE_BINDING, "demo", "system:image-pullers").tree();
    assertThat(binding.at("/roleRef/name").asString()).isEqualTo("system:image-puller");
    assertThat(binding.at("/subjects/0/name").asString()).isEqualTo("system:serviceaccounts:demo");
    assertThat(Meta.annotation(binding, "openshift.io/description")).isNotEmpty();
  }

  @Test
  void editedSubjectsOfABindingStay() {
    change(Kinds.ROLE_BINDING, "system:image-pullers", binding -> binding.remove("subjects"));

    settle();

    assertThat(
            fixture
                .resources
                .get(Kinds.ROLE_BINDING, "demo", "system:image-pullers")
                .tree()
                .has("subjects"))
        .isFalse();
  }

  @Test
  void aUsersAccountGetsItsPairToo() {
    fixture.create("serviceaccounts", "robot", "{'secrets':[{'name':'mine'}]}");

    settle();

    assertThat(names(account("robot"), "secrets"))
        .containsExactly("mine", Meta.name(login("robot")), Meta.name(token("robot")));
  }

  @Test
  void aUsersUnlinkingIsRespected() {
    change(
        Kinds.SERVICE_ACCOUNT,
        "default",
        account -> {
          account.putArray("imagePullSecrets");
          account.putArray("secrets").addObject().put("name", "mine");
        });

    settle();

    assertThat(names(account("default"), "imagePullSecrets")).isEmpty();
    assertThat(names(account("default"), "secrets")).containsExactly("mine");
  }

  @Test
  void aReplacedAccountIsLinkedOnceMoreAndKeepsItsPair() {
    String login = Meta.name(login("default"));
    change(
        Kinds.SERVICE_ACCOUNT,
        "default",
        account -> {
          account.remove("secrets");
          account.remove("imagePullSecrets");
          Meta.of(account).remove("annotations");
        });

    settle();

    assertThat(names(account("default"), "imagePullSecrets")).containsExactly(login);
    assertThat(Meta.name(login("default"))).isEqualTo(login);
  }

  @Test
  void deletingAnAccountTakesItsSecretsAndEndsItsTokens() {
    String token = data(token("default"), "token");
    delete(Kinds.SERVICE_ACCOUNT, "default");
    assertThat(fixture.tokens.authenticate(token)).isEmpty();

    settle();

    assertThat(fixture.tokens.authenticate(token)).isEmpty();
    assertThat(data(token("default"), "token")).isNotEqualTo(token);
    assertThat(fixture.tokens.authenticate(data(token("default"), "token"))).isPresent();
    assertThat(secrets("dockercfg")).hasSize(3);
  }

  @Test
  void deletingTheTokenTakesTheLoginAndMakesAFreshPair() {
    String login = Meta.name(login("default"));
    delete(Kinds.SECRET, Meta.name(token("default")));

    settle();

    assertThat(Meta.name(login("default"))).isNotEqualTo(login);
    assertThat(names(account("default"), "imagePullSecrets"))
        .containsExactly(Meta.name(login("default")));
    assertThat(names(account("default"), "secrets"))
        .containsExactlyInAnyOrder(Meta.name(login("default")), Meta.name(token("default")));
  }

  @Test
  void deletingTheLoginTakesTheTokenAndMakesAFreshPair() {
    String token = data(token("default"), "token");
    delete(Kinds.SECRET, Meta.name(login("default")));

    settle();

    assertThat(fixture.tokens.authenticate(token)).isEmpty();
    assertThat(names(account("default"), "secrets"))
        .containsExactlyInAnyOrder(Meta.name(login("default")), Meta.name(token("default")));
  }

  @Test
  void loginsFollowTheAddressOfTheRegistry() {
    String name = Meta.name(login("default"));
    settle(fixture.tokens, "registry.example.com:5000");

    assertThat(Meta.name(login("default"))).isEqualTo(name);
    assertThat(data(login("default"), ".dockercfg"))
        .contains("registry.example.com:5000")
        .doesNotContain(HOST);
  }

  @Test
  void aUsersTokenSecretIsFilled() {
    fixture.create(
        "secrets",
        "mine",
        "{'type':'kubernetes.io/service-account-token',"
            + "'metadata':{'annotations':{'kubernetes.io/service-account.name':'builder'}}}");

    settle();

    ObjectNode secret = fixture.resources.get(Kinds.SECRET, "demo", "mine").tree();
    assertThat(fixture.tokens.authenticate(data(secret, "token")).map(User::name))
        .contains("system:serviceaccount:demo:builder");
    assertThat(names(account("builder"), "secrets")).doesNotContain("mine");
  }

  @Test
  void aTokenSecretForNobodyIsTakenAway() {
    fixture.create(
        "secrets",
        "mine",
        "{'type':'kubernetes.io/service-account-token',"
            + "'metadata':{'annotations':{'kubernetes.io/service-account.name':'nobody'}}}");

    settle();

    assertThat(secrets("service-account-token")).hasSize(3);
  }

  @Test
  void secretsOfUsersAreLeftAlone() {
    fixture.create(
        "secrets", "pull", "{'type':'kubernetes.io/dockercfg','stringData':{'.dockercfg':'{}'}}");
    fixture.create("secrets", "plain", "{'stringData':{'token':'x'}}");
    long revision = fixture.store.revision();

    settle();

    assertThat(fixture.store.revision()).isEqualTo(revision);
  }

  @Test
  void lostKeysMakeNewTokensInTheSamePlace() {
    String name = Meta.name(token("default"));
    ServiceAccountTokens others = fixture.withKeys(SigningKeys.generate());

    settle(others, HOST);

    assertThat(Meta.name(token("default"))).isEqualTo(name);
    assertThat(others.authenticate(data(token("default"), "token"))).isPresent();
    assertThat(data(login("default"), ".dockercfg")).contains(data(token("default"), "token"));
  }

  @Test
  void aNamespaceThatEndsIsLeftAlone() {
    ObjectNode _ = fixture.namespaces.delete(AccountFixture.DEMO, "demo", DeleteOptions.NOW);
    for (ObjectNode secret : secrets("dockercfg")) {
      delete(Kinds.SECRET, Meta.name(secret));
    }
    long revision = fixture.store.revision();

    settle();

    assertThat(fixture.store.revision()).isEqualTo(revision);
  }
}
