package dev.weir.server.workloads;

import dev.weir.client.Resources;
import dev.weir.controller.EventRecorder;
import dev.weir.follower.MoveRights;
import dev.weir.follower.TriggeredKind;
import dev.weir.resource.Kinds;
import dev.weir.server.config.ServerConfig.WorkloadsElsewhere;
import dev.weir.store.Store;
import dev.weir.trigger.KeptJobs;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workloads that follow the tags of this server, wherever they are.
 *
 * @param rights which triggers may move nothing
 * @param events where that is told, and what else is amiss
 * @param workers how many are moved at once
 */
public record WorkloadSide(
    Resources objects,
    List<TriggeredKind> kinds,
    MoveRights rights,
    EventRecorder events,
    int workers) {
  public static final String LOOP = "triggers";

  private static final Logger LOG = LoggerFactory.getLogger(WorkloadSide.class);

  /** This server's own. */
  public static WorkloadSide here(
      Resources own,
      List<TriggeredKind> kinds,
      MoveRights rights,
      EventRecorder events,
      int workers) {
    return new WorkloadSide(own, kinds, rights, events, workers);
  }

  /**
   * Those of another server.
   *
   * @param cluster that server's objects
   * @param store where the loop keeps what it must not forget
   * @param registryHost how pull specs name the registry of this one
   */
  public static WorkloadSide elsewhere(
      Resources cluster,
      WorkloadsElsewhere config,
      Store store,
      String registryHost,
      InstantSource clock) {
    LOG.info("workloads of {} follow tags; those of this server do not", config.access().server());
    LoopbackSpecs loopback = new LoopbackSpecs();
    loopback.registry(registryHost);
    return new WorkloadSide(
        cluster,
        Workloads.triggered(KeptJobs.elsewhere(store, config.access().server().getAuthority()))
            .stream()
            .map(loopback::told)
            .toList(),
        new ProjectRights(config.sources()),
        new EventRecorder(cluster, Kinds.EVENT, "weir-" + LOOP, clock),
        config.workers());
  }
}
