package dev.weir.platform.openshift.build;

import dev.weir.access.User;
import dev.weir.follower.MoveRights;
import dev.weir.objects.Rest;
import dev.weir.objects.StoreContext;
import java.util.List;
import java.util.function.Predicate;

/** Build configs and builds. */
public final class BuildKinds {
  private BuildKinds() {}

  /**
   * The kinds over a store.
   *
   * @param images what builds are made of
   * @param rights which tags of others may be built from
   * @param overseers who may report on builds that others took
   */
  public static List<Rest> resources(
      StoreContext context, StreamImages images, MoveRights rights, Predicate<User> overseers) {
    BuildStarts.Inputs inputs = new BuildStarts.Inputs(images, rights, overseers);
    BuildRest builds = new BuildRest(context, inputs);
    return List.of(new BuildConfigRest(context, builds, inputs), builds);
  }
}
