package dev.weir.platform.openshift.build;

import dev.weir.follower.MoveRights;
import dev.weir.objects.Rest;
import dev.weir.objects.StoreContext;
import java.util.List;

/** Build configs and builds. */
public final class BuildKinds {
  private BuildKinds() {}

  /**
   * The kinds over a store.
   *
   * @param images what builds are made of
   * @param rights which tags of others may be built from
   */
  public static List<Rest> resources(StoreContext context, StreamImages images, MoveRights rights) {
    BuildStarts.Inputs inputs = new BuildStarts.Inputs(images, rights);
    BuildRest builds = new BuildRest(context, inputs);
    return List.of(new BuildConfigRest(context, builds, inputs), builds);
  }
}
