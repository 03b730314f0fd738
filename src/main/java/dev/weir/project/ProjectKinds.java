package dev.weir.project;

import dev.weir.core.NamespaceRest;
import dev.weir.objects.Rest;
import dev.weir.resource.ResourceKind;
import java.util.List;

/** Kinds of project.openshift.io/v1. */
public final class ProjectKinds {
  public static final ResourceKind PROJECT =
      ResourceKind.clusterWide("project.openshift.io", "v1", "projects", "project", "Project")
          .withVerbs("delete", "get", "list", "patch", "update", "watch");
  public static final ResourceKind PROJECT_REQUEST =
      ResourceKind.clusterWide(
              "project.openshift.io", "v1", "projectrequests", "projectrequest", "ProjectRequest")
          .withVerbs("create", "list");

  private ProjectKinds() {}

  /**
   * The resources of these kinds.
   *
   * @param visibility which namespaces a caller may see
   */
  public static List<Rest> resources(NamespaceRest namespaces, NamespaceVisibility visibility) {
    return List.of(new ProjectRest(namespaces, visibility), new ProjectRequestRest(namespaces));
  }
}
