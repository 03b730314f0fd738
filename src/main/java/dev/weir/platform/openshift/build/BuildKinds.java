package dev.weir.platform.openshift.build;

import dev.weir.objects.Rest;
import dev.weir.objects.StoreContext;
import dev.weir.platform.openshift.config.UnservedRest;
import dev.weir.resource.Kinds;
import java.util.List;

/** Build configs and builds. */
public final class BuildKinds {
  private BuildKinds() {}

  public static List<Rest> resources(StoreContext context) {
    return List.of(
        new BuildsRest(
            context,
            Kinds.BUILD_CONFIG,
            new BuildConfigStrategy(),
            List.of(
                UnservedRest.create(Kinds.BUILD_CONFIG, "instantiate", "BuildRequest"),
                UnservedRest.create(
                    Kinds.BUILD_CONFIG, "instantiatebinary", "BinaryBuildRequestOptions"))),
        new BuildsRest(
            context,
            Kinds.BUILD,
            new BuildStrategy(),
            List.of(
                UnservedRest.create(Kinds.BUILD, "clone", "BuildRequest"),
                UnservedRest.get(Kinds.BUILD, "log", "BuildLog"))));
  }
}
