package dev.weir.access;

import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What the scopes of a token permit (controllers-and-access.md 7.6). Scopes only take away: what
 * they permit must also be allowed to the user. Pure.
 */
public final class Scopes {
  /** Key of {@link User#extra} under which a token's scopes stand; no scopes mean no limits. */
  public static final String EXTRA = "scopes.authorization.openshift.io";

  /** The scope that takes nothing away. */
  public static final String FULL = "user:full";

  private static final String ROLE = "role:";
  private static final String ESCALATING = ":!";
  private static final Set<String> READ = Set.of("get", "head");

  /** Verbs and resources with which a token could get beyond its scopes. */
  private static final Set<String> ESCALATING_VERBS = Set.of("impersonate", "escalate", "bind");

  private static final Set<String> ESCALATING_RESOURCES =
      Set.of(
          "secrets",
          "imagestreams/secrets",
          "serviceaccounts/token",
          "oauthaccesstokens",
          "oauthauthorizetokens",
          "roles",
          "rolebindings",
          "clusterroles",
          "clusterrolebindings");

  private Scopes() {}

  /**
   * True if one of the scopes permits it. A scope that is not understood permits nothing.
   *
   * @param clusterRole rules of a cluster role; empty if there is none
   */
  public static boolean permit(
      List<String> scopes, Attributes wanted, Function<String, List<PolicyRule>> clusterRole) {
    if (scopes.contains(FULL) || isDiscovery(wanted)) {
      return true;
    }
    for (String scope : scopes) {
      if (permits(scope, wanted, clusterRole)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isDiscovery(Attributes wanted) {
    return !wanted.isResource() && READ.contains(wanted.verb()) && isDiscovery(wanted.path());
  }

  private static boolean isDiscovery(String path) {
    int second = path.indexOf('/', 1);
    String first = second < 0 ? path : path.substring(0, second);
    return switch (first) {
      case "/api", "/apis", "/oapi", "/openapi", "/version", "/healthz", "/livez", "/readyz" ->
          true;
      case "/.well-known" -> true;
      default -> false;
    };
  }

  private static boolean permits(
      String scope, Attributes wanted, Function<String, List<PolicyRule>> clusterRole) {
    return switch (scope) {
      case "user:info" -> wanted.verb().equals("get") && isOneself(wanted);
      case "user:list-projects" ->
          (wanted.verb().equals("list") || wanted.verb().equals("watch"))
              && is(wanted, "project.openshift.io", "projects");
      case "user:check-access" -> wanted.verb().equals("create") && isSelfReview(wanted);
      default -> scope.startsWith(ROLE) && roleGives(scope, wanted, clusterRole);
    };
  }

  private static boolean isOneself(Attributes wanted) {
    return is(wanted, "user.openshift.io", "users") && wanted.name().equals("~");
  }

  private static boolean isSelfReview(Attributes wanted) {
    return switch (wanted.fullResource()) {
      case "selfsubjectaccessreviews", "selfsubjectrulesreviews" ->
          wanted.group().isEmpty()
              || wanted.group().equals("authorization.k8s.io")
              || wanted.group().equals("authorization.openshift.io");
      default -> false;
    };
  }

  /** OpenShift's kinds also stand in the core group. */
  private static boolean is(Attributes wanted, String group, String resource) {
    return wanted.fullResource().equals(resource)
        && (wanted.group().isEmpty() || wanted.group().equals(group));
  }

  /** {@code role:NAME:NAMESPACE}, where names of roles may hold colons. */
  private static boolean roleGives(
      String scope, Attributes wanted, Function<String, List<PolicyRule>> clusterRole) {
    boolean escalating = scope.endsWith(ESCALATING);
    String body =
        scope.substring(ROLE.length(), scope.length() - (escalating ? ESCALATING.length() : 0));
    int colon = body.lastIndexOf(':');
    if (colon <= 0 || (!escalating && escalates(wanted))) {
      return false;
    }
    String namespace = body.substring(colon + 1);
    boolean there =
        namespace.equals("*") || (!namespace.isEmpty() && namespace.equals(wanted.namespace()));
    return there
        && clusterRole.apply(body.substring(0, colon)).stream().anyMatch(r -> r.covers(wanted));
  }

  private static boolean escalates(Attributes wanted) {
    return ESCALATING_VERBS.contains(wanted.verb())
        || ESCALATING_RESOURCES.contains(wanted.resource())
        || ESCALATING_RESOURCES.contains(wanted.fullResource());
  }
}
