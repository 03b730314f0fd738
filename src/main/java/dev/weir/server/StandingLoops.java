package dev.weir.server;

import dev.weir.client.Resources;
import dev.weir.controller.EventRecorder;
import dev.weir.controller.Informer;
import dev.weir.controller.Loops;
import dev.weir.controller.Marks;
import dev.weir.controller.WorkQueue;
import dev.weir.importing.aged.AgedTags;
import dev.weir.importing.background.BackgroundImport;
import dev.weir.importing.schedule.Schedule;
import dev.weir.lookup.NamedImages;
import dev.weir.objects.Catalog;
import dev.weir.platform.account.AccountLoop;
import dev.weir.platform.core.NamespaceReconciler;
import dev.weir.platform.core.NamespaceRest;
import dev.weir.platform.limit.QuotaReconciler;
import dev.weir.platform.openshift.build.BuildLoop;
import dev.weir.platform.openshift.deployment.RolloutLoop;
import dev.weir.platform.ownership.OwnershipLog;
import dev.weir.platform.rbac.AggregationReconciler;
import dev.weir.prune.PruneRules;
import dev.weir.pruning.PruneEvents;
import dev.weir.pruning.ScheduledPruning;
import dev.weir.resource.Kinds;
import dev.weir.server.config.ServerConfig;
import dev.weir.server.listen.RequestMetrics;
import dev.weir.store.Store;
import dev.weir.trigger.SourceTags;
import dev.weir.trigger.TriggerFigures;
import dev.weir.trigger.TriggerReconciler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** The loops that run as long as the server: each an informer, a queue and its workers. */
final class StandingLoops {
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);

  private final Loops loops;
  private final Resources own;
  private final Resources newestStreams;
  private final List<TriggerFigures> triggers = new ArrayList<>();

  /**
   * No loop yet.
   *
   * @param own this server's objects
   * @param newestStreams its image streams, with the newest event of each tag
   */
  StandingLoops(Loops loops, Resources own, Resources newestStreams) {
    this.loops = loops;
    this.own = own;
    this.newestStreams = newestStreams;
  }

  private static WorkQueue queue() {
    return new WorkQueue(RETRY, LONGEST_RETRY, System::nanoTime);
  }

  /** Empties namespaces that are being deleted. */
  void endNamespaces(Store store, Catalog catalog, NamespaceRest namespaces) {
    WorkQueue ending = queue();
    NamespaceReconciler reconciler =
        new NamespaceReconciler(store, () -> catalog, namespaces, ending);
    loops.start("namespaces", new Informer(own, Kinds.NAMESPACE, reconciler, RETRY));
    loops.start("namespaces-worker", () -> ending.work(reconciler));
  }

  /** Keeps aggregated cluster roles at the rules that they gather. */
  void gatherRoles() {
    WorkQueue changed = queue();
    AggregationReconciler reconciler = new AggregationReconciler(own, changed);
    loops.start("roles", new Informer(own, Kinds.CLUSTER_ROLE, reconciler, RETRY));
    loops.start("roles-worker", () -> changed.work(reconciler));
  }

  /** Gives every namespace its service accounts and what belongs to them. */
  AccountLoop giveAccounts(Function<WorkQueue, AccountLoop> make) {
    AccountLoop accounts = make.apply(queue());
    accounts.start(loops);
    return accounts;
  }

  /** Deletes what nobody owns any more. */
  void collectGarbage(Store store, Catalog catalog) {
    WorkQueue due = queue();
    OwnershipLog.Halves ownership = OwnershipLog.over(store, catalog, due, RETRY);
    loops.start("ownership", ownership.log());
    loops.start("ownership-worker", () -> due.work(ownership.collector()));
  }

  /** Counts what quotas bound when one is made or changed. */
  void countQuotas(Store store, Catalog catalog) {
    WorkQueue due = queue();
    QuotaReconciler quotas = new QuotaReconciler(store, () -> catalog, due);
    loops.start("quotas", new Informer(own, Kinds.RESOURCE_QUOTA, new Marks(due), RETRY));
    loops.start("quotas-worker", () -> due.work(quotas));
  }

  /**
   * Moves workloads with the tags that they follow.
   *
   * @param stored the tags of these streams
   * @param ownHost whether a host is, or was, the integrated registry's
   * @return what knows who waits for an image
   */
  TriggerReconciler followTriggers(
      SourceTags stored, Predicate<String> ownHost, WorkloadSide workloads, InstantSource clock) {
    TriggerReconciler reconciler =
        new TriggerReconciler(
            new TriggerReconciler.Tags(newestStreams, Kinds.IMAGE_STREAM, stored, ownHost),
            workloads.objects(),
            workloads.kinds(),
            workloads.rights(),
            workloads.events(),
            clock,
            queue());
    triggers.add(reconciler.figures());
    reconciler.start(loops, workloads.workers());
    return reconciler;
  }

  /** Says how triggers go, of all loops that follow them. */
  void measureTriggers(RequestMetrics metrics) {
    metrics.gauge(
        "weir_trigger_waiting",
        "Objects with triggers that are to be looked at, now or when they are tried again.",
        () -> sum(TriggerFigures::waiting));
    metrics.counters(
        "weir_trigger_moves",
        "Triggers of objects that were to run another image, by what came of it; what failed is"
            + " tried again.",
        "result",
        Map.of(
            "moved", () -> sum(TriggerFigures::moved),
            "refused", () -> sum(TriggerFigures::refused),
            "failed", () -> sum(TriggerFigures::failed)));
  }

  private double sum(ToLongFunction<TriggerFigures> figure) {
    return triggers.stream().mapToLong(figure).sum();
  }

  /** Makes versions of deployment configs, and rolls them out. */
  void rollOut(EventRecorder events, InstantSource clock) {
    new RolloutLoop(own, events, clock, queue()).start(loops);
  }

  /** Says whose turn it is among builds, and ends and removes what nobody else does. */
  void queueBuilds(Function<WorkQueue, BuildLoop> make) {
    make.apply(queue()).start(loops, newestStreams);
  }

  /** Looks at tags that follow other registries by themselves. */
  void lookAtSchedule(Schedule schedule) {
    loops.start("schedule", new Informer(newestStreams, Kinds.IMAGE_STREAM, schedule, RETRY));
    loops.start("schedule-worker", schedule);
  }

  /** Lets tags take what they waited for. */
  void takeWhatIsOldEnough(AgedTags aged) {
    loops.start("aged-tags", new Informer(newestStreams, Kinds.IMAGE_STREAM, aged, RETRY));
    loops.start("aged-tags-worker", aged);
  }

  /** Imports what streams point at. */
  void importInBackground(Function<WorkQueue, BackgroundImport> make) {
    WorkQueue due = queue();
    BackgroundImport imports = make.apply(due);
    loops.start("imports", new Informer(newestStreams, Kinds.IMAGE_STREAM, new Marks(due), RETRY));
    for (int i = 0; i < BackgroundImport.WORKERS; i++) {
      loops.start("imports-worker-" + i, () -> due.work(imports));
    }
  }

  /**
   * Shortens histories by schedule, if there is one.
   *
   * @param objects of this server, as a user of its own
   */
  void prune(
      ServerConfig.Pruning settings, Resources objects, NamedImages named, InstantSource clock) {
    EventRecorder events = new EventRecorder(objects, Kinds.EVENT, "pruning", clock);
    PruneRules rules = PruneRules.keeping(settings.keepYoungerThan(), settings.keepTagRevisions());
    settings
        .times()
        .ifPresent(
            times ->
                loops.start(
                    "pruning",
                    new ScheduledPruning(
                        times,
                        rules,
                        objects,
                        named::elsewhere,
                        new PruneEvents(objects, events),
                        clock)));
  }
}
