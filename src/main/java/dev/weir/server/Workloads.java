package dev.weir.server;

import dev.weir.imagestream.SourceStreams;
import dev.weir.lookup.ImageLookup;
import dev.weir.lookup.RegistryHosts;
import dev.weir.platform.host.PodKinds;
import dev.weir.workload.PodPaths;
import dev.weir.workload.WorkloadKind;
import java.util.List;

/** What is done with the kinds that run containers. */
final class Workloads {
  /** Those that follow tags by annotation. */
  static final List<WorkloadKind> TRIGGERED =
      PodKinds.ALL.stream().filter(workload -> PodPaths.isTriggered(workload.kind())).toList();

  private Workloads() {}

  /** Looks the images of workloads up in these streams (controllers-and-access.md 5.2). */
  static ImageLookup lookup(SourceStreams streams, RegistryHosts hosts) {
    return new ImageLookup(streams, hosts, PodKinds.ALL, TRIGGERED::contains);
  }
}
