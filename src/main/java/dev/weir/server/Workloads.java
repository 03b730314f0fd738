package dev.weir.server;

import dev.weir.apps.AppsKinds;
import dev.weir.core.CoreKinds;
import dev.weir.imagestream.SourceStreams;
import dev.weir.lookup.ImageLookup;
import dev.weir.lookup.RegistryHosts;
import dev.weir.openshift.OpenShiftKinds;
import dev.weir.workload.WorkloadKind;
import java.util.List;
import java.util.stream.Stream;

/** The kinds that run containers. */
final class Workloads {
  private static final String TEMPLATE = "spec.template.spec";

  /** Kinds whose pods can be given another image at any time (controllers-and-access.md 2.2). */
  static final List<WorkloadKind> TRIGGERED =
      List.of(
          new WorkloadKind(AppsKinds.DEPLOYMENT, TEMPLATE),
          new WorkloadKind(AppsKinds.STATEFUL_SET, TEMPLATE),
          new WorkloadKind(AppsKinds.DAEMON_SET, TEMPLATE),
          new WorkloadKind(AppsKinds.REPLICA_SET, TEMPLATE),
          new WorkloadKind(CoreKinds.REPLICATION_CONTROLLER, TEMPLATE),
          new WorkloadKind(AppsKinds.CRON_JOB, "spec.jobTemplate.spec.template.spec"));

  /** All whose images are looked up (controllers-and-access.md 5.2). */
  private static final List<WorkloadKind> ALL =
      Stream.concat(
              TRIGGERED.stream(),
              Stream.of(
                  new WorkloadKind(CoreKinds.POD, "spec"),
                  new WorkloadKind(AppsKinds.JOB, TEMPLATE),
                  new WorkloadKind(OpenShiftKinds.DEPLOYMENT_CONFIG, TEMPLATE)))
          .toList();

  private Workloads() {}

  /** Looks the images of workloads up in these streams. */
  static ImageLookup lookup(SourceStreams streams, RegistryHosts hosts) {
    return new ImageLookup(streams, hosts, ALL, TRIGGERED::contains);
  }
}
