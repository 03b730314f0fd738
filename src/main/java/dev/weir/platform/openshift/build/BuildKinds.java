package dev.weir.platform.openshift.build;

import dev.weir.access.User;
import dev.weir.follower.MoveRights;
import dev.weir.objects.Rest;
import dev.weir.objects.StoreContext;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/** Build configs and builds. */
public final class BuildKinds {
  private BuildKinds() {}

  /**
   * What builds are made of, and by whom.
   *
   * @param rights which tags of others may be built from
   * @param overseers who may report on builds that others took
   * @param secrets finds a Secret by namespace and name
   */
  public record Inputs(
      StreamImages images,
      MoveRights rights,
      Predicate<User> overseers,
      BiFunction<String, String, Optional<ObjectNode>> secrets) {}

  /** The kinds over a store. */
  public static List<Rest> resources(StoreContext context, Inputs inputs) {
    BuildRest builds = new BuildRest(context, inputs);
    return List.of(new BuildConfigRest(context, builds, inputs), builds);
  }
}
