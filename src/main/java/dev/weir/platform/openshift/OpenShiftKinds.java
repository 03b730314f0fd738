package dev.weir.platform.openshift;

import dev.weir.follower.KindWithTriggers;
import dev.weir.objects.Rest;
import dev.weir.objects.StatusRest;
import dev.weir.objects.StoreContext;
import dev.weir.objects.StoredRest;
import dev.weir.resource.Kinds;
import java.util.List;

/** OpenShift's kinds that are stored as they are. */
public final class OpenShiftKinds {

  /** Those whose own fields say which tags they follow. */
  public static final List<KindWithTriggers> WITH_TRIGGERS =
      List.of(new DeploymentConfigs(), new BuildConfigs());

  private OpenShiftKinds() {}

  public static List<Rest> resources(StoreContext context) {
    return List.of(
        new DeploymentConfigRest(context),
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
                UnservedRest.get(Kinds.BUILD, "log", "BuildLog"))),
        new StoredRest(context, Kinds.TEMPLATE, new TemplateStrategy()),
        new StatusRest(context, Kinds.ROUTE, new RouteStrategy()));
  }
}
