package dev.weir.access;

import dev.weir.resource.Json;
import dev.weir.store.ExpiredException;
import dev.weir.store.Page;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.StoreEvent;
import dev.weir.store.Watch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Kubernetes' role-based access control over the roles and bindings in the store. Nothing is
 * allowed that is not allowed by name.
 *
 * <p>The policy is kept parsed and follows the store's log. A question first takes in everything
 * that was committed before it was asked, so that a binding is in effect as soon as its writer has
 * an answer. No thread is needed for that: the question reads the watch. The first question reads
 * the policy: a server whose only callers are its own loops and administrators never needs it. The
 * log is followed from the start all the same, as what was taken away leaves no other trace.
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

  /** The store tells its watches of a commit some microseconds after it; then nothing may come. */
  private static final Duration POLL = Duration.ofNanos(50_000);

  private static final Decision MASTER = new Decision.Allowed("member of " + User.MASTERS);
  private static final Decision OPEN = new Decision.Allowed("open path");

  private final Store store;
  private final ReentrantLock following = new ReentrantLock();
  private volatile @Nullable Followed followed;

  /** What happens before the first question; it holds nothing until it is read. */
  private final Watch unread;

  /** Last change known before the policy is; guarded by {@link #following}. */
  private long changedUnread;

  /** The policy as of a revision, and the watch that carries it on. */
  private record Followed(RbacPolicy policy, Watch watch, long revision) {}

  public RbacAuthorizer(Store store) {
    this.store = store;
    this.changedUnread = store.revision();
    this.unread = store.watch(PREFIX, changedUnread);
  }

  @Override
  public Decision authorize(User user, Attributes wanted) {
    List<String> scopes = user.extra().getOrDefault(Scopes.EXTRA, List.of());
    if (!scopes.isEmpty() && !Scopes.permit(scopes, wanted, this::clusterRole)) {
      String detail = "scopes " + scopes + " prevent this action";
      return new Decision.Denied(wanted.deniedTo(user) + ": " + detail, detail);
    }
    if (user.groups().contains(User.MASTERS)) {
      return MASTER;
    }
    if (!wanted.isResource() && isOpen(user, wanted)) {
      return OPEN;
    }
    Decision.Allowed allowed = newestPolicy().allows(user, wanted);
    return allowed != null ? allowed : new Decision.Denied(wanted.deniedTo(user), "");
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
    return newestPolicy().rulesOf(user, namespace);
  }

  @Override
  public Optional<List<PolicyRule>> rulesOfRole(String kind, String namespace, String name) {
    return newestPolicy().rulesOfRole(kind, namespace, name);
  }

  @Override
  public long changedAt() {
    return newestPolicy().changedAt();
  }

  @Override
  public Holders whoCan(Attributes wanted) {
    return newestPolicy().whoCan(wanted);
  }

  private RbacPolicy newestPolicy() {
    long wanted = store.revision();
    Followed now = followed;
    if (now != null && now.revision() >= wanted) {
      return now.policy();
    }
    following.lock();
    try {
      Followed newest = followed;
      while (newest == null || newest.revision() < wanted) {
        newest = newest == null ? begin() : follow(newest);
        followed = newest;
      }
      return newest.policy();
    } finally {
      following.unlock();
    }
  }

  private Followed follow(Followed from) {
    try {
      for (StoreEvent event : from.watch().next(POLL)) {
        apply(from.policy(), event);
      }
      return new Followed(from.policy(), from.watch(), from.watch().progress());
    } catch (ExpiredException tooSlow) {
      Followed fresh = load();
      from.watch().close();
      return fresh;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading the access policy", e);
    }
  }

  /**
   * Reads the policy. It counts as changed at the start: what an earlier process answered may have
   * been taken away since. Events up to the page are in it already and only tell when it changed;
   * the last one of each key leaves it as the page has it.
   */
  private Followed begin() {
    Page page = store.range(RangeQuery.all(PREFIX));
    RbacPolicy policy = parsed(page, changedUnread);
    Followed begun = new Followed(policy, unread, unread.progress());
    try {
      while (begun.revision() < page.revision()) {
        begun = follow(begun);
      }
      return begun;
    } finally {
      changedUnread = policy.changedAt(); // an interrupted reader leaves the rest to the next one
    }
  }

  /** Whatever was missed may have changed just now. */
  private Followed load() {
    Page page = store.range(RangeQuery.all(PREFIX));
    RbacPolicy policy = parsed(page, page.revision());
    return new Followed(policy, store.watch(PREFIX, page.revision()), page.revision());
  }

  private static RbacPolicy parsed(Page page, long changedAt) {
    RbacPolicy policy = new RbacPolicy(changedAt);
    page.entries().forEach(entry -> policy.put(Json.parseObject(entry.value())));
    return policy;
  }

  private static void apply(RbacPolicy policy, StoreEvent event) {
    switch (event) {
      case StoreEvent.Written written -> policy.put(Json.parseObject(written.entry().value()));
      case StoreEvent.Deleted deleted ->
          deleted
              .previous()
              .ifPresent(previous -> policy.remove(Json.parseObject(previous.value())));
    }
    policy.changed(event.revision());
  }

  @Override
  public void close() {
    following.lock();
    try {
      unread.close();
      Followed newest = followed;
      if (newest != null) {
        newest.watch().close();
      }
    } finally {
      following.unlock();
    }
  }
}
