package dev.weir.platform.openshift;

import dev.weir.follower.KindWithTriggers;
import dev.weir.follower.TriggeredKind;
import dev.weir.objects.Rest;
import dev.weir.objects.StatusRest;
import dev.weir.objects.StoreContext;
import dev.weir.objects.StoredRest;
import dev.weir.platform.openshift.build.BuildConfigs;
import dev.weir.platform.openshift.build.BuildKinds;
import dev.weir.platform.openshift.deployment.DeploymentConfigRest;
import dev.weir.platform.openshift.deployment.DeploymentConfigs;
import dev.weir.resource.Kinds;
import java.util.List;
import java.util.stream.Stream;

/** OpenShift's kinds that are stored as they are. */
public final class OpenShiftKinds {

  /** Those whose own fields say which tags they follow. */
  public static final List<KindWithTriggers> WITH_TRIGGERS =
      List.of(new DeploymentConfigs(), new BuildConfigs());

  /** Those of them that move with the tags. */
  public static final List<TriggeredKind> TRIGGERED = List.of(new DeploymentConfigs());

  private OpenShiftKinds() {}

  public static List<Rest> resources(StoreContext context) {
    return Stream.concat(
            BuildKinds.resources(context).stream(),
            Stream.of(
                new DeploymentConfigRest(context),
                new StoredRest(context, Kinds.TEMPLATE, new TemplateStrategy()),
                new StatusRest(context, Kinds.ROUTE, new RouteStrategy())))
        .toList();
  }
}
