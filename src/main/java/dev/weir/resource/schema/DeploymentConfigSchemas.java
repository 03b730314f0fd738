package dev.weir.resource.schema;

import java.util.Map;
import java.util.function.Function;

/** The kinds of {@code apps.openshift.io/v1} (controllers-and-access.md 4.1). */
public final class DeploymentConfigSchemas {
  private static final String PACKAGE = "com.github.openshift.api.apps.v1.";

  private final Function<String, Schema> core;

  private DeploymentConfigSchemas(Function<String, Schema> core) {
    this.core = core;
  }

  /**
   * By kind.
   *
   * @param core finds a message of the core group, such as {@code PodTemplateSpec}
   */
  public static Map<String, Schema.Fields> kinds(Function<String, Schema> core) {
    DeploymentConfigSchemas parts = new DeploymentConfigSchemas(core);
    return Map.of(
        "DeploymentConfig",
        Shape.kind(PACKAGE + "DeploymentConfig", "Pods after a template, and when to renew them.")
            .with("spec", parts.spec(), "What pods shall run, and what starts a rollout.")
            .with("status", status(), "What was rolled out.")
            .done(),
        "DeploymentRequest",
        request(),
        "DeploymentConfigRollback",
        rollback());
  }

  private static Schema.Fields request() {
    return Shape.kind(PACKAGE + "DeploymentRequest", "Asks for a rollout.")
        .with("name", Schema.STRING, "The deployment config.")
        .with("latest", Schema.BOOLEAN, "Image triggers get the newest images first.")
        .with("force", Schema.BOOLEAN, "There is a rollout whether anything has changed or not.")
        .list("excludeTriggers", Schema.STRING, "Types of triggers that are not asked.")
        .done();
  }

  private static Schema.Fields rollback() {
    Schema spec =
        Shape.of(PACKAGE + "DeploymentConfigRollbackSpec", "What is taken over.")
            .with("from", MetaSchemas.OBJECT_REFERENCE, "The replication controller of a version.")
            .with("revision", Schema.INT64, "The version; the one before if 0.")
            .with("includeTriggers", Schema.BOOLEAN, "Its triggers.")
            .with("includeTemplate", Schema.BOOLEAN, "Its pod template.")
            .with("includeReplicationMeta", Schema.BOOLEAN, "Its replicas and selector.")
            .with("includeStrategy", Schema.BOOLEAN, "Its strategy.")
            .done();
    return Shape.kind(PACKAGE + "DeploymentConfigRollback", "Asks for an earlier version.")
        .with("name", Schema.STRING, "The deployment config.")
        .with("updatedAnnotations", MetaSchemas.STRINGS, "Annotations that the config gets.")
        .with("spec", spec, "What is taken over.")
        .done();
  }

  private Schema spec() {
    return Shape.of(PACKAGE + "DeploymentConfigSpec", "What pods shall run.")
        .with("strategy", strategy(), "How new pods replace old ones.")
        .with("minReadySeconds", Schema.INT32, "How long a pod is ready before it counts.")
        .list("triggers", trigger(), "What starts a rollout; ConfigChange if left out.")
        .with("replicas", Schema.INT32, "Number of pods that are wanted.")
        .with("revisionHistoryLimit", Schema.INT32, "Number of old versions that are kept.")
        .with("test", Schema.BOOLEAN, "The pods are only there while a rollout runs.")
        .with("paused", Schema.BOOLEAN, "No rollout starts by itself.")
        .with("selector", MetaSchemas.STRINGS, "Labels of the pods; the template's if left out.")
        .with("template", core.apply("PodTemplateSpec"), "What each pod is made after.")
        .done();
  }

  private Schema strategy() {
    Schema custom =
        Shape.of(PACKAGE + "CustomDeploymentStrategyParams", "A rollout by an image of one's own.")
            .with("image", Schema.STRING, "The image that rolls out.")
            .list("environment", core.apply("EnvVar"), "Its environment.")
            .list("command", Schema.STRING, "Its command.")
            .done();
    return Shape.of(PACKAGE + "DeploymentStrategy", "How new pods replace old ones.")
        .with("type", Schema.STRING, "Rolling, Recreate or Custom.")
        .with("customParams", custom, "For Custom.")
        .with("recreateParams", recreate(), "For Recreate: all old pods go first.")
        .with("rollingParams", rolling(), "For Rolling: pods are replaced a few at a time.")
        .with("resources", core.apply("ResourceRequirements"), "What the deployer pod may use.")
        .with("labels", MetaSchemas.STRINGS, "Labels of the deployer pod.")
        .with("annotations", MetaSchemas.STRINGS, "Annotations of the deployer pod.")
        .with("activeDeadlineSeconds", Schema.INT64, "How long a rollout may take.")
        .done();
  }

  private static Schema recreate() {
    return Shape.of(PACKAGE + "RecreateDeploymentStrategyParams", "Old pods go first.")
        .with("timeoutSeconds", Schema.INT64, "How long to wait for pods.")
        .with("pre", Schema.ANYTHING, "What runs before.")
        .with("mid", Schema.ANYTHING, "What runs when no old pod is left.")
        .with("post", Schema.ANYTHING, "What runs afterwards.")
        .done();
  }

  private static Schema rolling() {
    return Shape.of(PACKAGE + "RollingDeploymentStrategyParams", "A few pods at a time.")
        .with("updatePeriodSeconds", Schema.INT64, "Time between two pods.")
        .with("intervalSeconds", Schema.INT64, "Time between two looks at the pods.")
        .with("timeoutSeconds", Schema.INT64, "How long to wait for pods.")
        .with(
            "maxUnavailable",
            Schema.INT_OR_STRING,
            "How many pods may be missing; also in percent.")
        .with("maxSurge", Schema.INT_OR_STRING, "How many pods may be too many; also in percent.")
        .with("pre", Schema.ANYTHING, "What runs before.")
        .with("post", Schema.ANYTHING, "What runs afterwards.")
        .done();
  }

  private static Schema trigger() {
    Schema params =
        Shape.of(PACKAGE + "DeploymentTriggerImageChangeParams", "Which tag to follow.")
            .with("automatic", Schema.BOOLEAN, "A new image starts a rollout by itself.")
            .list("containerNames", Schema.STRING, "Containers that get the tag's image.")
            .with("from", MetaSchemas.OBJECT_REFERENCE, "The ImageStreamTag that is followed.")
            .with("lastTriggeredImage", Schema.STRING, "Pull spec of the image that came last.")
            .done();
    return Shape.of(PACKAGE + "DeploymentTriggerPolicy", "Something that starts a rollout.")
        .with("type", Schema.STRING, "ConfigChange or ImageChange.")
        .with("imageChangeParams", params, "For ImageChange: which tag to follow.")
        .done();
  }

  private static Schema status() {
    Schema image =
        Shape.of(PACKAGE + "DeploymentCauseImageTrigger", "The image that was new.")
            .with("from", MetaSchemas.OBJECT_REFERENCE, "The image.")
            .done();
    Schema cause =
        Shape.of(PACKAGE + "DeploymentCause", "Why a rollout began.")
            .with("type", Schema.STRING, "Manual, ConfigChange or ImageChange.")
            .with("imageTrigger", image, "For ImageChange: the image.")
            .done();
    Schema details =
        Shape.of(PACKAGE + "DeploymentDetails", "Why the latest version came about.")
            .with("message", Schema.STRING, "For people.")
            .list("causes", cause, "What led to it.")
            .done();
    return Shape.of(PACKAGE + "DeploymentConfigStatus", "What was rolled out.")
        .with("latestVersion", Schema.INT64, "The version that was asked for last.")
        .with("observedGeneration", Schema.INT64, "Generation that the status speaks of.")
        .with("replicas", Schema.INT32, "Number of pods that there are.")
        .with("updatedReplicas", Schema.INT32, "Pods after the newest template.")
        .with("availableReplicas", Schema.INT32, "Pods that are available.")
        .with("unavailableReplicas", Schema.INT32, "Pods that are not available.")
        .with("details", details, "Why the latest version came about.")
        .list("conditions", condition(), "type", "Observations of the deployment config.")
        .with("readyReplicas", Schema.INT32, "Pods that are ready.")
        .done();
  }

  private static Schema condition() {
    return Shape.of(PACKAGE + "DeploymentCondition", "An observation of a deployment config.")
        .with("type", Schema.STRING, "Available, Progressing or ReplicaFailure.")
        .with("status", Schema.STRING, "True, False or Unknown.")
        .with("lastUpdateTime", Schema.TIME, "When it was observed.")
        .with("lastTransitionTime", Schema.TIME, "When the status changed.")
        .with("reason", Schema.STRING, "For programs.")
        .with("message", Schema.STRING, "For people.")
        .done();
  }
}
