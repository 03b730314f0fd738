package dev.weir.platform.rbac;

import com.google.errorprone.annotations.FormatMethod;
import dev.weir.access.RbacAuthorizer;
import dev.weir.access.User;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.StoreContext;
import dev.weir.objects.StoredRest;
import dev.weir.objects.Strategy;
import dev.weir.objects.WriteOptions;
import dev.weir.platform.host.OwnHost;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.ResourceKind;
import dev.weir.store.Store;
import dev.weir.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Roles and bindings over a store in memory, with the namespaces {@code shop} and {@code home}. */
final class RbacFixture implements AutoCloseable {
  static final User ROOT = User.named("root", User.MASTERS, "system:authenticated");

  final Store store = new MemoryStore();
  final StoreContext context = new StoreContext(store, new OwnHost(store), Clock.systemUTC());
  final RbacAuthorizer authorizer = new RbacAuthorizer(store);
  private final List<Rest> kinds = RbacKinds.resources(context, authorizer, authorizer);

  RbacFixture() {
    Rest namespaces = new StoredRest(context, Kinds.NAMESPACE, Strategy.PLAIN);
    for (String name : List.of("shop", "home", "openshift")) {
      ApiObject _ =
          namespaces.create(
              new Scope(ROOT, ""), json("{'metadata':{'name':'%s'}}", name), WriteOptions.STORE);
    }
    new DefaultPolicy(context).ensure();
  }

  static User named(String name) {
    return User.named(name, "system:authenticated:oauth", "system:authenticated");
  }

  /** JSON with single quotes for double ones. */
  @FormatMethod
  static ObjectNode json(String text, Object... values) {
    String filled = text.formatted(values).replace('\'', '"');
    return Json.parseObject(filled.getBytes(StandardCharsets.UTF_8));
  }

  Rest rest(ResourceKind kind) {
    return kinds.stream().filter(rest -> rest.kind().equals(kind)).findFirst().orElseThrow();
  }

  ObjectNode create(User user, ResourceKind kind, String namespace, ObjectNode object) {
    return rest(kind).create(new Scope(user, namespace), object, WriteOptions.STORE).tree();
  }

  ObjectNode get(ResourceKind kind, String namespace, String name) {
    return rest(kind).get(new Scope(ROOT, namespace), name).tree();
  }

  /** Gives a cluster role to a user in a namespace, or everywhere. */
  ObjectNode bind(User by, String namespace, String role, String user) {
    ResourceKind kind = namespace.isEmpty() ? Kinds.CLUSTER_ROLE_BINDING : Kinds.ROLE_BINDING;
    return create(
        by,
        kind,
        namespace,
        json(
            "{'metadata':{'name':'%s-%s'},'roleRef':{'kind':'ClusterRole','name':'%s'},"
                + "'subjects':[{'kind':'User','name':'%s'}]}",
            role, user, role, user));
  }

  @Override
  public void close() {
    authorizer.close();
    store.close();
  }
}
