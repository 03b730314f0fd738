package dev.weir.objects;

import dev.weir.lock.Attempts;
import dev.weir.objects.meta.Finalizers;
import dev.weir.objects.meta.Propagation;
import dev.weir.objects.value.ObjectKey;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Meta;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import tools.jackson.databind.node.ObjectNode;

/** Deletes objects of a stored kind, or marks what somebody wants to clean up after. */
final class StoredDeletes {
  private final StoredKind stored;

  StoredDeletes(StoredKind stored) {
    this.stored = stored;
  }

  /** As {@link Rest#delete}. */
  ObjectNode delete(Scope scope, String name, DeleteOptions options) {
    return stored
        .context()
        .admission()
        .inTurn(stored.kind(), scope.namespace(), () -> deleteInTurn(scope, name, options));
  }

  private ObjectNode deleteInTurn(Scope scope, String name, DeleteOptions options) {
    String key = ObjectKey.of(stored.kind(), scope.namespace(), name);
    Attempts attempts = new Attempts(StoredKind.ATTEMPTS);
    while (attempts.next()) {
      ApiObject present = stored.reads().get(scope.namespace(), name);
      Preconditions.require(stored.kind(), name, present.tree(), options);
      if (options.dryRun()) {
        return present.copy();
      }
      ObjectNode marked = marked(present, options);
      boolean gone = Finalizers.isGone(marked);
      if (!gone && marked.equals(present.tree())) {
        return marked;
      }
      var transaction = Transaction.builder().ifAt(key, present.revision());
      if (gone) {
        transaction.delete(key);
        stored.context().admission().deleted(transaction, stored.kind(), scope.namespace(), name);
        stored.context().hook().removing(transaction, stored.kind(), scope.namespace(), name);
      } else {
        transaction.put(key, stored.codec().toStore(key, stored.encode(marked)));
      }
      if (stored.context().store().commit(transaction.build())
          instanceof TransactionResult.Committed(long revision)) {
        Meta.of(marked).put("resourceVersion", Long.toString(revision));
        return gone && !stored.strategy().returnsDeleted()
            ? ApiStatus.deleted(stored.kind(), name, Meta.uid(marked))
            : marked;
      }
    }
    throw stored.busy();
  }

  private ObjectNode marked(ApiObject present, DeleteOptions options) {
    ObjectNode marked = present.copy();
    boolean decided =
        Finalizers.names(marked).contains(Finalizers.FOREGROUND)
            || Finalizers.names(marked).contains(Finalizers.ORPHAN);
    Propagation wanted = options.propagation();
    if (wanted == Propagation.USUAL && !decided) {
      wanted = Propagation.BACKGROUND;
    }
    if (!stored.strategy().ownsOthers()) {
      wanted = Propagation.BACKGROUND;
    }
    Finalizers.await(marked, wanted);
    marked = Finalizers.mark(marked, stored.context().now());
    stored.strategy().prepareForDelete(marked);
    return marked;
  }
}
