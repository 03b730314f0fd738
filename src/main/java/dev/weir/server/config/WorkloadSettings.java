package dev.weir.server.config;

import dev.weir.cluster.ClusterAccess;
import dev.weir.server.config.ServerConfig.Source;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What the settings about workloads say. */
final class WorkloadSettings {
  private static final String IN_CLUSTER = "in-cluster";
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");

  private static final int MOST_WORKERS = 100;

  private WorkloadSettings() {}

  static ClusterAccess access(String text, Map<String, String> environment) {
    ClusterAccess access =
        text.equals(IN_CLUSTER)
            ? ClusterAccess.inCluster(environment, ClusterAccess.POD)
            : ClusterAccess.ofKubeconfig(Path.of(text).toAbsolutePath(), environment);
    var _ = access.serverTls();
    return access;
  }

  /** How many are moved at once. */
  static int workers(String text) {
    try {
      int number = Integer.parseInt(text);
      if (number >= 1 && number <= MOST_WORKERS) {
        return number;
      }
    } catch (NumberFormatException _) {
      // told below
    }
    throw new IllegalArgumentException(
        "\"" + text + "\" is no number of objects from 1 to " + MOST_WORKERS);
  }

  static List<Source> sources(String text) {
    return Arrays.stream(text.split(","))
        .map(String::strip)
        .filter(entry -> !entry.isEmpty())
        .map(WorkloadSettings::source)
        .toList();
  }

  private static Source source(String entry) {
    String[] sides = entry.split("=", -1);
    boolean fits =
        sides.length == 2
            && (sides[0].equals("*") || NAME.matcher(sides[0]).matches())
            && NAME.matcher(sides[1]).matches();
    if (!fits) {
      throw new IllegalArgumentException(
          "\"" + entry + "\" is no NAMESPACE=PROJECT, such as shop=base or *=base");
    }
    return new Source(sides[0], sides[1]);
  }
}
