package dev.weir.platform.openshift;

import dev.weir.follower.KindWithTriggers;
import dev.weir.follower.MoveRights;
import dev.weir.follower.TagLookup;
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

  /**
   * The kinds over a store.
   *
   * @param tags as they are at the moment of a call, with pull specs as clients see them
   * @param rights which triggers may move something
   */
  public static List<Rest> resources(StoreContext context, TagLookup tags, MoveRights rights) {
    return Stream.concat(
            BuildKinds.resources(context).stream(),
            Stream.of(
                new DeploymentConfigRest(context, tags, rights),
                new StoredRest(context, Kinds.TEMPLATE, new TemplateStrategy()),
                new StatusRest(context, Kinds.ROUTE, new RouteStrategy())))
        .toList();
  }
}
