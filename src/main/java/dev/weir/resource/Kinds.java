package dev.weir.resource;

import java.util.Locale;

/**
 * The kinds that this product serves or speaks of, as Kubernetes and OpenShift name them: each is
 * spelled here and nowhere else. The platform's and the streams' packages say how each is served.
 */
public final class Kinds {
  private static final String CORE = "";
  private static final String APPS = "apps";
  private static final String BATCH = "batch";
  private static final String AUTHORIZATION = "authorization.k8s.io";
  private static final String AUTHENTICATION = "authentication.k8s.io";
  private static final String RBAC = "rbac.authorization.k8s.io";
  private static final String BUILDS = "build.openshift.io";
  private static final String IMAGES = "image.openshift.io";
  private static final String OAUTH = "oauth.openshift.io";
  private static final String PROJECTS = "project.openshift.io";
  private static final String USERS = "user.openshift.io";

  private static final String[] ALL_BUT_COLLECTIONS = {
    "create", "delete", "get", "list", "patch", "update", "watch"
  };

  public static final ResourceKind NAMESPACE =
      clusterWide(CORE, "Namespace", "ns").withVerbs(ALL_BUT_COLLECTIONS);
  public static final ResourceKind SECRET = namespaced(CORE, "Secret");
  public static final ResourceKind CONFIG_MAP = namespaced(CORE, "ConfigMap", "cm");
  public static final ResourceKind SERVICE_ACCOUNT = namespaced(CORE, "ServiceAccount", "sa");
  public static final ResourceKind EVENT = namespaced(CORE, "Event", "ev");
  public static final ResourceKind LIMIT_RANGE = namespaced(CORE, "LimitRange", "limits");
  public static final ResourceKind RESOURCE_QUOTA = namespaced(CORE, "ResourceQuota", "quota");
  public static final ResourceKind POD = namespaced(CORE, "Pod", "po").inCategories("all");
  public static final ResourceKind POD_TEMPLATE = namespaced(CORE, "PodTemplate");
  public static final ResourceKind REPLICATION_CONTROLLER =
      namespaced(CORE, "ReplicationController", "rc").inCategories("all");
  public static final ResourceKind SERVICE = namespaced(CORE, "Service", "svc").inCategories("all");
  public static final ResourceKind ENDPOINTS =
      ResourceKind.namespaced(CORE, "v1", "endpoints", "endpoints", "Endpoints", "ep");
  public static final ResourceKind PERSISTENT_VOLUME_CLAIM =
      namespaced(CORE, "PersistentVolumeClaim", "pvc");

  public static final ResourceKind DEPLOYMENT =
      namespaced(APPS, "Deployment", "deploy").inCategories("all");
  public static final ResourceKind STATEFUL_SET =
      namespaced(APPS, "StatefulSet", "sts").inCategories("all");
  public static final ResourceKind DAEMON_SET =
      namespaced(APPS, "DaemonSet", "ds").inCategories("all");
  public static final ResourceKind REPLICA_SET =
      namespaced(APPS, "ReplicaSet", "rs").inCategories("all");
  public static final ResourceKind CONTROLLER_REVISION = namespaced(APPS, "ControllerRevision");
  public static final ResourceKind JOB = namespaced(BATCH, "Job").inCategories("all");
  public static final ResourceKind CRON_JOB =
      namespaced(BATCH, "CronJob", "cj").inCategories("all");

  public static final ResourceKind DEPLOYMENT_CONFIG =
      namespaced("apps.openshift.io", "DeploymentConfig", "dc").inCategories("all");
  public static final ResourceKind BUILD_CONFIG =
      namespaced(BUILDS, "BuildConfig", "bc").inCategories("all");
  public static final ResourceKind BUILD = namespaced(BUILDS, "Build").inCategories("all");
  public static final ResourceKind TEMPLATE = namespaced("template.openshift.io", "Template");
  public static final ResourceKind PROCESSED_TEMPLATE =
      ResourceKind.namespaced(
              "template.openshift.io", "v1", "processedtemplates", "processedtemplate", "Template")
          .withVerbs("create");
  public static final ResourceKind ROUTE =
      namespaced("route.openshift.io", "Route").inCategories("all");

  public static final ResourceKind IMAGE = clusterWide(IMAGES, "Image");
  public static final ResourceKind IMAGE_SIGNATURE =
      clusterWide(IMAGES, "ImageSignature").withVerbs("create", "delete");
  public static final ResourceKind IMAGE_STREAM =
      namespaced(IMAGES, "ImageStream", "is").inCategories("all");
  public static final ResourceKind IMAGE_STREAM_TAG =
      namespaced(IMAGES, "ImageStreamTag", "istag").withVerbs(ALL_BUT_COLLECTIONS);
  public static final ResourceKind IMAGE_STREAM_TAG_HISTORY =
      ResourceKind.namespaced(
              IMAGES,
              "v1",
              "imagestreamtaghistories",
              "imagestreamtaghistory",
              "ImageStreamTagHistory")
          .withVerbs("get");
  public static final ResourceKind IMAGE_STREAM_TAG_CANDIDATES =
      ResourceKind.namespaced(
              IMAGES,
              "v1",
              "imagestreamtagcandidates",
              "imagestreamtagcandidates",
              "ImageStreamTagCandidates")
          .withVerbs("create", "get");
  public static final ResourceKind IMAGE_TAG =
      namespaced(IMAGES, "ImageTag", "itag").withVerbs(ALL_BUT_COLLECTIONS);
  public static final ResourceKind IMAGE_STREAM_IMAGE =
      namespaced(IMAGES, "ImageStreamImage", "isimage").withVerbs("get");
  public static final ResourceKind IMAGE_STREAM_IMPORT =
      namespaced(IMAGES, "ImageStreamImport").withVerbs("create");
  public static final ResourceKind IMAGE_STREAM_MAPPING =
      namespaced(IMAGES, "ImageStreamMapping").withVerbs("create");
  public static final ResourceKind IMAGE_STREAM_LAYERS =
      ResourceKind.namespaced(
              IMAGES, "v1", "imagestreamlayers", "imagestreamlayer", "ImageStreamLayers")
          .withVerbs("get");

  public static final ResourceKind SCHEDULED_TAG =
      namespaced("weir.dev", "ScheduledTag", "stags", "stag").withVerbs("get", "list");

  /** An image in a registry, as refusals name it; nobody serves it. */
  public static final ResourceKind DOCKER_IMAGE =
      ResourceKind.clusterWide(IMAGES, "v1", "dockerimage", "dockerimage", "DockerImage");

  public static final ResourceKind PROJECT =
      clusterWide(PROJECTS, "Project").withVerbs(ALL_BUT_COLLECTIONS);
  public static final ResourceKind PROJECT_REQUEST =
      clusterWide(PROJECTS, "ProjectRequest").withVerbs("create", "list");
  public static final ResourceKind USER = clusterWide(USERS, "User");
  public static final ResourceKind IDENTITY =
      ResourceKind.clusterWide(USERS, "v1", "identities", "identity", "Identity");
  public static final ResourceKind GROUP = clusterWide(USERS, "Group");

  public static final ResourceKind ROLE = namespaced(RBAC, "Role");
  public static final ResourceKind ROLE_BINDING = namespaced(RBAC, "RoleBinding");
  public static final ResourceKind CLUSTER_ROLE = clusterWide(RBAC, "ClusterRole");
  public static final ResourceKind CLUSTER_ROLE_BINDING = clusterWide(RBAC, "ClusterRoleBinding");

  public static final ResourceKind TOKEN_REQUEST =
      namespaced(AUTHENTICATION, "TokenRequest").withVerbs("create");
  public static final ResourceKind TOKEN_REVIEW =
      clusterWide(AUTHENTICATION, "TokenReview").withVerbs("create");
  public static final ResourceKind SELF_SUBJECT_REVIEW =
      clusterWide(AUTHENTICATION, "SelfSubjectReview").withVerbs("create");

  public static final ResourceKind SELF_SUBJECT_ACCESS_REVIEW =
      clusterWide(AUTHORIZATION, "SelfSubjectAccessReview").withVerbs("create");

  public static final ResourceKind OAUTH_ACCESS_TOKEN =
      clusterWide(OAUTH, "OAuthAccessToken").withVerbs("get", "list", "delete");
  public static final ResourceKind USER_OAUTH_ACCESS_TOKEN =
      clusterWide(OAUTH, "UserOAuthAccessToken").withVerbs("get", "list", "delete");
  public static final ResourceKind OAUTH_AUTHORIZE_TOKEN =
      clusterWide(OAUTH, "OAuthAuthorizeToken").withVerbs("get", "list", "delete");
  public static final ResourceKind OAUTH_CLIENT =
      clusterWide(OAUTH, "OAuthClient").withVerbs("get", "list");

  private Kinds() {}

  /**
   * True of namespaces, and of projects, which are namespaces in their older form: rights to one
   * are asked for inside of itself.
   */
  public static boolean isNamespace(ResourceKind kind) {
    return kind.resource().equals(NAMESPACE.resource())
        || kind.resource().equals(PROJECT.resource());
  }

  private static ResourceKind namespaced(String group, String kind, String... shortNames) {
    String singular = kind.toLowerCase(Locale.ROOT);
    return ResourceKind.namespaced(group, "v1", singular + "s", singular, kind, shortNames);
  }

  private static ResourceKind clusterWide(String group, String kind, String... shortNames) {
    String singular = kind.toLowerCase(Locale.ROOT);
    return ResourceKind.clusterWide(group, "v1", singular + "s", singular, kind, shortNames);
  }
}
