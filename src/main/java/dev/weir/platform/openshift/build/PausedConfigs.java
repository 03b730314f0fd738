package dev.weir.platform.openshift.build;

import dev.weir.resource.Meta;
import tools.jackson.databind.node.ObjectNode;

/** Build configs of which nobody starts a build. Pure. */
final class PausedConfigs {
  static final String ANNOTATION = "openshift.io/build-config.paused";

  private PausedConfigs() {}

  static boolean isPaused(ObjectNode config) {
    return Meta.annotation(config, ANNOTATION).equalsIgnoreCase("true");
  }
}
