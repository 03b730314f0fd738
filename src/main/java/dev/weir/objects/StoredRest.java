package dev.weir.objects;

import dev.weir.client.ObjectWatch;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import dev.weir.store.Entry;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A kind that is stored as it is: create, read, update, delete, list and watch over the store. */
public class StoredRest implements Rest {
  private static final int MAX_ATTEMPTS = 20;

  /** Most names that are made up for one object. */
  private static final int MAX_NAMES = 8;

  private final StoreContext context;
  private final ResourceKind kind;
  private final Strategy strategy;
  private final ValueCodec codec;
  private final StoredReads reads;

  public StoredRest(StoreContext context, ResourceKind kind, Strategy strategy) {
    this(context, kind, strategy, ValueCodec.PLAIN);
  }

  public StoredRest(StoreContext context, ResourceKind kind, Strategy strategy, ValueCodec codec) {
    this.context = context;
    this.kind = kind;
    this.strategy = strategy;
    this.codec = codec;
    this.reads = new StoredReads(context.store(), kind, strategy, codec);
  }

  @Override
  public final ResourceKind kind() {
    return kind;
  }

  @Override
  public TableView table() {
    return strategy.table();
  }

  protected final StoreContext context() {
    return context;
  }

  @Override
  public ApiObject get(Scope scope, String name) {
    return reads.get(scope.namespace(), name);
  }

  @Override
  public final long storedBytes(Scope scope, String name) {
    return reads.storedBytes(scope.namespace(), name);
  }

  @Override
  public ObjectList list(Scope scope, ListOptions options) {
    return reads.list(scope.namespace(), options);
  }

  @Override
  public ObjectWatch watch(Scope scope, ListOptions options) {
    return reads.watch(scope.namespace(), options);
  }

  @Override
  public ApiObject create(Scope scope, ObjectNode object, WriteOptions options) {
    return createWith(scope, object, options, _ -> {});
  }

  /**
   * Creates, and does more in the same transaction.
   *
   * @param more adds operations; called again if another write came between
   */
  public final ApiObject createWith(
      Scope scope, ObjectNode object, WriteOptions options, Consumer<Transaction.Builder> more) {
    boolean generated = Meta.name(object).isEmpty();
    MetaRules.prepareForCreate(
        kind, scope, object, context.newUid(), context.now(), context::randomSuffix);
    if (strategy.hasStatus()) {
      object.remove("status");
    }
    strategy.prepareForCreate(object);
    context.hook().creating(scope, kind, object);
    List<FieldProblem> problems = new ArrayList<>(MetaRules.validate(object, strategy.nameRule()));
    problems.addAll(strategy.validate(object));
    refuse(object, problems);
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
        MetaRules.generateName(object, context::randomSuffix);
      }
    }
    return insert(scope, object, options, more);
  }

  private ApiObject insert(
      Scope scope, ObjectNode object, WriteOptions options, Consumer<Transaction.Builder> more) {
    return context
        .admission()
        .inTurn(kind, scope.namespace(), () -> insertInTurn(scope, object, options, more));
  }

  private ApiObject insertInTurn(
      Scope scope, ObjectNode object, WriteOptions options, Consumer<Transaction.Builder> more) {
    String name = Meta.name(object);
    String key = ObjectKey.of(kind, scope.namespace(), name);
    byte[] encoded = encode(object);
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      var transaction = Transaction.builder();
      if (kind.namespaced()) {
        reads.requireAbsent(scope.namespace(), name);
        context.host().hold(scope.namespace(), kind, name).in(transaction);
        context.admission().created(transaction, kind, scope.namespace(), object);
      }
      context.hook().storing(transaction, scope, kind, Optional.empty(), object);
      if (options.dryRun()) {
        reads.requireAbsent(scope.namespace(), name);
        return ApiObject.of(object);
      }
      transaction.ifAbsent(key).put(key, codec.toStore(key, encoded));
      more.accept(transaction);
      switch (context.store().commit(transaction.build())) {
        case TransactionResult.Committed(long revision) -> {
          return ApiObject.stored(encoded, revision);
        }
        case TransactionResult.ConditionFailed(String failed, long _) -> {
          if (failed.equals(key)) {
            throw ApiStatus.alreadyExists(kind, name).exception();
          }
        }
      }
    }
    throw busy();
  }

  @Override
  public Updated update(
      Scope scope, String name, UnaryOperator<ObjectNode> change, WriteOptions options) {
    return write(scope, name, change, options, false);
  }

  /** As an update, but only {@code status} and metadata change. */
  public Updated updateStatus(
      Scope scope, String name, UnaryOperator<ObjectNode> change, WriteOptions options) {
    return write(scope, name, change, options, true);
  }

  private Updated write(
      Scope scope,
      String name,
      UnaryOperator<ObjectNode> change,
      WriteOptions options,
      boolean statusOnly) {
    return context
        .admission()
        .inTurn(
            kind, scope.namespace(), () -> writeInTurn(scope, name, change, options, statusOnly));
  }

  private Updated writeInTurn(
      Scope scope,
      String name,
      UnaryOperator<ObjectNode> change,
      WriteOptions options,
      boolean statusOnly) {
    String key = ObjectKey.of(kind, scope.namespace(), name);
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      ApiObject present = reads.get(scope.namespace(), name);
      ObjectNode old = present.tree();
      ObjectNode updated = change.apply(present.copy());
      prepare(scope, name, updated, old, statusOnly);
      if (unchanged(updated, old)) {
        return new Updated(present, false);
      }
      var transaction = Transaction.builder().ifAt(key, present.revision());
      boolean gone = Finalizers.isGone(updated);
      if (!gone) {
        context.admission().updated(transaction, kind, scope.namespace(), old, updated);
        context.hook().storing(transaction, scope, kind, Optional.of(old), updated);
      }
      if (options.dryRun()) {
        return new Updated(ApiObject.of(updated), false);
      }
      byte[] encoded = encode(updated);
      if (gone) {
        transaction.delete(key);
        context.admission().deleted(transaction, kind, scope.namespace(), name);
        context.hook().removing(transaction, kind, scope.namespace(), name);
      } else {
        transaction.put(key, codec.toStore(key, encoded));
      }
      if (context.store().commit(transaction.build())
          instanceof TransactionResult.Committed(long revision)) {
        return new Updated(ApiObject.stored(encoded, revision), false);
      }
    }
    throw busy();
  }

  private void prepare(
      Scope scope, String name, ObjectNode updated, ObjectNode old, boolean statusOnly) {
    if (Meta.resourceVersion(updated).isEmpty() && !strategy.allowsUnconditionalUpdate()) {
      throw ApiStatus.versionRequired(kind, name).exception();
    }
    MetaRules.prepareForUpdate(kind, scope, name, updated, old);
    if (statusOnly) {
      put(updated, "spec", Optional.ofNullable(old.get("spec")));
    } else if (strategy.hasStatus()) {
      put(updated, "status", strategy.statusAfterUpdate(updated, old));
    }
    strategy.prepareForUpdate(updated, old);
    if (!statusOnly) {
      context.hook().updating(scope, kind, old, updated);
    }
    MetaRules.bumpGeneration(updated, old);
    List<FieldProblem> problems =
        new ArrayList<>(MetaRules.validate(updated, NameRule.PATH_SEGMENT));
    problems.addAll(strategy.validateUpdate(updated, old));
    refuse(updated, problems);
  }

  private static void put(ObjectNode updated, String member, Optional<JsonNode> value) {
    value.ifPresentOrElse(
        kept -> updated.set(member, kept.deepCopy()), () -> updated.remove(member));
  }

  private static boolean unchanged(ObjectNode updated, ObjectNode old) {
    Meta.of(updated).put("resourceVersion", Meta.resourceVersion(old));
    return updated.equals(old);
  }

  @Override
  public List<String> remarks(ObjectNode object) {
    return context.hook().remarks(kind, object);
  }

  @Override
  public ObjectNode delete(Scope scope, String name, DeleteOptions options) {
    return context
        .admission()
        .inTurn(kind, scope.namespace(), () -> deleteInTurn(scope, name, options));
  }

  private ObjectNode deleteInTurn(Scope scope, String name, DeleteOptions options) {
    String key = ObjectKey.of(kind, scope.namespace(), name);
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      ApiObject present = reads.get(scope.namespace(), name);
      Preconditions.require(kind, name, present.tree(), options);
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
        context.admission().deleted(transaction, kind, scope.namespace(), name);
        context.hook().removing(transaction, kind, scope.namespace(), name);
      } else {
        transaction.put(key, codec.toStore(key, encode(marked)));
      }
      if (context.store().commit(transaction.build())
          instanceof TransactionResult.Committed(long revision)) {
        Meta.of(marked).put("resourceVersion", Long.toString(revision));
        return gone && !strategy.returnsDeleted()
            ? ApiStatus.deleted(kind, name, Meta.uid(marked))
            : marked;
      }
    }
    throw busy();
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
    if (!strategy.ownsOthers()) {
      wanted = Propagation.BACKGROUND;
    }
    Finalizers.await(marked, wanted);
    marked = Finalizers.mark(marked, context.now());
    strategy.prepareForDelete(marked);
    return marked;
  }

  private RuntimeException busy() {
    return ApiStatus.serverTimeout(
            "the "
                + kind.plural()
                + " operation could not be completed: too many writers at once, please try again",
            2)
        .exception();
  }

  private void refuse(ObjectNode object, List<FieldProblem> problems) {
    if (!problems.isEmpty()) {
      throw ApiStatus.invalid(kind, Meta.name(object), problems).exception();
    }
  }

  private byte[] encode(ObjectNode object) {
    byte[] encoded = ApiObject.encode(object);
    if (encoded.length > Json.MAX_BYTES) {
      throw ApiStatus.tooLarge(
              kind.resource()
                  + " \""
                  + Meta.name(object)
                  + "\" is too large: "
                  + encoded.length
                  + " bytes, at most "
                  + Json.MAX_BYTES
                  + " can be stored")
          .exception();
    }
    return encoded;
  }

  /** The object of a store entry of this kind. */
  protected final ApiObject decode(Entry entry) {
    return reads.decode(entry);
  }
}
