package dev.weir.platform.host;

import dev.weir.platform.apps.AppsKinds;
import dev.weir.platform.core.CoreKinds;
import dev.weir.platform.openshift.OpenShiftKinds;
import dev.weir.workload.PodPaths;
import dev.weir.workload.WorkloadKind;
import java.util.List;
import java.util.stream.Stream;

/** The kinds that run containers. */
public final class PodKinds {
  public static final List<WorkloadKind> ALL =
      Stream.of(
              AppsKinds.DEPLOYMENT,
              AppsKinds.STATEFUL_SET,
              AppsKinds.DAEMON_SET,
              AppsKinds.REPLICA_SET,
              CoreKinds.REPLICATION_CONTROLLER,
              AppsKinds.CRON_JOB,
              CoreKinds.POD,
              AppsKinds.JOB,
              OpenShiftKinds.DEPLOYMENT_CONFIG)
          .flatMap(kind -> PodPaths.workload(kind).stream())
          .toList();

  private PodKinds() {}
}
