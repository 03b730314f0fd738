package dev.weir.cli.why;

import dev.weir.resource.Kinds;
import dev.weir.resource.ResourceKind;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How an image that names a tag comes to follow it. */
final class LetFollow {
  private static final Set<String> WORKLOADS =
      Stream.of(
              Kinds.DEPLOYMENT,
              Kinds.DAEMON_SET,
              Kinds.STATEFUL_SET,
              Kinds.CRON_JOB,
              Kinds.DEPLOYMENT_CONFIG)
          .map(ResourceKind::resource)
          .collect(Collectors.toUnmodifiableSet());
  private static final String CONTAINER = "container ";

  private LetFollow() {}

  /**
   * The command; empty where none does it.
   *
   * @param object such as {@code deployments.apps/web}
   * @param where such as {@code container web}
   */
  static Optional<String> command(String object, String where, String tag) {
    String kind = object.substring(0, object.indexOf('/'));
    String set = "weir set triggers " + object + " --from-image=" + tag;
    if (kind.equals(Kinds.BUILD_CONFIG.resource())) {
      return Optional.of(set);
    }
    int name = where.indexOf(CONTAINER);
    return WORKLOADS.contains(kind) && name >= 0 && !where.startsWith("ephemeral")
        ? Optional.of(set + " -c " + where.substring(name + CONTAINER.length()))
        : Optional.empty();
  }

  /**
   * The command by which it takes the tags of triggers that are not automatic once; empty where
   * none does.
   */
  static Optional<String> once(String resource, String name) {
    return resource.equals(Kinds.DEPLOYMENT_CONFIG.resource())
        ? Optional.of("weir rollout latest dc/" + name)
        : resource.equals(Kinds.BUILD_CONFIG.resource())
            ? Optional.of("weir start-build " + name)
            : Optional.empty();
  }
}
