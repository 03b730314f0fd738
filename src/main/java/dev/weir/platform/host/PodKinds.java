package dev.weir.platform.host;

import dev.weir.resource.Kinds;
import dev.weir.workload.PodPaths;
import dev.weir.workload.WorkloadKind;
import java.util.List;
import java.util.stream.Stream;

/** The kinds that run containers. */
public final class PodKinds {
  public static final List<WorkloadKind> ALL =
      Stream.of(
              Kinds.DEPLOYMENT,
              Kinds.STATEFUL_SET,
              Kinds.DAEMON_SET,
              Kinds.REPLICA_SET,
              Kinds.REPLICATION_CONTROLLER,
              Kinds.CRON_JOB,
              Kinds.POD,
              Kinds.JOB,
              Kinds.DEPLOYMENT_CONFIG)
          .flatMap(kind -> PodPaths.workload(kind).stream())
          .toList();

  private PodKinds() {}
}
