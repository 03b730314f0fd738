package dev.weir.platform.account;

import dev.weir.access.ServiceAccountTokens;
import dev.weir.client.ObjectEvent;
import dev.weir.client.Resources;
import dev.weir.controller.Informer;
import dev.weir.controller.Loops;
import dev.weir.controller.WorkQueue;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** Watches what the accounts of a namespace depend on, and marks the namespace when it changes. */
public final class AccountLoop {
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final int WORKERS = 4;
  private static final Set<String> BINDINGS =
      Set.of("system:image-pullers", "system:image-builders", "system:deployers");

  private final Resources resources;
  private final WorkQueue queue;
  private final AccountReconciler reconciler;
  private final Set<String> namespaces = ConcurrentHashMap.newKeySet();

  /**
   * Makes the loop.
   *
   * @param authorities gives PEM certificates by which clients know the API
   * @param registries every {@code host:port} of the integrated registry
   * @param random lower-case letters and digits for names, at least five
   */
  public AccountLoop(
      Resources resources,
      ServiceAccountTokens tokens,
      Supplier<byte[]> authorities,
      List<String> registries,
      Supplier<String> random,
      WorkQueue queue) {
    this.resources = resources;
    this.queue = queue;
    this.reconciler =
        new AccountReconciler(
            resources, new AccountSecrets(tokens, authorities, registries), random, queue);
  }

  AccountReconciler reconciler() {
    return reconciler;
  }

  /** Starts watching and working. */
  public void start(Loops loops) {
    loops.start(
        "account-namespaces",
        new Informer(resources, Kinds.NAMESPACE, new NamespaceHandler(), RETRY));
    follow(loops, Kinds.SERVICE_ACCOUNT, _ -> true);
    follow(
        loops,
        Kinds.SECRET,
        event -> {
          ObjectNode secret = event.object().tree();
          return AccountSecrets.isToken(secret)
              || Json.string(secret, "type").equals(AccountSecrets.LOGIN_TYPE);
        });
    follow(
        loops,
        Kinds.ROLE_BINDING,
        event ->
            event.type() == ObjectEvent.Type.DELETED
                && BINDINGS.contains(Meta.name(event.object().tree())));
    for (int i = 0; i < WORKERS; i++) {
      loops.start("account-worker-" + i, () -> queue.work(reconciler));
    }
  }

  /** What belongs into secrets may be something else than before. */
  public void lookAgain() {
    namespaces.forEach(queue::add);
  }

  private void follow(Loops loops, ResourceKind kind, Predicate<ObjectEvent> matters) {
    Informer.Handler handler =
        new Informer.Handler() {
          @Override
          public void replaced(Iterable<ApiObject> all) {
            namespaces.forEach(queue::add); // what was missed meanwhile, above all deletions
          }

          @Override
          public void changed(ObjectEvent event) {
            if (event.type() != ObjectEvent.Type.BOOKMARK && matters.test(event)) {
              queue.add(Meta.namespace(event.object().tree()));
            }
          }
        };
    loops.start("account-" + kind.plural(), new Informer(resources, kind, handler, RETRY));
  }

  private final class NamespaceHandler implements Informer.Handler {
    @Override
    public void replaced(Iterable<ApiObject> all) {
      namespaces.clear();
      all.forEach(this::mark);
    }

    @Override
    public void changed(ObjectEvent event) {
      switch (event.type()) {
        case ADDED -> mark(event.object());
        case DELETED -> namespaces.remove(Meta.name(event.object().tree()));
        case MODIFIED, BOOKMARK -> {}
      }
    }

    private void mark(ApiObject namespace) {
      String name = Meta.name(namespace.tree());
      namespaces.add(name);
      queue.add(name);
    }
  }
}
