package dev.weir.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.access.Attributes;
import dev.weir.access.Decision;
import dev.weir.access.User;
import dev.weir.follower.Trigger;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.StoreContext;
import dev.weir.objects.StoredRest;
import dev.weir.objects.Strategy;
import dev.weir.objects.WriteOptions;
import dev.weir.platform.host.OwnHost;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.memory.MemoryStore;
import dev.weir.workload.WorkloadKind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Who may set a trigger, and for whom it moves something. */
class TriggerGuardTest {
  private static final ResourceKind DEPLOYMENTS =
      ResourceKind.namespaced("apps", "v1", "deployments", "deployment", "Deployment");
  private static final Annotated FOLLOWING =
      new Annotated(new WorkloadKind(DEPLOYMENTS, "spec.template.spec"));
  private static final Attributes HISTORY =
      new Attributes(
          "get", "image.openshift.io", "imagestreamtags", "history", "theirs", "app:v1", "");
  private static final User ANN = User.named("ann", "devs");
  private static final User BOB = User.named("bob");
  private static final Scope AS_ANN = new Scope(ANN, "own");
  private static final Scope AS_BOB = new Scope(BOB, "own");

  private final Store store = new MemoryStore();
  private boolean nobodyCanTell;
  private final Set<String> pullers = new HashSet<>(Set.of("ann"));
  private final Set<String> readers = new HashSet<>();
  private final StoreContext plain =
      new StoreContext(store, new OwnHost(store), () -> Instant.EPOCH);
  private final TriggerGuard guard =
      new TriggerGuard(
          store,
          this::decide,
          user ->
              user.name().equals("ann") ? User.named("ann", pullers.toArray(String[]::new)) : user,
          KeptJobs.here(store),
          List.of(FOLLOWING));
  private final Rest before = new StoredRest(plain, DEPLOYMENTS, Strategy.PLAIN);
  private final Rest deployments = new StoredRest(plain.with(guard), DEPLOYMENTS, Strategy.PLAIN);

  private Decision decide(User user, Attributes wanted) {
    if (nobodyCanTell) {
      return new Decision.Unknown("the judge does not answer");
    }
    if (wanted.equals(HISTORY)) {
      return readers.contains(user.name())
          ? new Decision.Allowed("bound")
          : new Decision.Denied("not bound");
    }
    boolean allowed =
        wanted.equals(Attributes.layers("get", "theirs", "app"))
            && (pullers.contains(user.name()) || user.groups().stream().anyMatch("now"::equals));
    return allowed ? new Decision.Allowed("bound") : new Decision.Denied("not bound");
  }

  @BeforeEach
  void namespace() {
    byte[] own =
        "{\"metadata\":{\"name\":\"own\"},\"status\":{\"phase\":\"Active\"}}"
            .getBytes(StandardCharsets.UTF_8);
    store.commit(Transaction.builder().put("/registry/core/namespaces/own", own).build());
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static String trigger(String namespace, String more) {
    return "{\"from\":{\"kind\":\"ImageStreamTag\",\"namespace\":\"%s\",\"name\":\"app:v1\"}%s}"
        .formatted(namespace, more);
  }

  private static String at(int container) {
    return ",\"fieldPath\":\"spec.template.spec.containers[" + container + "].image\"";
  }

  private static ObjectNode deployment(String... triggers) {
    ObjectNode object = Json.object();
    Meta.of(object).put("name", "web").put("namespace", "own");
    follow(object, triggers);
    return object;
  }

  private static void follow(ObjectNode object, String... triggers) {
    Meta.setAnnotation(object, TriggerAnnotation.KEY, List.of(triggers).toString());
  }

  private void update(Scope scope, Consumer<ObjectNode> change) {
    deployments.update(
        scope,
        "web",
        object -> {
          change.accept(object);
          return object;
        },
        WriteOptions.STORE);
  }

  private boolean moves() {
    return triggers(deployments.get(AS_ANN, "web").tree()).stream().allMatch(this::moves);
  }

  private boolean moves(int container) {
    return moves(
        triggers(deployments.get(AS_ANN, "web").tree()).stream()
            .filter(trigger -> trigger.what().contains("[" + container + "]"))
            .findFirst()
            .orElseThrow());
  }

  private boolean moves(Trigger trigger) {
    return guard.refusal(DEPLOYMENTS, deployments.get(AS_ANN, "web").tree(), trigger).isEmpty();
  }

  private static List<Trigger> triggers(ObjectNode object) {
    return FOLLOWING.triggers(object).all();
  }

  private static void mustBeForbidden(Runnable write) {
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(write::run)
        .satisfies(e -> assertThat(e.status().code()).isEqualTo(403))
        .withMessageContaining("theirs/app");
  }

  private boolean names() {
    ObjectNode web = deployments.get(AS_ANN, "web").tree();
    return guard.mayName(DEPLOYMENTS, web, triggers(web).getFirst());
  }

  @Test
  void whoMovedATagIsToldWhereItsWriterMayReadTheHistory() {
    deployments.create(AS_ANN, deployment(trigger("theirs", at(0))), WriteOptions.STORE);
    assertThat(names()).isFalse();
    readers.add("ann");
    assertThat(names()).isTrue();
    pullers.add("bob");
    update(AS_BOB, object -> follow(object, trigger("theirs", at(1))));
    assertThat(names()).isFalse();
    update(AS_BOB, object -> follow(object, trigger("own", at(0))));
    assertThat(names()).isTrue();
  }

  @Test
  void nobodyIsNamedByATriggerOfWhichNobodyKnowsWhoWroteIt() {
    before.create(AS_ANN, deployment(trigger("theirs", at(0))), WriteOptions.STORE);
    readers.add("ann");
    assertThat(names()).isFalse();
  }

  @Test
  void aTriggerInItsOwnNamespaceCostsNothing() {
    deployments.create(AS_BOB, deployment(trigger("own", at(0))), WriteOptions.STORE);
    assertThat(store.range(RangeQuery.all("/triggers/")).entries()).isEmpty();
    assertThat(moves()).isTrue();
  }

  @Test
  void aDryRunIsRefusedTooAndKeepsNothing() {
    mustBeForbidden(
        () ->
            deployments.create(
                AS_BOB, deployment(trigger("theirs", at(0))), new WriteOptions(true)));
    deployments.create(AS_ANN, deployment(trigger("theirs", at(0))), new WriteOptions(true));
    assertThat(store.range(RangeQuery.all("/triggers/")).entries()).isEmpty();
  }

  @Test
  void nothingIsSetAndNothingMovesWhileNobodyCanTellWhetherItMay() {
    deployments.create(AS_ANN, deployment(trigger("theirs", at(0))), WriteOptions.STORE);
    nobodyCanTell = true;

    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(this::moves)
        .satisfies(e -> assertThat(e.status().code()).isEqualTo(503));
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> update(AS_BOB, object -> follow(object, trigger("theirs", at(1)))))
        .withMessageContaining("the judge does not answer")
        .satisfies(e -> assertThat(e.status().code()).isEqualTo(503));
    nobodyCanTell = false;
    assertThat(moves()).isTrue();
  }

  @Test
  void itMovesForItsWriterAsLongAsThatOneMayPull() {
    deployments.create(AS_ANN, deployment(trigger("theirs", at(0))), WriteOptions.STORE);
    assertThat(moves()).isTrue();
    pullers.clear();
    assertThat(moves()).isFalse();
    pullers.add("now");
    assertThat(moves()).as("by a group that she is in by now").isTrue();
  }

  @Test
  void whoeverChangesSomethingElseNeedsNoRightAndTakesNothingOver() {
    deployments.create(AS_ANN, deployment(trigger("theirs", at(0))), WriteOptions.STORE);
    update(AS_BOB, object -> Meta.setAnnotation(object, "note", "seen"));
    update(AS_BOB, object -> follow(object, trigger("theirs", at(0)), trigger("own", at(1))));
    update(AS_BOB, object -> follow(object, trigger("theirs", ",\"paused\":true" + at(0))));
    assertThat(moves()).isTrue();
    mustBeForbidden(() -> update(AS_BOB, object -> follow(object, trigger("theirs", at(0)))));
    mustBeForbidden(
        () ->
            update(
                AS_BOB,
                object ->
                    follow(
                        object,
                        trigger("theirs", ",\"paused\":true" + at(0)),
                        trigger("theirs", at(1)))));
    update(AS_BOB, object -> Meta.removeAnnotation(object, TriggerAnnotation.KEY));
    assertThat(store.range(RangeQuery.all("/triggers/")).entries()).isEmpty();
  }

  @Test
  void whoeverSetsItAgainIsItsWriterFromThenOn() {
    deployments.create(AS_ANN, deployment(trigger("theirs", at(0))), WriteOptions.STORE);
    pullers.add("bob");
    update(AS_BOB, object -> follow(object, trigger("theirs", at(1))));
    pullers.remove("ann");
    assertThat(moves()).isTrue();
    pullers.remove("bob");
    assertThat(moves()).isFalse();
  }

  @Test
  void eachTriggerOnAStreamMovesForItsOwnWriter() {
    pullers.add("bob");
    deployments.create(AS_ANN, deployment(trigger("theirs", at(0))), WriteOptions.STORE);
    update(AS_BOB, object -> follow(object, trigger("theirs", at(0)), trigger("theirs", at(1))));

    pullers.remove("bob");

    assertThat(moves(0)).isTrue();
    assertThat(moves(1)).isFalse();
  }

  @Test
  void aNoteOfAWholeStreamHoldsForItsTriggersUntilTheyAreSetAgain() {
    deployments.create(AS_ANN, deployment(trigger("theirs", at(0))), WriteOptions.STORE);
    String key = store.range(RangeQuery.all("/triggers/")).entries().getFirst().key();
    String uid = Meta.uid(deployments.get(AS_ANN, "web").tree());
    byte[] older =
        "{\"uid\":\"%s\",\"writers\":{\"theirs/app\":{\"name\":\"ann\"}}}"
            .formatted(uid)
            .getBytes(StandardCharsets.UTF_8);
    store.commit(Transaction.builder().put(key, older).build());
    pullers.add("bob");
    update(AS_BOB, object -> follow(object, trigger("theirs", at(0)), trigger("theirs", at(1))));

    pullers.remove("ann");

    assertThat(moves(0)).isFalse();
    assertThat(moves(1)).isTrue();
  }

  @Test
  void aTriggerFromBeforeGoesOnUntilSomebodyTouchesIt() {
    before.create(AS_BOB, deployment(trigger("theirs", at(0))), WriteOptions.STORE);
    update(AS_BOB, object -> Meta.setAnnotation(object, "note", "seen"));
    assertThat(moves()).isTrue();
    mustBeForbidden(() -> update(AS_BOB, object -> follow(object, trigger("theirs", at(1)))));
  }

  @Test
  void anotherObjectOfTheNameIsNotMistakenForThis() {
    deployments.create(AS_ANN, deployment(trigger("theirs", at(0))), WriteOptions.STORE);
    before.delete(AS_ANN, "web", DeleteOptions.NOW);
    before.create(AS_BOB, deployment(trigger("theirs", at(0))), WriteOptions.STORE);
    pullers.clear();
    assertThat(moves()).isTrue();
  }

  @Test
  void whatIsKeptGoesWithTheObject() {
    deployments.create(AS_ANN, deployment(trigger("theirs", at(0))), WriteOptions.STORE);
    assertThat(store.range(RangeQuery.all("/triggers/")).entries()).hasSize(1);
    deployments.delete(AS_ANN, "web", DeleteOptions.NOW);
    assertThat(store.range(RangeQuery.all("/triggers/")).entries()).isEmpty();
  }

  @Test
  void aWritersScopesAreKeptWithIt() {
    User scoped = new User("ann", "u", List.of("devs"), Map.of("scopes", List.of("a", "b")));
    List<User> asked = new java.util.ArrayList<>();
    TriggerGuard kept =
        new TriggerGuard(
            store,
            (user, _) -> {
              asked.add(user);
              return new Decision.Allowed("");
            },
            user -> user,
            KeptJobs.here(store),
            List.of(FOLLOWING));
    Rest rest = new StoredRest(plain.with(kept), DEPLOYMENTS, Strategy.PLAIN);
    rest.create(new Scope(scoped, "own"), deployment(trigger("theirs", at(0))), WriteOptions.STORE);
    ObjectNode web = rest.get(AS_ANN, "web").tree();
    assertThat(kept.refusal(DEPLOYMENTS, web, triggers(web).getFirst())).isEmpty();
    assertThat(asked).hasSize(2).containsOnly(scoped);
  }

  @Test
  void whoeverWroteTheTriggerOfAJobStaysItsWriterWhenTheLoopMakesItAnew() {
    Annotated jobs = new Annotated(new WorkloadKind(Kinds.JOB, "spec.template.spec"));
    KeptJobs anew = KeptJobs.here(store);
    TriggerGuard ofJobs = new TriggerGuard(store, this::decide, user -> user, anew, List.of(jobs));
    Rest rest = new StoredRest(plain.with(ofJobs), Kinds.JOB, Strategy.PLAIN);
    ObjectNode job = deployment(trigger("theirs", at(0)));
    ObjectNode old = rest.create(AS_ANN, job, WriteOptions.STORE).tree();
    anew.keep(Meta.uid(old), job);
    rest.delete(AS_ANN, "web", DeleteOptions.NOW);
    ObjectNode now =
        rest.create(new Scope(TriggerGuard.LOOP, "own"), job.deepCopy(), WriteOptions.STORE).tree();
    anew.forget(job);

    Trigger trigger = jobs.triggers(now).all().getFirst();
    assertThat(Meta.uid(now)).isNotEqualTo(Meta.uid(old));
    assertThat(ofJobs.refusal(Kinds.JOB, now, trigger)).isEmpty();
    pullers.clear();
    assertThat(ofJobs.refusal(Kinds.JOB, now, trigger)).isPresent();
  }

  @Test
  void nobodyElseComesByTheRightOfAJobThatIsBeingMadeAnew() {
    Annotated jobs = new Annotated(new WorkloadKind(Kinds.JOB, "spec.template.spec"));
    KeptJobs anew = KeptJobs.here(store);
    TriggerGuard ofJobs = new TriggerGuard(store, this::decide, user -> user, anew, List.of(jobs));
    Rest rest = new StoredRest(plain.with(ofJobs), Kinds.JOB, Strategy.PLAIN);
    ObjectNode job = deployment(trigger("theirs", at(0)));
    ObjectNode old = rest.create(AS_ANN, job, WriteOptions.STORE).tree();
    anew.keep(Meta.uid(old), job);
    rest.delete(AS_ANN, "web", DeleteOptions.NOW);

    assertThatThrownBy(() -> rest.create(AS_BOB, job.deepCopy(), WriteOptions.STORE))
        .isInstanceOfSatisfying(
            StatusException.class, e -> assertThat(e.status().code()).isEqualTo(403));
  }
}
