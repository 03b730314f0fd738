package dev.weir.platform.apps;

import dev.weir.objects.Rest;
import dev.weir.objects.StatusRest;
import dev.weir.objects.StoreContext;
import dev.weir.objects.StoredRest;
import dev.weir.platform.core.ScaledRest;
import dev.weir.resource.Kinds;
import java.util.List;

/** Workloads of apps/v1 and batch/v1. */
public final class AppsKinds {

  private AppsKinds() {}

  public static List<Rest> resources(StoreContext context) {
    return List.of(
        new ScaledRest(context, Kinds.DEPLOYMENT, new DeploymentStrategy()),
        new ScaledRest(context, Kinds.STATEFUL_SET, new StatefulSetStrategy()),
        new StatusRest(context, Kinds.DAEMON_SET, new DaemonSetStrategy()),
        new ScaledRest(context, Kinds.REPLICA_SET, new ReplicaSetStrategy()),
        new StoredRest(context, Kinds.CONTROLLER_REVISION, new ControllerRevisionStrategy()),
        new StatusRest(context, Kinds.JOB, new JobStrategy()),
        new StatusRest(context, Kinds.CRON_JOB, new CronJobStrategy()));
  }
}
