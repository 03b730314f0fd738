package dev.weir.cli.cluster;

import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The kinds that most calls are about and every Weir has: no discovery is needed to find them. */
public final class KnownKinds {
  private static final String IMAGE = "image.openshift.io";

  public static final ResourceKind STREAM = image("imagestreams", "ImageStream", "is");
  public static final ResourceKind STREAM_TAG = image("imagestreamtags", "ImageStreamTag", "istag");
  public static final ResourceKind STREAM_IMAGE =
      image("imagestreamimages", "ImageStreamImage", "isimage");
  public static final ResourceKind STREAM_IMPORT =
      image("imagestreamimports", "ImageStreamImport", "");
  public static final ResourceKind IMAGES = cluster(IMAGE, "images", "Image", "");
  public static final ResourceKind NAMESPACE = cluster("", "namespaces", "Namespace", "ns");
  public static final ResourceKind SECRET = namespaced("", "secrets", "Secret", "");
  public static final ResourceKind SERVICE_ACCOUNT =
      namespaced("", "serviceaccounts", "ServiceAccount", "sa");
  public static final ResourceKind DEPLOYMENT =
      namespaced("apps", "deployments", "Deployment", "deploy");
  public static final ResourceKind PROJECT =
      cluster("project.openshift.io", "projects", "Project", "");
  public static final ResourceKind PROJECT_REQUEST =
      cluster("project.openshift.io", "projectrequests", "ProjectRequest", "");
  public static final ResourceKind USER = cluster("user.openshift.io", "users", "User", "");

  public static final ResourceKind CONFIG_MAP = namespaced("", "configmaps", "ConfigMap", "cm");
  public static final ResourceKind QUOTA =
      namespaced("", "resourcequotas", "ResourceQuota", "quota");
  private static final String RBAC = "rbac.authorization.k8s.io";
  public static final ResourceKind ROLE = namespaced(RBAC, "roles", "Role", "");
  public static final ResourceKind ROLE_BINDING =
      namespaced(RBAC, "rolebindings", "RoleBinding", "");
  public static final ResourceKind CLUSTER_ROLE = cluster(RBAC, "clusterroles", "ClusterRole", "");
  public static final ResourceKind CLUSTER_ROLE_BINDING =
      cluster(RBAC, "clusterrolebindings", "ClusterRoleBinding", "");
  public static final ResourceKind GROUP = cluster("user.openshift.io", "groups", "Group", "");

  private static final List<ResourceKind> ALL =
      List.of(
          STREAM,
          STREAM_TAG,
          STREAM_IMAGE,
          STREAM_IMPORT,
          IMAGES,
          image("imagestreammappings", "ImageStreamMapping", ""),
          NAMESPACE,
          SECRET,
          SERVICE_ACCOUNT,
          CONFIG_MAP,
          ROLE,
          ROLE_BINDING,
          CLUSTER_ROLE,
          CLUSTER_ROLE_BINDING,
          namespaced("", "events", "Event", "ev"),
          DEPLOYMENT,
          PROJECT,
          PROJECT_REQUEST,
          USER);

  private KnownKinds() {}

  private static ResourceKind image(String plural, String kind, String shortName) {
    return kind(IMAGE, plural, kind, true, shortName);
  }

  private static ResourceKind namespaced(
      String group, String plural, String kind, String shortName) {
    return kind(group, plural, kind, true, shortName);
  }

  private static ResourceKind cluster(String group, String plural, String kind, String shortName) {
    return kind(group, plural, kind, false, shortName);
  }

  private static ResourceKind kind(
      String group, String plural, String kind, boolean namespaced, String shortName) {
    return new ResourceKind(
        group,
        "v1",
        plural,
        kind.toLowerCase(Locale.ROOT),
        kind,
        namespaced,
        shortName.isEmpty() ? List.of() : List.of(shortName),
        List.of(),
        List.of());
  }

  /** A kind by what a user calls it: plural, singular, short, with or without group, any case. */
  public static Optional<ResourceKind> called(String name) {
    return Kinds.called(ALL, name);
  }

  /** A kind by what an object calls itself. */
  public static Optional<ResourceKind> of(String apiVersion, String kind) {
    for (ResourceKind known : ALL) {
      if (known.kind().equals(kind) && known.apiVersion().equals(apiVersion)) {
        return Optional.of(known);
      }
    }
    return Optional.empty();
  }

  /** The kind of a workload or image object as far as it is told without asking a server. */
  public static ResourceKind guessed(JsonNode object) {
    String apiVersion = Json.string(object, "apiVersion");
    String kind = Json.string(object, "kind");
    int slash = apiVersion.indexOf('/');
    String singular = kind.toLowerCase(Locale.ROOT);
    return of(apiVersion, kind)
        .orElseGet(
            () ->
                new ResourceKind(
                    slash < 0 ? "" : apiVersion.substring(0, slash),
                    apiVersion.substring(slash + 1),
                    singular + "s",
                    singular,
                    kind,
                    true,
                    List.of(),
                    List.of(),
                    List.of()));
  }
}
