package dev.weir.objects;

import dev.weir.lock.Attempts;
import dev.weir.objects.meta.Finalizers;
import dev.weir.objects.meta.MetaRules;
import dev.weir.objects.meta.NameRule;
import dev.weir.objects.value.ObjectKey;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Meta;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Changes objects of a stored kind. */
final class StoredUpdates {
  private final StoredKind stored;

  StoredUpdates(StoredKind stored) {
    this.stored = stored;
  }

  /**
   * Changes an object, again if another write came between.
   *
   * @param statusOnly only {@code status} and metadata change
   */
  Updated write(
      Scope scope,
      String name,
      UnaryOperator<ObjectNode> change,
      WriteOptions options,
      boolean statusOnly) {
    return stored
        .context()
        .admission()
        .inTurn(
            stored.kind(),
            scope.namespace(),
            () -> writeInTurn(scope, name, change, options, statusOnly));
  }

  private Updated writeInTurn(
      Scope scope,
      String name,
      UnaryOperator<ObjectNode> change,
      WriteOptions options,
      boolean statusOnly) {
    String key = ObjectKey.of(stored.kind(), scope.namespace(), name);
    Attempts attempts = new Attempts(StoredKind.ATTEMPTS);
    while (attempts.next()) {
      ApiObject present = stored.reads().get(scope.namespace(), name);
      ObjectNode old = present.tree();
      ObjectNode updated = change.apply(present.copy());
      prepare(scope, name, updated, old, statusOnly);
      if (unchanged(updated, old)) {
        return new Updated(present, false);
      }
      var transaction = Transaction.builder().ifAt(key, present.revision());
      boolean gone = Finalizers.isGone(updated);
      if (!gone) {
        stored
            .context()
            .admission()
            .updated(transaction, stored.kind(), scope.namespace(), old, updated);
        stored
            .context()
            .hook()
            .storing(transaction, scope, stored.kind(), Optional.of(old), updated);
      }
      if (options.dryRun()) {
        return new Updated(ApiObject.of(updated), false);
      }
      byte[] encoded = stored.encode(updated);
      if (gone) {
        transaction.delete(key);
        stored.context().admission().deleted(transaction, stored.kind(), scope.namespace(), name);
        stored.context().hook().removing(transaction, stored.kind(), scope.namespace(), name);
      } else {
        transaction.put(key, stored.codec().toStore(key, encoded));
      }
      if (stored.context().store().commit(transaction.build())
          instanceof TransactionResult.Committed(long revision)) {
        return new Updated(ApiObject.stored(encoded, revision), false);
      }
    }
    throw stored.busy();
  }

  private void prepare(
      Scope scope, String name, ObjectNode updated, ObjectNode old, boolean statusOnly) {
    if (Meta.resourceVersion(updated).isEmpty() && !stored.strategy().allowsUnconditionalUpdate()) {
      throw ApiStatus.versionRequired(stored.kind(), name).exception();
    }
    MetaRules.prepareForUpdate(stored.kind(), scope.namespace(), name, updated, old);
    if (statusOnly) {
      put(updated, "spec", Optional.ofNullable(old.get("spec")));
    } else if (stored.strategy().hasStatus()) {
      put(updated, "status", stored.strategy().statusAfterUpdate(updated, old));
    }
    stored.strategy().prepareForUpdate(updated, old);
    if (!statusOnly) {
      stored.context().hook().updating(scope, stored.kind(), old, updated);
    }
    MetaRules.bumpGeneration(updated, old);
    List<FieldProblem> problems =
        new ArrayList<>(MetaRules.validate(updated, NameRule.PATH_SEGMENT));
    problems.addAll(stored.strategy().validateUpdate(updated, old));
    stored.refuse(updated, problems);
  }

  private static void put(ObjectNode updated, String member, Optional<JsonNode> value) {
    value.ifPresentOrElse(
        kept -> updated.set(member, kept.deepCopy()), () -> updated.remove(member));
  }

  private static boolean unchanged(ObjectNode updated, ObjectNode old) {
    Meta.of(updated).put("resourceVersion", Meta.resourceVersion(old));
    return updated.equals(old);
  }
}
