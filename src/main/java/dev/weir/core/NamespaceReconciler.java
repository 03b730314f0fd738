package dev.weir.core;

import dev.weir.access.User;
import dev.weir.client.ObjectEvent;
import dev.weir.controller.Informer;
import dev.weir.controller.Reconciler;
import dev.weir.controller.WorkQueue;
import dev.weir.objects.Catalog;
import dev.weir.objects.Finalizers;
import dev.weir.objects.ObjectKey;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import dev.weir.store.Entry;
import dev.weir.store.Page;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import java.util.List;
import java.util.function.Supplier;

/** Empties namespaces that are being deleted, then lets them go. */
public final class NamespaceReconciler implements Reconciler, Informer.Handler {
  private static final int BATCH = 500;
  private static final int NOT_FOUND = 404;

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
  public void replaced(List<ApiObject> all) {
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
    for (Rest rest : catalog.get().all()) {
      if (rest.kind().namespaced()) {
        deleteAll(ObjectKey.prefix(rest.kind(), name));
      }
    }
    deleteAll("/history/" + name + "/");
    deleteAll("/links/" + name + "/");
    namespaces.finish(scope, name);
  }

  private void deleteAll(String prefix) {
    Page page;
    do {
      page = store.range(new RangeQuery(prefix, "", BATCH, Store.LATEST));
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
