package dev.weir.resource;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The kinds that had no group before OpenShift's API had groups: files of that time say {@code
 * apiVersion: v1} of them (image-api.md 1.2). Later kinds, such as ImageTag, never had that form.
 */
public final class OldKinds {
  /** What they said of themselves, and what the core group's own kinds say. */
  public static final String VERSION = "v1";

  private static final Map<String, String> GROUPS = new TreeMap<>();
  private static final Map<String, String> GROUPS_OF_RESOURCES = new HashMap<>();

  /** What is asked, not kept: nobody has files of it. */
  private static final List<String> REVIEWS =
      List.of(
          "LocalResourceAccessReview",
          "LocalSubjectAccessReview",
          "ResourceAccessReview",
          "SelfSubjectRulesReview",
          "SubjectAccessReview",
          "SubjectRulesReview");

  static {
    in("apps.openshift.io", List.of("DeploymentConfig"));
    in("authorization.openshift.io", REVIEWS);
    in(
        "authorization.openshift.io",
        List.of("ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"));
    in("build.openshift.io", List.of("Build", "BuildConfig"));
    in(
        "image.openshift.io",
        List.of(
            "Image",
            "ImageSignature",
            "ImageStream",
            "ImageStreamImage",
            "ImageStreamImport",
            "ImageStreamMapping",
            "ImageStreamTag"));
    in("oauth.openshift.io", List.of("OAuthAccessToken", "OAuthAuthorizeToken", "OAuthClient"));
    in("project.openshift.io", List.of("Project", "ProjectRequest"));
    in("route.openshift.io", List.of("Route"));
    in("template.openshift.io", List.of("Template"));
    GROUPS_OF_RESOURCES.put("processedtemplates", "template.openshift.io");
    in("user.openshift.io", List.of("Group", "Identity", "User"));
  }

  private OldKinds() {}

  private static void in(String group, List<String> kinds) {
    for (String kind : kinds) {
      GROUPS.put(kind, group);
      GROUPS_OF_RESOURCES.put(resource(kind), group);
    }
  }

  private static String resource(String kind) {
    return kind.equals("Identity") ? "identities" : kind.toLowerCase(Locale.ROOT) + "s";
  }

  /**
   * The group that a resource is in today which once had none.
   *
   * @param resource in the plural, such as {@code imagestreams}
   */
  public static Optional<String> groupOf(String resource) {
    return Optional.ofNullable(GROUPS_OF_RESOURCES.get(resource));
  }

  /** True of a kind that once had no group. */
  public static boolean includes(ResourceKind kind) {
    return kind.group().equals(GROUPS.get(kind.kind()));
  }

  /** True of one that files are written of, where it is served by its own name. */
  public static boolean isWrittenInFiles(ResourceKind kind) {
    return includes(kind)
        && !REVIEWS.contains(kind.kind())
        && kind.plural().equals(resource(kind.kind()));
  }

  /**
   * The version that a kind of an old file has today, such as {@code image.openshift.io/v1}; empty
   * if the file means a kind of the core group, or none at all.
   *
   * @param apiVersion as the file says it
   */
  public static Optional<String> today(String apiVersion, String kind) {
    return apiVersion.equals(VERSION) && !REVIEWS.contains(kind)
        ? Optional.ofNullable(GROUPS.get(kind)).map(group -> group + "/" + VERSION)
        : Optional.empty();
  }
}
