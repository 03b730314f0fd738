import dev.weir.access.Attributes;
import dev.weir.access.RbacAuthorizer;
import dev.weir.access.User;
import dev.weir.objects.StoreContext;
import dev.weir.platform.host.OwnHost;
import dev.weir.platform.rbac.DefaultPolicy;
import dev.weir.platform.rbac.RbacKinds;
import dev.weir.resource.ApiObject;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.sqlite.SqliteStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/**
 * Time of one authorization decision with the default roles and 1,000 bindings: allowed and denied,
 * by an own binding and by a group, in one project and in none; then the first decision after a
 * write, which must already know of it.
 */
public final class AuthorizerBench {
  private static final int PROJECTS = 250;
  private static final int WARM = 2_000_000;
  private static final int ROUNDS = 5;
  private static final int COUNT = 1_000_000;

  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createTempDirectory("authorizer");
    try (Store store = SqliteStore.open(directory.resolve("weir.db"))) {
      new DefaultPolicy(new StoreContext(store, new OwnHost(store), Clock.systemUTC())).ensure();
      for (int i = 0; i < PROJECTS; i++) {
        for (String role : new String[] {"admin", "edit", "view", "system:image-puller"}) {
          bind(store, "p" + i, role, role + "-" + i % 50);
        }
      }
      try (RbacAuthorizer authorizer = new RbacAuthorizer(store)) {
        User admin = user("admin-7");
        row(
            authorizer,
            "allow: push, own binding",
            admin,
            Attributes.layers("update", "p7", "app"));
        row(authorizer, "allow: list, own binding", admin, list("p7"));
        row(authorizer, "allow: pull, by group", admin, Attributes.layers("get", "openshift", "a"));
        row(authorizer, "deny: push elsewhere", admin, Attributes.layers("update", "p8", "app"));
        row(authorizer, "deny: list everywhere", admin, list(""));
        row(authorizer, "deny: nobody", user("nobody"), list("p7"));
        afterWrite(store, authorizer);
      }
    }
  }

  private static User user(String name) {
    return User.named(name, "system:authenticated:oauth", "system:authenticated", "developers");
  }

  private static Attributes list(String namespace) {
    return Attributes.resource("list", "image.openshift.io", "imagestreams", namespace, "");
  }

  private static void bind(Store store, String namespace, String role, String user) {
    String key = "/registry/rbac.authorization.k8s.io/rolebindings/" + namespace + "/" + role;
    byte[] binding = ApiObject.encode(RbacKinds.binding(namespace, role, user));
    store.commit(Transaction.builder().put(key, binding).build());
  }

  private static void row(RbacAuthorizer authorizer, String name, User user, Attributes wanted) {
    boolean allowed = name.startsWith("allow");
    long best = Long.MAX_VALUE;
    loop(authorizer, user, wanted, allowed, WARM);
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      loop(authorizer, user, wanted, allowed, COUNT);
      best = Math.min(best, System.nanoTime() - start);
    }
    System.out.printf("%-32s %6d ns   aim < 5000 ns%n", name, best / COUNT);
  }

  private static void loop(
      RbacAuthorizer authorizer, User user, Attributes wanted, boolean allowed, int count) {
    for (int i = 0; i < count; i++) {
      if (authorizer.authorize(user, wanted).isAllowed() != allowed) {
        throw new IllegalStateException("wrong answer for " + user + " " + wanted);
      }
    }
  }

  private static void afterWrite(Store store, RbacAuthorizer authorizer) {
    int writes = 500;
    long nanos = 0;
    for (int i = 0; i < writes; i++) {
      bind(store, "p" + i % PROJECTS, "late-" + i, "nobody");
      long start = System.nanoTime();
      authorizer.authorize(user("admin-7"), list("p7"));
      nanos += System.nanoTime() - start;
    }
    System.out.printf("%-32s %6d ns%n", "the first one after a write", nanos / writes);
  }
}
