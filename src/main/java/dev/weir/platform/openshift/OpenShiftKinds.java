package dev.weir.platform.openshift;

import dev.weir.follower.KindWithTriggers;
import dev.weir.objects.Rest;
import dev.weir.objects.StatusRest;
import dev.weir.objects.StoreContext;
import dev.weir.objects.StoredRest;
import dev.weir.resource.ResourceKind;
import java.util.List;

/** OpenShift's kinds that are stored as they are. */
public final class OpenShiftKinds {
  public static final ResourceKind DEPLOYMENT_CONFIG =
      ResourceKind.namespaced(
              "apps.openshift.io",
              "v1",
              "deploymentconfigs",
              "deploymentconfig",
              "DeploymentConfig",
              "dc")
          .inCategories("all");
  public static final ResourceKind BUILD_CONFIG =
      ResourceKind.namespaced(
              "build.openshift.io", "v1", "buildconfigs", "buildconfig", "BuildConfig", "bc")
          .inCategories("all");
  public static final ResourceKind BUILD =
      ResourceKind.namespaced("build.openshift.io", "v1", "builds", "build", "Build")
          .inCategories("all");
  public static final ResourceKind TEMPLATE =
      ResourceKind.namespaced("template.openshift.io", "v1", "templates", "template", "Template");
  public static final ResourceKind ROUTE =
      ResourceKind.namespaced("route.openshift.io", "v1", "routes", "route", "Route")
          .inCategories("all");

  /** Those whose own fields say which tags they follow. */
  public static final List<KindWithTriggers> WITH_TRIGGERS =
      List.of(new DeploymentConfigs(), new BuildConfigs());

  private OpenShiftKinds() {}

  public static List<Rest> resources(StoreContext context) {
    return List.of(
        new DeploymentConfigRest(context),
        new BuildsRest(
            context,
            BUILD_CONFIG,
            new BuildConfigStrategy(),
            List.of(
                UnservedRest.create(BUILD_CONFIG, "instantiate", "BuildRequest"),
                UnservedRest.create(
                    BUILD_CONFIG, "instantiatebinary", "BinaryBuildRequestOptions"))),
        new BuildsRest(
            context,
            BUILD,
            new BuildStrategy(),
            List.of(
                UnservedRest.create(BUILD, "clone", "BuildRequest"),
                UnservedRest.get(BUILD, "log", "BuildLog"))),
        new StoredRest(context, TEMPLATE, new TemplateStrategy()),
        new StatusRest(context, ROUTE, new RouteStrategy()));
  }
}
