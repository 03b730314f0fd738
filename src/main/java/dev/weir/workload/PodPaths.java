package dev.weir.workload;

import dev.weir.resource.ResourceKind;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where the kinds that run containers have their pod spec, by {@link ResourceKind#resource}. */
public final class PodPaths {
  private static final String TEMPLATE = "spec.template.spec";

  private static final Map<String, String> ALL =
      Map.of(
          "pods", "spec",
          "replicationcontrollers", TEMPLATE,
          "deployments.apps", TEMPLATE,
          "statefulsets.apps", TEMPLATE,
          "daemonsets.apps", TEMPLATE,
          "replicasets.apps", TEMPLATE,
          "jobs.batch", TEMPLATE,
          "cronjobs.batch", "spec.jobTemplate.spec.template.spec",
          "deploymentconfigs.apps.openshift.io", TEMPLATE);

  /** Their pods are given another image by rollouts of their own, or never. */
  private static final Set<String> STEADY =
      Set.of("pods", "jobs.batch", "deploymentconfigs.apps.openshift.io");

  private PodPaths() {}

  /** The kind with its pod spec; empty if it runs no containers. */
  public static Optional<WorkloadKind> workload(ResourceKind kind) {
    return Optional.ofNullable(ALL.get(kind.resource())).map(path -> new WorkloadKind(kind, path));
  }

  /** True of kinds that say by an annotation which tags they follow. */
  public static boolean hasAnnotation(ResourceKind kind) {
    return ALL.containsKey(kind.resource())
        && !kind.resource().equals("deploymentconfigs.apps.openshift.io");
  }

  /**
   * True of kinds whose pods can be given another image at any time (controllers-and-access.md
   * 2.2).
   */
  public static boolean isTriggered(ResourceKind kind) {
    return ALL.containsKey(kind.resource()) && !STEADY.contains(kind.resource());
  }
}
