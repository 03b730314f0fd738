package dev.weir.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.access.AuthorizationCodes;
import dev.weir.access.Grant;
import dev.weir.access.StoredToken;
import dev.weir.access.Tokens;
import dev.weir.access.User;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.ListOptions;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.StoreContext;
import dev.weir.platform.host.OwnHost;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import dev.weir.store.Store;
import dev.weir.store.memory.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OAuthKindsTest {
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  private static final User ANN = new User("ann", "u-1", List.of(), Map.of());
  private static final User BOB = new User("bob", "u-2", List.of(), Map.of());
  private static final Scope ADMIN = new Scope(User.system("test"), "");

  private final Store store = new MemoryStore();
  private final Tokens tokens = new Tokens(store, () -> NOW);
  private final AuthorizationCodes codes = new AuthorizationCodes(store, () -> NOW, tokens);
  private final List<Rest> kinds =
      OAuthKinds.resources(
          new StoreContext(store, new OwnHost(store), () -> NOW),
          tokens,
          codes,
          "https://weir.test:8443");
  private final Rest all = kinds.get(0);
  private final Rest own = kinds.get(1);
  private final Rest pending = kinds.get(2);
  private final Rest clients = kinds.get(3);

  @AfterEach
  void close() {
    store.close();
  }

  private static Grant grant(User user) {
    return new Grant(user, "openshift-cli-client", List.of("user:full"), "http://127.0.0.1/x");
  }

  private String name(String token) {
    return tokens.find(token).map(StoredToken::name).orElseThrow();
  }

  private static List<String> names(Rest rest, Scope scope) {
    return rest.list(scope, ListOptions.ALL).items().stream()
        .map(object -> Meta.name(object.tree()))
        .toList();
  }

  @Test
  void aTokenIsAnObjectWithoutItsSecret() {
    String token = tokens.issue(grant(ANN), Duration.ofDays(1));

    String shown =
        new String(all.get(ADMIN, name(token)).json(), java.nio.charset.StandardCharsets.UTF_8);

    assertThat(shown)
        .contains(
            "\"userName\":\"ann\"",
            "\"userUID\":\"u-1\"",
            "\"clientName\":\"openshift-cli-client\"",
            "\"expiresIn\":86400",
            "\"scopes\":[\"user:full\"]",
            "\"creationTimestamp\":\"2026-05-01T12:00:00Z\"")
        .doesNotContain(token.substring("sha256~".length()));
  }

  @Test
  void deletingTheObjectEndsTheToken() {
    String token = tokens.issue(grant(ANN), Duration.ofDays(1));
    String name = name(token);

    all.delete(ADMIN, name, new DeleteOptions(true, "", ""));
    assertThat(tokens.find(token)).as("dry run").isPresent();
    all.delete(ADMIN, name, DeleteOptions.NOW);

    assertThat(tokens.find(token)).isEmpty();
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> all.delete(ADMIN, name, DeleteOptions.NOW))
        .satisfies(e -> assertThat(e.status().code()).isEqualTo(404));
  }

  @Test
  void peopleSeeAndEndOnlyTheirOwn() {
    String anns = tokens.issue(grant(ANN), Duration.ofDays(1));
    String bobs = tokens.issue(grant(BOB), Duration.ofDays(1));
    Scope asAnn = new Scope(ANN, "");

    assertThat(names(own, asAnn)).containsExactly(name(anns));
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> own.delete(asAnn, name(bobs), DeleteOptions.NOW));
    assertThat(tokens.find(bobs)).isPresent();
    own.delete(asAnn, name(anns), DeleteOptions.NOW);
    assertThat(tokens.find(anns)).isEmpty();
  }

  @Test
  void theAdministratorsTokenIsNotAmongThem() {
    String token = tokens.issueLasting(User.named("system:admin"), "admin-kubeconfig");

    assertThat(names(all, ADMIN)).isEmpty();
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> all.delete(ADMIN, name(token), DeleteOptions.NOW));
    assertThat(tokens.authenticate(token)).isPresent();
  }

  @Test
  void aCodeThatWaitsIsAnObjectToo() {
    String code = codes.issue(grant(ANN), "");
    String name = names(pending, ADMIN).getFirst();

    pending.delete(ADMIN, name, DeleteOptions.NOW);

    assertThat(
            codes.redeem(
                code,
                new AuthorizationCodes.Claim("openshift-cli-client", "http://127.0.0.1/x", ""),
                Duration.ofDays(1)))
        .isEmpty();
  }

  @Test
  void theClientsAreListed() {
    assertThat(names(clients, ADMIN))
        .containsExactly(
            "openshift-browser-client",
            "openshift-challenging-client",
            "openshift-cli-client",
            "weir-console");
    assertThat(
            clients
                .get(ADMIN, "openshift-challenging-client")
                .tree()
                .at("/redirectURIs/0")
                .asString())
        .isEqualTo("https://weir.test:8443/oauth/token/implicit");
  }
}
