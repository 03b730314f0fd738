package dev.weir.server;

import dev.weir.imagestream.SourceStreams;
import dev.weir.lookup.ImageLookup;
import dev.weir.lookup.RegistryHosts;
import dev.weir.platform.apps.AppsKinds;
import dev.weir.platform.core.CoreKinds;
import dev.weir.platform.openshift.OpenShiftKinds;
import dev.weir.workload.PodPaths;
import dev.weir.workload.WorkloadKind;
import java.util.List;
import java.util.stream.Stream;

/** The kinds that run containers. */
final class Workloads {
  /** All whose images are looked up (controllers-and-access.md 5.2). */
  private static final List<WorkloadKind> ALL =
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

  /** Those that follow tags by annotation. */
  static final List<WorkloadKind> TRIGGERED =
      ALL.stream().filter(workload -> PodPaths.isTriggered(workload.kind())).toList();

  private Workloads() {}

  /** Looks the images of workloads up in these streams. */
  static ImageLookup lookup(SourceStreams streams, RegistryHosts hosts) {
    return new ImageLookup(streams, hosts, ALL, TRIGGERED::contains);
  }
}
