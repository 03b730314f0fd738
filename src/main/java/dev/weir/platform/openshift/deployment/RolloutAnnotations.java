package dev.weir.platform.openshift.deployment;

/** Names by which users and clients know what a rollout is (controllers-and-access.md 4.4). */
final class RolloutAnnotations {
  /** Of a replication controller, label and annotation, and of its pods: the deployment config. */
  static final String CONFIG = "openshift.io/deployment-config.name";

  static final String VERSION = "openshift.io/deployment-config.latest-version";

  /** Of pods: the replication controller. */
  static final String NAME = "openshift.io/deployment.name";

  static final String PHASE = "openshift.io/deployment.phase";

  static final String REASON = "openshift.io/deployment.status-reason";

  static final String CANCELLED = "openshift.io/deployment.cancelled";

  /** The deployment config as it was, as JSON. */
  static final String ENCODED = "openshift.io/encoded-deployment-config";

  /** Replicas that the controller was given last. */
  static final String REPLICAS = "openshift.io/deployment.replicas";

  /** Replicas that the config wanted when the rollout began. */
  static final String DESIRED = "kubectl.kubernetes.io/desired-replicas";

  /** Labels of pods, and in the selector: config and controller. */
  static final String CONFIG_LABEL = "deploymentconfig";

  static final String CONTROLLER_LABEL = "deployment";

  private RolloutAnnotations() {}
}
