package dev.weir.server;

import dev.weir.client.Resources;
import dev.weir.controller.Marks;
import dev.weir.controller.WorkQueue;
import dev.weir.objects.Catalog;
import dev.weir.platform.account.AccountLoop;
import dev.weir.platform.core.NamespaceReconciler;
import dev.weir.platform.limit.QuotaReconciler;
import dev.weir.platform.openshift.deployment.RolloutLoop;
import dev.weir.platform.ownership.OwnershipLog;
import dev.weir.platform.rbac.AggregationReconciler;
import dev.weir.resource.Kinds;
import dev.weir.store.Store;

/** What a cluster does with its kinds by itself: the loops of the platform's half. */
final class PlatformLoops {
  private final PlatformHalf platform;
  private final Store store;
  private final StreamsHalf streams;
  private final Catalog catalog;
  private final OwnObjects objects;
  private final Resources own;
  private final AccountLoop accounts;
  private final int inFlight;

  /**
   * None of them runs yet.
   *
   * @param catalog all kinds of this server
   */
  PlatformLoops(
      PlatformHalf platform,
      StreamsHalf streams,
      Catalog catalog,
      OwnObjects objects,
      Admittance access,
      Ground ground) {
    this.platform = platform;
    this.store = platform.objects().store();
    this.streams = streams;
    this.catalog = catalog;
    this.objects = objects;
    this.own = objects.of("loops");
    this.inFlight = ground.config().workloads().workers();
    this.accounts =
        new AccountLoop(
            objects.of("accounts"),
            access.accountTokens(),
            () -> ground.identity().now().trustPem(),
            ground.registryAddresses(),
            platform.objects()::randomSuffix,
            StandingLoops.queue());
  }

  void start(StandingLoops standing) {
    endNamespaces(standing);
    collectGarbage(standing);
    countQuotas(standing);
    gatherRoles(standing);
    accounts.start(standing.loops());
    rollOut(standing);
    queueBuilds(standing);
  }

  /** What belongs into the secrets of accounts may be something else than before. */
  void lookAtAccounts() {
    accounts.lookAgain();
  }

  /** Empties namespaces that are being deleted. */
  private void endNamespaces(StandingLoops standing) {
    WorkQueue ending = StandingLoops.queue();
    NamespaceReconciler reconciler =
        new NamespaceReconciler(store, () -> catalog, platform.namespaces(), ending);
    standing.follow("namespaces", own, Kinds.NAMESPACE, reconciler);
    standing.start("namespaces-worker", () -> ending.work(reconciler));
  }

  /** Deletes what nobody owns any more. */
  private void collectGarbage(StandingLoops standing) {
    WorkQueue due = StandingLoops.queue();
    OwnershipLog.Halves ownership = OwnershipLog.over(store, catalog, due, StandingLoops.RETRY);
    standing.start("ownership", ownership.log());
    standing.start("ownership-worker", () -> due.work(ownership.collector()));
  }

  /** Counts what quotas bound when one is made or changed. */
  private void countQuotas(StandingLoops standing) {
    WorkQueue due = StandingLoops.queue();
    QuotaReconciler quotas = new QuotaReconciler(store, () -> catalog, due);
    standing.follow("quotas", own, Kinds.RESOURCE_QUOTA, new Marks(due));
    standing.start("quotas-worker", () -> due.work(quotas));
  }

  /** Keeps aggregated cluster roles at the rules that they gather. */
  private void gatherRoles(StandingLoops standing) {
    WorkQueue changed = StandingLoops.queue();
    AggregationReconciler reconciler = new AggregationReconciler(own, changed);
    standing.follow("roles", own, Kinds.CLUSTER_ROLE, reconciler);
    standing.start("roles-worker", () -> changed.work(reconciler));
  }

  /** Makes versions of deployment configs, and rolls them out. */
  private void rollOut(StandingLoops standing) {
    new RolloutLoop(own, objects.events("rollouts"), objects.clock(), StandingLoops.queue())
        .start(standing.loops(), inFlight);
  }

  /** Says whose turn it is among builds, and ends and removes what nobody else does. */
  private void queueBuilds(StandingLoops standing) {
    platform
        .builds(objects.of("builds"), objects.events("builds"), StandingLoops.queue())
        .start(standing.loops(), streams.newest("loops"));
  }
}
