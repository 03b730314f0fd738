package dev.weir.objects;

import dev.weir.lock.Attempts;
import dev.weir.objects.meta.MetaRules;
import dev.weir.objects.value.ObjectKey;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** Creates objects of a stored kind. */
final class StoredCreates {
  /** Most names that are made up for one object. */
  private static final int MAX_NAMES = 8;

  private final StoredKind stored;

  StoredCreates(StoredKind stored) {
    this.stored = stored;
  }

  /** As {@link StoredRest#createWith}. */
  ApiObject create(
      Scope scope, ObjectNode object, WriteOptions options, Consumer<Transaction.Builder> more) {
    boolean generated = Meta.name(object).isEmpty();
    MetaRules.prepareForCreate(
        stored.kind(),
        scope.namespace(),
        object,
        stored.context().newUid(),
        stored.context().now(),
        stored.context()::randomSuffix);
    if (stored.strategy().hasStatus()) {
      object.remove("status");
    }
    stored.strategy().prepareForCreate(object);
    stored.context().hook().creating(scope, stored.kind(), object);
    List<FieldProblem> problems =
        new ArrayList<>(MetaRules.validate(object, stored.strategy().nameRule()));
    problems.addAll(stored.strategy().validate(object));
    stored.refuse(object, problems);
    return generated
        ? insertGenerated(scope, object, options, more)
        : insert(scope, object, options, more);
  }

  /** Another name if the one that was made up is taken. */
  private ApiObject insertGenerated(
      Scope scope, ObjectNode object, WriteOptions options, Consumer<Transaction.Builder> more) {
    for (int attempt = 1; attempt < MAX_NAMES; attempt++) {
      try {
        return insert(scope, object, options, more);
      } catch (StatusException taken) {
        if (!taken.status().reason().equals("AlreadyExists")) {
          throw taken;
        }
        MetaRules.generateName(object, stored.context()::randomSuffix);
      }
    }
    return insert(scope, object, options, more);
  }

  private ApiObject insert(
      Scope scope, ObjectNode object, WriteOptions options, Consumer<Transaction.Builder> more) {
    return stored
        .context()
        .admission()
        .inTurn(stored.kind(), scope.namespace(), () -> insertInTurn(scope, object, options, more));
  }

  private ApiObject insertInTurn(
      Scope scope, ObjectNode object, WriteOptions options, Consumer<Transaction.Builder> more) {
    String name = Meta.name(object);
    String key = ObjectKey.of(stored.kind(), scope.namespace(), name);
    byte[] encoded = stored.encode(object);
    Attempts attempts = new Attempts(StoredKind.ATTEMPTS);
    while (attempts.next()) {
      var transaction = Transaction.builder();
      if (stored.kind().namespaced()) {
        stored.reads().requireAbsent(scope.namespace(), name);
        stored.context().host().hold(scope.namespace(), stored.kind(), name).in(transaction);
        stored.context().admission().created(transaction, stored.kind(), scope.namespace(), object);
      }
      stored.context().hook().storing(transaction, scope, stored.kind(), Optional.empty(), object);
      if (options.dryRun()) {
        stored.reads().requireAbsent(scope.namespace(), name);
        return ApiObject.of(object);
      }
      transaction.ifAbsent(key).put(key, stored.codec().toStore(key, encoded));
      more.accept(transaction);
      switch (stored.context().store().commit(transaction.build())) {
        case TransactionResult.Committed(long revision) -> {
          return ApiObject.stored(encoded, revision);
        }
        case TransactionResult.ConditionFailed(String failed, long _) -> {
          if (failed.equals(key)) {
            throw ApiStatus.alreadyExists(stored.kind(), name).exception();
          }
        }
      }
    }
    throw stored.busy();
  }
}
