package dev.weir.platform.project;

import dev.weir.access.Authorizer;
import dev.weir.access.Policy;
import dev.weir.objects.Rest;
import dev.weir.objects.StoreContext;
import dev.weir.platform.core.NamespaceRest;
import dev.weir.resource.ResourceKind;
import java.util.List;

/** Kinds of project.openshift.io/v1. */
public final class ProjectKinds {
  public static final ResourceKind PROJECT =
      ResourceKind.clusterWide("project.openshift.io", "v1", "projects", "project", "Project")
          .withVerbs("create", "delete", "get", "list", "patch", "update", "watch");
  public static final ResourceKind PROJECT_REQUEST =
      ResourceKind.clusterWide(
              "project.openshift.io", "v1", "projectrequests", "projectrequest", "ProjectRequest")
          .withVerbs("create", "list");

  private ProjectKinds() {}

  /** The resources of these kinds; a caller sees the projects whose namespace they may get. */
  public static List<Rest> resources(
      StoreContext context, NamespaceRest namespaces, Authorizer authorizer, Policy policy) {
    return List.of(
        new ProjectRest(namespaces, authorizer, policy),
        new ProjectRequestRest(context, namespaces, authorizer));
  }
}
