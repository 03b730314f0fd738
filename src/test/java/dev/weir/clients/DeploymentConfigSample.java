package dev.weir.clients;

/** Deployment configs that several tests make. */
final class DeploymentConfigSample {
  /** Follows {@code app:v1}, and its own template. */
  static final String FOLLOWING =
      """
      apiVersion: apps.openshift.io/v1
      kind: DeploymentConfig
      metadata: {name: web, labels: {team: blue}}
      spec:
        replicas: 2
        selector: {app: web}
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: web, image: ' '}]}
        triggers:
        - type: ConfigChange
        - type: ImageChange
          imageChangeParams:
            automatic: true
            containerNames: [web]
            from: {kind: ImageStreamTag, name: 'app:v1'}
      """;

  private DeploymentConfigSample() {}
}
