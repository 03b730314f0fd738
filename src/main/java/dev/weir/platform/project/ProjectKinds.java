package dev.weir.platform.project;

import dev.weir.access.Authorizer;
import dev.weir.access.Policy;
import dev.weir.objects.Rest;
import dev.weir.objects.StoreContext;
import dev.weir.platform.core.NamespaceRest;
import java.util.List;

/** Kinds of project.openshift.io/v1. */
public final class ProjectKinds {

  private ProjectKinds() {}

  /** The resources of these kinds; a caller sees the projects whose namespace they may get. */
  public static List<Rest> resources(
      StoreContext context, NamespaceRest namespaces, Authorizer authorizer, Policy policy) {
    return List.of(
        new ProjectRest(namespaces, authorizer, policy),
        new ProjectRequestRest(context, namespaces, authorizer));
  }
}
