package dev.weir.platform.core;

import static dev.weir.platform.core.KindsFixture.DEMO;
import static dev.weir.platform.core.KindsFixture.at;
import static dev.weir.platform.core.KindsFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.controller.WorkQueue;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.ListOptions;
import dev.weir.objects.Scope;
import dev.weir.resource.Meta;
import dev.weir.store.Entry;
import dev.weir.store.RangeQuery;
import dev.weir.store.Seed;
import dev.weir.store.Transaction;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class NamespaceReconcilerTest {
  private static final Scope CLUSTER = new Scope(DEMO.user(), "");

  private final KindsFixture kinds = new KindsFixture();
  private final NamespaceReconciler reconciler =
      new NamespaceReconciler(
          kinds.store,
          () -> kinds.catalog,
          kinds.namespaces,
          new WorkQueue(Duration.ofSeconds(1), Duration.ofSeconds(1), System::nanoTime));

  @AfterEach
  void close() {
    kinds.close();
  }

  @Test
  void everyKindIsEmptied() {
    kinds.create("configmaps", "metadata: {name: a}");
    kinds.create("services", "metadata: {name: s}\nspec: {ports: [{port: 80}]}");
    kinds.create("limitranges", "metadata: {name: l}\nspec: {limits: []}");
    ObjectNode _ = kinds.namespaces.delete(CLUSTER, "demo", DeleteOptions.NOW);

    reconciler.reconcile("demo");

    assertThat(refusal(() -> kinds.namespaces.get(CLUSTER, "demo")).code()).isEqualTo(404);
    assertThat(kinds.rest("services").list(DEMO, ListOptions.ALL).items()).isEmpty();
  }

  @Test
  void moreThanTheStoreTakesAtOnceGoesToo() {
    int many = 2 * kinds.store.limits().operations() + 50;
    Transaction.Builder content = Transaction.builder();
    for (int i = 0; i < many; i++) {
      kinds.create("configmaps", "metadata: {name: a" + i + "}");
      for (String past : List.of("history", "links", "claims", "mirrors", "pulled")) {
        content.put("/%s/demo/app/%d".formatted(past, i), new byte[] {'{', '}'});
        content.put("/%s/demolition/app/%d".formatted(past, i), new byte[] {'{', '}'});
      }
    }
    Seed.commit(kinds.store, content.build());
    ObjectNode _ = kinds.namespaces.delete(CLUSTER, "demo", DeleteOptions.NOW);

    reconciler.reconcile("demo");

    assertThat(refusal(() -> kinds.namespaces.get(CLUSTER, "demo")).code()).isEqualTo(404);
    assertThat(kinds.store.range(RangeQuery.all("/")).entries())
        .extracting(Entry::key)
        .noneMatch(key -> key.contains("/demo/"))
        .filteredOn(key -> key.contains("/demolition/"))
        .hasSize(5 * many);
  }

  @Test
  void whatSomebodyCleansUpAfterKeepsTheNamespaceWhichSaysSo() {
    kinds.create("configmaps", "metadata: {name: a, finalizers: [example.com/x]}");
    kinds.create("configmaps", "metadata: {name: b}");
    ObjectNode _ = kinds.namespaces.delete(CLUSTER, "demo", DeleteOptions.NOW);

    reconciler.reconcile("demo");

    ObjectNode namespace = kinds.namespaces.get(CLUSTER, "demo").copy();
    assertThat(at(namespace, "/status/phase")).isEqualTo("Terminating");
    assertThat(at(namespace, "/status/conditions/0/message"))
        .isEqualTo("Some resources are remaining: configmaps. has 1 resource instances");
    assertThat(at(namespace, "/status/conditions/1/message"))
        .isEqualTo(
            "Some content in the namespace has finalizers remaining: example.com/x in 1 resource"
                + " instances");
    long told = kinds.store.revision();
    reconciler.reconcile("demo");
    assertThat(kinds.store.revision()).isEqualTo(told);

    kinds.edit("configmaps", "a", a -> Meta.of(a).remove("finalizers"));
    reconciler.reconcile("demo");
    assertThat(refusal(() -> kinds.namespaces.get(CLUSTER, "demo")).code()).isEqualTo(404);
  }

  @Test
  void ownersMustBeNamedInFull() {
    assertThat(
            KindsFixture.problems(
                () ->
                    kinds.create(
                        "configmaps",
                        "metadata: {name: a, ownerReferences: [{kind: X, name: y, controller:"
                            + " true}, {apiVersion: v1, kind: X, name: z, uid: u, controller:"
                            + " true}]}")))
        .containsExactly(
            "metadata.ownerReferences.apiVersion: Invalid value: \"\": apiVersion must not be"
                + " empty",
            "metadata.ownerReferences.uid: Invalid value: \"\": uid must not be empty",
            "metadata.ownerReferences: Invalid value: \"y, z\": Only one reference can have"
                + " Controller set to true");
  }
}
