package dev.weir.objects;

import dev.weir.client.ObjectWatch;
import dev.weir.objects.value.ValueCodec;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ResourceKind;
import dev.weir.store.Entry;
import dev.weir.store.Transaction;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/** A kind that is stored as it is: create, read, update, delete, list and watch over the store. */
public class StoredRest implements Rest {
  private final StoredKind stored;
  private final StoredCreates creates;
  private final StoredUpdates updates;
  private final StoredDeletes deletes;

  public StoredRest(StoreContext context, ResourceKind kind, Strategy strategy) {
    this(context, kind, strategy, ValueCodec.PLAIN);
  }

  public StoredRest(StoreContext context, ResourceKind kind, Strategy strategy, ValueCodec codec) {
    this.stored = StoredKind.of(context, kind, strategy, codec);
    this.creates = new StoredCreates(stored);
    this.updates = new StoredUpdates(stored);
    this.deletes = new StoredDeletes(stored);
  }

  @Override
  public final ResourceKind kind() {
    return stored.kind();
  }

  @Override
  public TableView table() {
    return stored.strategy().table();
  }

  protected final StoreContext context() {
    return stored.context();
  }

  @Override
  public ApiObject get(Scope scope, String name) {
    return stored.reads().get(scope.namespace(), name);
  }

  @Override
  public final long storedBytes(Scope scope, String name) {
    return stored.reads().storedBytes(scope.namespace(), name);
  }

  @Override
  public ObjectList list(Scope scope, ListOptions options) {
    return stored.reads().list(scope.namespace(), options);
  }

  @Override
  public ObjectWatch watch(Scope scope, ListOptions options) {
    return stored.reads().watch(scope.namespace(), options);
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
    return creates.create(scope, object, options, more);
  }

  @Override
  public Updated update(
      Scope scope, String name, UnaryOperator<ObjectNode> change, WriteOptions options) {
    return updates.write(scope, name, change, options, false);
  }

  /** As an update, but only {@code status} and metadata change. */
  public Updated updateStatus(
      Scope scope, String name, UnaryOperator<ObjectNode> change, WriteOptions options) {
    return updates.write(scope, name, change, options, true);
  }

  @Override
  public List<String> remarks(ObjectNode object) {
    return stored.context().hook().remarks(stored.kind(), object);
  }

  @Override
  public ObjectNode delete(Scope scope, String name, DeleteOptions options) {
    return deletes.delete(scope, name, options);
  }

  /** The object of a store entry of this kind. */
  protected final ApiObject decode(Entry entry) {
    return stored.reads().decode(entry);
  }
}
