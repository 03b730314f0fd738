package dev.weir.platform.core;

import dev.weir.access.User;
import dev.weir.client.ObjectEvent;
import dev.weir.controller.Informer;
import dev.weir.controller.Reconciler;
import dev.weir.controller.WorkQueue;
import dev.weir.objects.Catalog;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.meta.Finalizers;
import dev.weir.objects.meta.Propagation;
import dev.weir.objects.value.EncodedObject;
import dev.weir.objects.value.ObjectKey;
import dev.weir.resource.ApiObject;
import dev.weir.resource.BytePattern;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import dev.weir.store.Entry;
import dev.weir.store.Page;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** Empties namespaces that are being deleted, then lets them go. */
public final class NamespaceReconciler implements Reconciler, Informer.Handler {
  private static final int BATCH = 500;
  private static final BytePattern FINALIZERS = BytePattern.of("\"finalizers\":[");
  private static final int NOT_FOUND = 404;
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final DeleteOptions EVERYTHING =
      new DeleteOptions(false, "", "", Propagation.BACKGROUND);

  private final Store store;
  private final Supplier<Catalog> catalog;
  private final NamespaceRest namespaces;
  private final WorkQueue queue;
  private final Scope scope = new Scope(User.system("namespaces"), "");

  public NamespaceReconciler(
      Store store, Supplier<Catalog> catalog, NamespaceRest namespaces, WorkQueue queue) {
    this.store = store;
    this.catalog = catalog;
    this.namespaces = namespaces;
    this.queue = queue;
  }

  @Override
  public void replaced(Iterable<ApiObject> all) {
    all.forEach(this::mark);
  }

  @Override
  public void changed(ObjectEvent event) {
    if (event.type() == ObjectEvent.Type.MODIFIED) {
      mark(event.object());
    }
  }

  private void mark(ApiObject namespace) {
    if (Finalizers.isTerminating(namespace.tree())) {
      queue.add(Meta.name(namespace.tree()));
    }
  }

  @Override
  public void reconcile(String name) {
    try {
      if (!Finalizers.isTerminating(namespaces.get(scope, name).tree())) {
        return;
      }
    } catch (StatusException e) {
      if (e.status().code() == NOT_FOUND) {
        return;
      }
      throw e;
    }
    List<String> remaining = new ArrayList<>();
    List<String> finalizers = new ArrayList<>();
    for (Rest rest : catalog.get().all()) {
      if (rest.kind().namespaced()) {
        empty(rest, name, remaining, finalizers);
      }
    }
    if (!remaining.isEmpty()) {
      namespaces.tellRemaining(scope, name, remaining, finalizers);
      queue.addLater(name, RETRY);
      return;
    }
    deleteAll("/checks/" + name + "/");
    deleteAll("/seen/" + name + "/");
    deleteAll("/gaps/" + name + "/");
    deleteAll("/gone/" + name + "/");
    deleteAll("/history/" + name + "/");
    deleteAll("/links/" + name + "/");
    deleteAll("/claims/" + name + "/");
    deleteAll("/mirrors/" + name + "/");
    deleteAll("/pulled/" + name + "/");
    deleteAll("/referred/" + name + "/");
    deleteAll("/referrers/" + name + "/");
    namespaces.finish(scope, name);
  }

  /** Deletes the objects of a kind; those that somebody wants to clean up after remain. */
  private void empty(Rest rest, String namespace, List<String> remaining, List<String> finalizers) {
    String prefix = ObjectKey.prefix(rest.kind(), namespace);
    Map<String, Integer> waiting = new TreeMap<>();
    int count = 0;
    String after = "";
    Page page;
    do {
      page = store.range(new RangeQuery(prefix, after, batch(), Store.LATEST));
      var transaction = Transaction.builder();
      boolean any = false;
      for (Entry entry : page.entries()) {
        after = entry.key();
        if (mayGoAtOnce(entry)) {
          transaction.delete(entry.key());
          any = true;
        } else {
          List<String> kept = delete(rest, namespace, entry.key().substring(prefix.length()));
          kept.forEach(finalizer -> waiting.merge(finalizer, 1, Integer::sum));
          count += kept.isEmpty() ? 0 : 1;
        }
      }
      if (any) {
        store.commit(transaction.build());
      }
    } while (page.more());
    if (count > 0) {
      remaining.add("%s has %d resource instances".formatted(rest.kind().resource(), count));
      waiting.forEach((f, n) -> finalizers.add("%s in %d resource instances".formatted(f, n)));
    }
  }

  private int batch() {
    return Math.min(BATCH, store.limits().operations());
  }

  private static boolean mayGoAtOnce(Entry entry) {
    return EncodedObject.isPlain(entry.value())
        && !EncodedObject.mentions(entry.value(), FINALIZERS);
  }

  /** Returns the finalizers that keep the object. */
  private List<String> delete(Rest rest, String namespace, String name) {
    Scope inside = new Scope(scope.user(), namespace);
    try {
      ObjectNode _ = rest.delete(inside, name, EVERYTHING);
      return Finalizers.names(rest.get(inside, name).tree());
    } catch (StatusException e) {
      if (e.status().code() == NOT_FOUND) {
        return List.of();
      }
      throw e;
    }
  }

  private void deleteAll(String prefix) {
    Page page;
    do {
      page = store.range(new RangeQuery(prefix, "", batch(), Store.LATEST));
      var transaction = Transaction.builder();
      for (Entry entry : page.entries()) {
        transaction.delete(entry.key());
      }
      if (!page.entries().isEmpty()) {
        store.commit(transaction.build());
      }
    } while (page.more());
  }
}
