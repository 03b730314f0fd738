package dev.weir.platform.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.access.Grant;
import dev.weir.access.Tokens;
import dev.weir.access.User;
import dev.weir.access.password.HtpasswdFile;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.StoreContext;
import dev.weir.objects.WriteOptions;
import dev.weir.platform.host.OwnHost;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import dev.weir.store.Store;
import dev.weir.store.memory.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class PeopleTest {
  private static final Scope ADMIN = new Scope(User.system("test"), "");
  private static final String HASH = "$2y$05$" + "a".repeat(53);

  @TempDir private Path directory;
  private final Store store = new MemoryStore();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-05-01T12:00:00Z"));
  private final StoreContext objects = new StoreContext(store, new OwnHost(store), now::get);
  private final List<Rest> kinds = UserKinds.resources(objects);
  private final Rest users = kinds.get(0);
  private final Rest identities = kinds.get(1);
  private final Rest groups = kinds.get(2);
  private final Tokens tokens = new Tokens(store, now::get);
  private final Directory people = new Directory(store);
  private final SignIn signIn = new SignIn(objects);
  private People authenticator;

  @BeforeEach
  void oneUser() throws IOException {
    Path file = Files.writeString(directory.resolve("users"), "ann:" + HASH);
    authenticator = new People(tokens, people, new HtpasswdFile(file, now::get));
  }

  @AfterEach
  void close() {
    people.close();
    store.close();
  }

  private String login(String name) {
    Grant grant =
        new Grant(signIn.user(name), "openshift-cli-client", List.of("user:full"), "http://x");
    return tokens.issue(grant, Duration.ofDays(1));
  }

  private static ObjectNode named(String name) {
    ObjectNode object = Json.object();
    Meta.of(object).put("name", name);
    return object;
  }

  private static ObjectNode group(String name, String... members) {
    ObjectNode group = named(name);
    List.of(members).forEach(group.putArray("users")::add);
    return group;
  }

  private Optional<User> caller(String token) {
    return authenticator.authenticate(token);
  }

  @Test
  void theFirstLoginMakesUserAndIdentity() {
    User ann = signIn.user("ann");

    ObjectNode user = users.get(ADMIN, "ann").tree();
    ObjectNode identity = identities.get(ADMIN, "htpasswd:ann").tree();
    assertThat(Meta.uid(user)).isEqualTo(ann.uid()).isNotEmpty();
    assertThat(Json.text(user.path("identities"))).isEqualTo("[\"htpasswd:ann\"]");
    assertThat(identity.at("/user/uid").asString()).isEqualTo(ann.uid());
    assertThat(signIn.user("ann")).isEqualTo(ann);
  }

  @Test
  void aUserMadeBeforeIsClaimed() {
    users.create(ADMIN, named("ann"), WriteOptions.STORE);
    String uid = Meta.uid(users.get(ADMIN, "ann").tree());

    assertThat(signIn.user("ann").uid()).isEqualTo(uid);
    assertThat(identities.get(ADMIN, "htpasswd:ann").tree().at("/user/uid").asString())
        .isEqualTo(uid);
  }

  @Test
  void aUserOfAnotherIdentityIsNotGivenAway() {
    ObjectNode user = named("ann");
    user.putArray("identities").add("ldap:ann");
    users.create(ADMIN, user, WriteOptions.STORE);

    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> signIn.user("ann"))
        .satisfies(e -> assertThat(e.status().code()).isEqualTo(403));
  }

  @Test
  void anIdentityOfAnotherUserIsNotTakenAway() {
    ObjectNode identity = named("htpasswd:ann");
    identity.put("providerName", "htpasswd").put("providerUserName", "ann");
    identity.putObject("user").put("name", "anna");
    identities.create(ADMIN, identity, WriteOptions.STORE);

    assertThatExceptionOfType(StatusException.class).isThrownBy(() -> signIn.user("ann"));
  }

  @Test
  void aTokenSpeaksForItsUserWithScopesAndGroups() {
    String token = login("ann");

    assertThat(caller(token))
        .hasValueSatisfying(
            user -> {
              assertThat(user.name()).isEqualTo("ann");
              assertThat(user.uid()).isEqualTo(signIn.user("ann").uid());
              assertThat(user.groups())
                  .containsExactly("system:authenticated", "system:authenticated:oauth");
              assertThat(user.extra())
                  .containsEntry("scopes.authorization.openshift.io", List.of("user:full"));
            });
  }

  @Test
  void groupMembershipIsInEffectAtOnce() {
    String token = login("ann");
    groups.create(ADMIN, group("devs", "ann", "bob"), WriteOptions.STORE);
    groups.create(ADMIN, group("admins", "ann"), WriteOptions.STORE);
    assertThat(caller(token).orElseThrow().groups()).startsWith("admins", "devs");

    groups.update(ADMIN, "devs", g -> g.set("users", Json.array().add("bob")), WriteOptions.STORE);
    assertThat(caller(token).orElseThrow().groups()).contains("admins").doesNotContain("devs");

    groups.delete(ADMIN, "admins", DeleteOptions.NOW);
    assertThat(caller(token).orElseThrow().groups()).doesNotContain("admins", "devs");
  }

  @Test
  void deletingTheUserEndsItsTokensForGood() {
    String token = login("ann");
    assertThat(caller(token)).isPresent();
    users.delete(ADMIN, "ann", DeleteOptions.NOW);

    assertThat(caller(token)).isEmpty();
    String again = login("ann");
    assertThat(caller(token)).isEmpty();
    assertThat(caller(again)).isPresent();
  }

  @Test
  void leavingTheFileEndsTheTokensUntilTheReturn() throws IOException {
    String token = login("ann");
    assertThat(caller(token)).isPresent();
    Files.writeString(directory.resolve("users"), "");
    now.updateAndGet(t -> t.plusSeconds(1));
    assertThat(caller(token)).isPresent(); // first look after the change
    now.updateAndGet(t -> t.plusMillis(500));

    assertThat(caller(token)).isEmpty();
  }

  @Test
  void leavingTheFileEndsTheTokensAlsoWhenNobodyLookedForAWhile() throws IOException {
    Path file = directory.resolve("users");
    String token = login("ann");
    assertThat(caller(token)).isPresent();
    Files.writeString(file, "");
    Files.setLastModifiedTime(file, FileTime.from(now.get()));
    now.updateAndGet(t -> t.plusSeconds(40));

    for (int write = 0; write < 8; write++) {
      assertThat(caller(token)).as("write %d", write).isEmpty();
      now.updateAndGet(t -> t.plusMillis(100));
    }
  }

  @Test
  void removingTheFileEndsTheTokensAtTheNextLook() throws IOException {
    String token = login("ann");
    assertThat(caller(token)).isPresent();
    Files.delete(directory.resolve("users"));
    now.updateAndGet(t -> t.plusMillis(250));

    assertThat(caller(token)).isEmpty();
  }

  @Test
  void weirsOwnTokensAreNotItsBusiness() {
    assertThat(caller(tokens.issueLasting(User.named("system:admin"), "x"))).isEmpty();
    assertThat(tokens.authenticate(login("ann"))).isEmpty();
  }

  @Test
  void namesWithAColonAndTheTildeAreRefused() {
    for (String name : List.of("a:b", "~", "a/b")) {
      assertThatExceptionOfType(StatusException.class)
          .as(name)
          .isThrownBy(() -> users.create(ADMIN, named(name), WriteOptions.STORE))
          .satisfies(e -> assertThat(e.status().code()).isEqualTo(422));
      assertThatExceptionOfType(StatusException.class)
          .as(name)
          .isThrownBy(() -> groups.create(ADMIN, group(name), WriteOptions.STORE));
    }
  }

  @Test
  void anIdentityIsNamedByProviderAndUser() {
    ObjectNode identity = named("other");
    identity.put("providerName", "htpasswd").put("providerUserName", "ann");

    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> identities.create(ADMIN, identity, WriteOptions.STORE))
        .withMessageContaining("htpasswd:ann");
  }

  @Test
  void theTildeIsTheCaller() {
    User ann = caller(login("ann")).orElseThrow();
    ObjectNode stored = users.get(new Scope(ann, ""), "~").tree();
    assertThat(Meta.uid(stored)).isEqualTo(ann.uid());
    assertThat(Json.text(stored.path("identities"))).contains("htpasswd:ann");

    User robot = User.named("system:serviceaccount:p:default", "system:serviceaccounts");
    ObjectNode virtual = users.get(new Scope(robot, ""), "~").tree();
    assertThat(Meta.name(virtual)).isEqualTo(robot.name());
    assertThat(Meta.uid(virtual)).isEmpty();
    assertThat(Json.text(virtual.path("groups"))).isEqualTo("[\"system:serviceaccounts\"]");

    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> users.get(new Scope(User.ANONYMOUS, ""), "~"))
        .satisfies(e -> assertThat(e.status().code()).isEqualTo(401));
  }
}
