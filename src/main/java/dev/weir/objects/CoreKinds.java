package dev.weir.objects;

import dev.weir.resource.ResourceKind;
import java.util.ArrayList;
import java.util.List;

/** Kinds around image streams, as Kubernetes and OpenShift name them. */
public final class CoreKinds {
  private static final List<String> ALL_VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

  public static final ResourceKind NAMESPACE =
      new ResourceKind(
          "",
          "v1",
          "namespaces",
          "namespace",
          "Namespace",
          false,
          List.of("ns"),
          List.of(),
          List.of("create", "delete", "get", "list", "patch", "update", "watch"));
  public static final ResourceKind SECRET =
      namespaced("", "v1", "secrets", "secret", "Secret", List.of(), List.of());
  public static final ResourceKind CONFIG_MAP =
      namespaced("", "v1", "configmaps", "configmap", "ConfigMap", List.of("cm"), List.of());
  public static final ResourceKind SERVICE_ACCOUNT =
      namespaced(
          "",
          "v1",
          "serviceaccounts",
          "serviceaccount",
          "ServiceAccount",
          List.of("sa"),
          List.of());
  public static final ResourceKind EVENT =
      namespaced("", "v1", "events", "event", "Event", List.of("ev"), List.of());
  public static final ResourceKind DEPLOYMENT =
      namespaced(
          "apps",
          "v1",
          "deployments",
          "deployment",
          "Deployment",
          List.of("deploy"),
          List.of("all"));
  public static final ResourceKind PROJECT =
      new ResourceKind(
          "project.openshift.io",
          "v1",
          "projects",
          "project",
          "Project",
          false,
          List.of(),
          List.of(),
          List.of("delete", "get", "list", "patch", "update", "watch"));
  public static final ResourceKind PROJECT_REQUEST =
      new ResourceKind(
          "project.openshift.io",
          "v1",
          "projectrequests",
          "projectrequest",
          "ProjectRequest",
          false,
          List.of(),
          List.of(),
          List.of("create", "list"));
  public static final ResourceKind USER =
      new ResourceKind(
          "user.openshift.io",
          "v1",
          "users",
          "user",
          "User",
          false,
          List.of(),
          List.of(),
          List.of("get"));

  private CoreKinds() {}

  private static ResourceKind namespaced(
      String group,
      String version,
      String plural,
      String singular,
      String kind,
      List<String> shortNames,
      List<String> categories) {
    return new ResourceKind(
        group, version, plural, singular, kind, true, shortNames, categories, ALL_VERBS);
  }

  /**
   * The resources of these kinds.
   *
   * @param secrets encrypts secrets at rest
   * @param projects shows namespaces as the caller may see them
   */
  public static List<Rest> resources(
      StoreContext context, ValueCodec secrets, NamespaceVisibility projects) {
    NamespaceRest namespaces = new NamespaceRest(context);
    List<Rest> all = new ArrayList<>();
    all.add(namespaces);
    all.add(new StoredRest(context, SECRET, new SecretStrategy(), secrets));
    all.add(new StoredRest(context, CONFIG_MAP, new ConfigMapStrategy()));
    all.add(new StoredRest(context, SERVICE_ACCOUNT, new ServiceAccountStrategy()));
    all.add(new StoredRest(context, EVENT, new EventStrategy()));
    all.add(new StatusRest(context, DEPLOYMENT, new DeploymentStrategy()));
    all.add(new ProjectRest(namespaces, projects));
    all.add(new ProjectRequestRest(namespaces));
    all.add(new UserRest());
    return all;
  }
}
