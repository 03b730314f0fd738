package dev.weir.platform.apps;

import dev.weir.objects.Rest;
import dev.weir.objects.StatusRest;
import dev.weir.objects.StoreContext;
import dev.weir.objects.StoredRest;
import dev.weir.platform.core.ScaledRest;
import dev.weir.resource.ResourceKind;
import java.util.List;

/** Workloads of apps/v1 and batch/v1. */
public final class AppsKinds {
  public static final ResourceKind DEPLOYMENT =
      apps("deployments", "deployment", "Deployment", "deploy").inCategories("all");
  public static final ResourceKind STATEFUL_SET =
      apps("statefulsets", "statefulset", "StatefulSet", "sts").inCategories("all");
  public static final ResourceKind DAEMON_SET =
      apps("daemonsets", "daemonset", "DaemonSet", "ds").inCategories("all");
  public static final ResourceKind REPLICA_SET =
      apps("replicasets", "replicaset", "ReplicaSet", "rs").inCategories("all");
  public static final ResourceKind CONTROLLER_REVISION =
      apps("controllerrevisions", "controllerrevision", "ControllerRevision");
  public static final ResourceKind JOB =
      ResourceKind.namespaced("batch", "v1", "jobs", "job", "Job").inCategories("all");
  public static final ResourceKind CRON_JOB =
      ResourceKind.namespaced("batch", "v1", "cronjobs", "cronjob", "CronJob", "cj")
          .inCategories("all");

  private AppsKinds() {}

  private static ResourceKind apps(
      String plural, String singular, String kind, String... shortNames) {
    return ResourceKind.namespaced("apps", "v1", plural, singular, kind, shortNames);
  }

  public static List<Rest> resources(StoreContext context) {
    return List.of(
        new ScaledRest(context, DEPLOYMENT, new DeploymentStrategy()),
        new ScaledRest(context, STATEFUL_SET, new StatefulSetStrategy()),
        new StatusRest(context, DAEMON_SET, new DaemonSetStrategy()),
        new ScaledRest(context, REPLICA_SET, new ReplicaSetStrategy()),
        new StoredRest(context, CONTROLLER_REVISION, new ControllerRevisionStrategy()),
        new StatusRest(context, JOB, new JobStrategy()),
        new StatusRest(context, CRON_JOB, new CronJobStrategy()));
  }
}
