package dev.weir.platform.openshift;

import dev.weir.follower.KindWithTriggers;
import dev.weir.follower.TriggeredKind;
import dev.weir.objects.Rest;
import dev.weir.objects.StatusRest;
import dev.weir.objects.StoreContext;
import dev.weir.platform.openshift.build.BuildConfigs;
import dev.weir.platform.openshift.build.BuildKinds;
import dev.weir.platform.openshift.build.ConfigInputs;
import dev.weir.platform.openshift.deployment.DeploymentConfigRest;
import dev.weir.platform.openshift.deployment.DeploymentConfigs;
import dev.weir.platform.openshift.template.TemplateKinds;
import dev.weir.resource.Kinds;
import java.util.List;
import java.util.stream.Stream;

/** OpenShift's kinds that are stored as they are. */
public final class OpenShiftKinds {

  /** Those whose own fields say which tags they follow, or are made of. */
  public static final List<KindWithTriggers> WITH_TRIGGERS =
      List.of(new DeploymentConfigs(), new ConfigInputs());

  /** Those of them that move with the tags where their workloads are this server's. */
  public static final List<TriggeredKind> TRIGGERED = List.of(new DeploymentConfigs());

  /** Those that move with the tags wherever workloads are: no cluster of pods has them. */
  public static final List<TriggeredKind> BUILDING = List.of(new BuildConfigs());

  private OpenShiftKinds() {}

  /**
   * The kinds over a store.
   *
   * @param inputs what builds are made of, and deployments follow
   */
  public static List<Rest> resources(StoreContext context, BuildKinds.Inputs inputs) {
    return Stream.<Stream<? extends Rest>>of(
            BuildKinds.resources(context, inputs).stream(),
            Stream.of(new DeploymentConfigRest(context, inputs.images(), inputs.rights())),
            TemplateKinds.resources(context).stream(),
            Stream.of(new StatusRest(context, Kinds.ROUTE, new RouteStrategy())))
        .<Rest>flatMap(kinds -> kinds)
        .toList();
  }
}
