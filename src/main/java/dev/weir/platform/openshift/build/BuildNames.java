package dev.weir.platform.openshift.build;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How builds are called, and which config and number they are of. Pure. */
final class BuildNames {
  static final String CONFIG = "openshift.io/build-config.name";
  static final String NUMBER = "openshift.io/build.number";
  static final String POLICY = "openshift.io/build.start-policy";
  static final String CLONE_OF = "openshift.io/build.clone-of";

  /** The label from before labels had namespaces. */
  static final String OLD_CONFIG = "buildconfig";

  /** The number of the last build that a config can have. */
  static final int LAST_NUMBER = Integer.MAX_VALUE;

  private static final int LONGEST = 253;
  private static final int LONGEST_LABEL = 63;
  private static final int HASH = 8;

  private BuildNames() {}

  /** {@code app-3}; of a name that is too long, the beginning and a hash. */
  static String of(String config, long number) {
    return joined(config, Long.toString(number));
  }

  /** A name with a suffix, of at most 253 characters. */
  static String joined(String base, String suffix) {
    String name = base + "-" + suffix;
    if (name.length() <= LONGEST) {
      return name;
    }
    String hash =
        UUID.nameUUIDFromBytes(base.getBytes(StandardCharsets.UTF_8)).toString().substring(0, HASH);
    return base.substring(0, LONGEST - suffix.length() - HASH - 2) + "-" + hash + "-" + suffix;
  }

  /** The name of a config as the value of a label. */
  static String label(String config) {
    return config.length() <= LONGEST_LABEL
        ? config
        : config.substring(0, LONGEST_LABEL).replaceFirst("[-._]+$", "");
  }

  /** Name of the config that a build is of; empty if it is of none. */
  static String config(ObjectNode build) {
    String name = Meta.annotation(build, CONFIG);
    return name.isEmpty()
        ? Json.string(Json.objectAt(Json.objectAt(build, "status"), "config"), "name")
        : name;
  }

  /** The number of a build among those of its config; 0 if it has none. */
  static long number(JsonNode build) {
    try {
      return Long.parseLong(Meta.annotation(build, NUMBER));
    } catch (NumberFormatException _) {
      return 0;
    }
  }
}
