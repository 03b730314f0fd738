package dev.weir.apps;

import dev.weir.objects.Rest;
import dev.weir.objects.StatusRest;
import dev.weir.objects.StoreContext;
import dev.weir.resource.ResourceKind;
import java.util.List;

/** Workloads of apps/v1. */
public final class AppsKinds {
  public static final ResourceKind DEPLOYMENT =
      ResourceKind.namespaced("apps", "v1", "deployments", "deployment", "Deployment", "deploy")
          .inCategories("all");

  private AppsKinds() {}

  public static List<Rest> resources(StoreContext context) {
    return List.of(new StatusRest(context, DEPLOYMENT, new DeploymentStrategy()));
  }
}
