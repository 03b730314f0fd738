package dev.weir.access;

import dev.weir.resource.Json;
import dev.weir.store.Entry;
import dev.weir.store.Followed;
import dev.weir.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Kubernetes' role-based access control over the roles and bindings in the store. Nothing is
 * allowed that is not allowed by name.
 *
 * <p>The policy is kept parsed and follows the store's log, so that a binding is in effect as soon
 * as its writer has an answer. The first question reads it: a server whose only callers are its own
 * loops and administrators never needs it. Whoever is allowed something goes on to read a store
 * that shows everything committed before the question.
 */
public final class RbacAuthorizer implements Authorizer, Policy, AutoCloseable {
  private static final String PREFIX = "/registry/rbac.authorization.k8s.io/";

  /** Open to everybody, known or not. */
  private static final Set<String> PUBLIC_PATHS =
      Set.of(
          "/livez",
          "/readyz",
          "/healthz",
          "/version",
          "/version/",
          "/.well-known/oauth-authorization-server");

  /** Discovery: what clients read before anything else. */
  private static final Set<String> DISCOVERY = Set.of("/api", "/apis", "/openapi");

  private static final Decision MASTER = new Decision.Allowed("member of " + User.MASTERS);
  private static final Decision OPEN = new Decision.Allowed("open path");

  private final Store store;
  private final Followed<RbacPolicy> policy;

  public RbacAuthorizer(Store store) {
    this.store = store;
    this.policy = new Followed<>(store, PREFIX, "the access policy", new Form());
  }

  @Override
  public Decision authorize(User user, Attributes wanted) {
    List<String> scopes = user.extra().getOrDefault(Scopes.EXTRA, List.of());
    if (!scopes.isEmpty() && !Scopes.permit(scopes, wanted, this::clusterRole)) {
      String detail = "scopes " + scopes + " prevent this action";
      return new Decision.Denied(Denials.sentence(user, wanted) + ": " + detail, detail);
    }
    if (user.groups().contains(User.MASTERS)) {
      long _ = store.sync();
      return MASTER;
    }
    if (!wanted.isResource() && isOpen(user, wanted)) {
      return OPEN;
    }
    Decision.Allowed allowed = policy.newest().allows(user, wanted);
    return allowed != null ? allowed : new Decision.Denied(Denials.sentence(user, wanted), "");
  }

  private List<PolicyRule> clusterRole(String name) {
    return rulesOfRole("ClusterRole", "", name).orElse(List.of());
  }

  private static boolean isOpen(User user, Attributes wanted) {
    if (!wanted.verb().equals("get") && !wanted.verb().equals("head")) {
      return false;
    }
    String path = wanted.path();
    return PUBLIC_PATHS.contains(path)
        || (!user.isAnonymous()
            && DISCOVERY.stream().anyMatch(d -> path.equals(d) || path.startsWith(d + "/")));
  }

  @Override
  public List<PolicyRule> rulesOf(User user, String namespace) {
    return policy.newest().rulesOf(user, namespace);
  }

  @Override
  public Optional<List<PolicyRule>> rulesOfRole(String kind, String namespace, String name) {
    return policy.newest().rulesOfRole(kind, namespace, name);
  }

  @Override
  public long changedAt() {
    return policy.changedAt();
  }

  @Override
  public Holders whoCan(Attributes wanted) {
    return policy.newest().whoCan(wanted);
  }

  @Override
  public void close() {
    policy.close();
  }

  private static final class Form implements Followed.Form<RbacPolicy> {
    @Override
    public RbacPolicy empty() {
      return new RbacPolicy();
    }

    @Override
    public void put(RbacPolicy policy, Entry entry) {
      policy.put(Json.parseObject(entry.value()));
    }

    @Override
    public void remove(RbacPolicy policy, Entry last) {
      policy.remove(Json.parseObject(last.value()));
    }
  }
}
