package dev.weir.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.client.ObjectWatch;
import dev.weir.objects.ListOptions;
import dev.weir.objects.Scope;
import dev.weir.objects.StoreContext;
import dev.weir.objects.StoredRest;
import dev.weir.objects.Strategy;
import dev.weir.objects.WriteOptions;
import dev.weir.platform.host.OwnHost;
import dev.weir.platform.user.Directory;
import dev.weir.resource.ApiObject;
import dev.weir.resource.FieldSelector;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.LabelSelector;
import dev.weir.resource.Meta;
import dev.weir.store.Transaction;
import dev.weir.store.log.LogStore;
import dev.weir.store.log.SharedLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

/**
 * Of two processes on one log, each acts upon what the other has answered, however late it hears.
 */
@Timeout(30)
class ReplicasTest {
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  private static final Scope CLUSTER = new Scope(User.named("root", User.MASTERS), "");

  private final SharedLog log = new SharedLog();
  private final SharedLog.Replica ears = log.replica();
  private final LogStore here = new LogStore(ears);
  private final LogStore there = new LogStore(log.replica());

  @AfterEach
  void close() {
    here.close();
    there.close();
  }

  /** Asks here after something was done there of which nothing has come here yet. */
  private <T> T askedAfter(Runnable done, Supplier<T> question) throws Exception {
    ears.turnDeaf();
    done.run();
    CompletableFuture<T> answer = CompletableFuture.supplyAsync(question);
    assertThatThrownBy(() -> answer.get(30, TimeUnit.MILLISECONDS))
        .as("answered from what is known here")
        .isInstanceOf(TimeoutException.class);
    ears.hear();
    return answer.get(10, TimeUnit.SECONDS);
  }

  private void put(String place, String json) {
    ObjectNode object = Json.parseObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    there.commit(Transaction.builder().put("/registry/" + place, ApiObject.encode(object)).build());
  }

  @Test
  void aBindingIsInEffectEverywhereWhenItsWriterHasAnAnswer() throws Exception {
    try (RbacAuthorizer authorizer = new RbacAuthorizer(here)) {
      User ann = User.named("ann");
      Attributes wanted = Attributes.resource("list", "", "secrets", "shop", "");
      assertThat(authorizer.authorize(ann, wanted).isAllowed()).isFalse();
      put(
          "rbac.authorization.k8s.io/roles/shop/reader",
          "{'kind':'Role','metadata':{'name':'reader','namespace':'shop'},"
              + "'rules':[{'apiGroups':[''],'resources':['secrets'],'verbs':['list']}]}");

      boolean allowed =
          askedAfter(
              () ->
                  put(
                      "rbac.authorization.k8s.io/rolebindings/shop/ann",
                      "{'kind':'RoleBinding','metadata':{'name':'ann','namespace':'shop'},"
                          + "'subjects':[{'kind':'User','name':'ann'}],"
                          + "'roleRef':{'kind':'Role','name':'reader'}}"),
              () -> authorizer.authorize(ann, wanted).isAllowed());

      assertThat(allowed).isTrue();
    }
  }

  @Test
  void whoeverIsAllowedGoesOnToReadWhatWasCommittedBefore() throws Exception {
    try (RbacAuthorizer authorizer = new RbacAuthorizer(here)) {
      Attributes wanted = Attributes.resource("get", "", "configmaps", "shop", "a");

      boolean read =
          askedAfter(
              () -> put("core/configmaps/shop/a", "{'kind':'ConfigMap'}"),
              () ->
                  authorizer.authorize(CLUSTER.user(), wanted).isAllowed()
                      && here.get("/registry/core/configmaps/shop/a").isPresent());

      assertThat(read).isTrue();
    }
  }

  @Test
  void aTokenThatWasEndedElsewhereHasEnded() throws Exception {
    Tokens ours = new Tokens(here, () -> NOW);
    Tokens theirs = new Tokens(there, () -> NOW);
    String token = theirs.issue(User.named("ann"), "login", Duration.ofDays(1));
    assertThat(ours.authenticate(token)).isPresent();

    assertThat(askedAfter(() -> theirs.revoke(token), () -> ours.authenticate(token))).isEmpty();
  }

  @Test
  void aGroupKnowsItsMembersEverywhere() throws Exception {
    try (Directory people = new Directory(here)) {
      assertThat(people.groups("ann")).isEmpty();

      assertThat(
              askedAfter(
                  () ->
                      put(
                          "user.openshift.io/groups/builders",
                          "{'kind':'Group','metadata':{'name':'builders'},'users':['ann']}"),
                  () -> people.groups("ann")))
          .containsExactly("builders");
    }
  }

  @Test
  void aListShowsWhatWasCreatedElsewhereAndAWatchGoesOnFromItsVersion() throws Exception {
    StoredRest theirs = groups(there);
    StoredRest ours = groups(here);
    var listed =
        askedAfter(
            () -> create(theirs, "builders"), () -> ours.list(CLUSTER, ListOptions.ALL).items());
    assertThat(listed).hasSize(1);

    try (ObjectWatch watch =
        askedAfter(
            () -> create(theirs, "testers"), () -> ours.watch(CLUSTER, from(there.revision())))) {
      create(theirs, "owners");
      assertThat(watch.next(Duration.ofSeconds(10)))
          .extracting(event -> Meta.name(event.object().tree()))
          .containsExactly("owners");
    }
  }

  private static void create(StoredRest groups, String name) {
    ObjectNode group = Json.object();
    Meta.of(group).put("name", name);
    ApiObject _ = groups.create(CLUSTER, group, WriteOptions.STORE);
  }

  private static ListOptions from(long revision) {
    return new ListOptions(
        LabelSelector.EVERYTHING,
        FieldSelector.EVERYTHING,
        0,
        "",
        Long.toString(revision),
        false,
        false);
  }

  private static StoredRest groups(LogStore store) {
    StoreContext context = new StoreContext(store, new OwnHost(store), () -> NOW);
    return new StoredRest(context, Kinds.GROUP, Strategy.PLAIN);
  }
}
