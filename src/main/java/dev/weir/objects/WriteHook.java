package dev.weir.objects;

import dev.weir.resource.ResourceKind;
import dev.weir.store.Transaction;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Has its say on each object that somebody makes or changes: with defaults filled in, before the
 * rules of its kind are asked, and in a dry run too. It may change the object or refuse it. Changes
 * of a status come by only where they are stored. An update that meets another writer comes by
 * again.
 */
public interface WriteHook {
  /** Lets everything pass. */
  WriteHook NONE = all(List.of());

  /**
   * An object that is to be.
   *
   * @param scope who makes it, and where
   * @throws dev.weir.resource.StatusException if it may not be
   */
  void creating(Scope scope, ResourceKind kind, ObjectNode object);

  /**
   * An object that is to change.
   *
   * @param before as it is stored; never changed
   * @throws dev.weir.resource.StatusException if it may not become so
   */
  void updating(Scope scope, ResourceKind kind, ObjectNode before, ObjectNode after);

  /**
   * An object as it will be stored, after the rules of its kind, with the transaction that stores
   * it. Changes of a status come by here too, since metadata may change with them.
   *
   * @param before as it is stored; empty for a new object
   * @throws dev.weir.resource.StatusException if it may not become so
   */
  default void storing(
      Transaction.Builder transaction,
      Scope scope,
      ResourceKind kind,
      Optional<ObjectNode> before,
      ObjectNode after) {}

  /** An object that goes, with the transaction that removes it. */
  default void removing(
      Transaction.Builder transaction, ResourceKind kind, String namespace, String name) {}

  /**
   * What in an object comes to nothing, though it is accepted, in whole sentences for whoever
   * writes it.
   *
   * @param object as it was sent, or as a patch made it
   */
  default List<String> remarks(ResourceKind kind, ObjectNode object) {
    return List.of();
  }

  /** Asks several, in this order: each sees what those before it made. */
  static WriteHook all(List<WriteHook> hooks) {
    List<WriteHook> asked = List.copyOf(hooks);
    return new WriteHook() {
      @Override
      public void creating(Scope scope, ResourceKind kind, ObjectNode object) {
        asked.forEach(hook -> hook.creating(scope, kind, object));
      }

      @Override
      public void updating(Scope scope, ResourceKind kind, ObjectNode before, ObjectNode after) {
        asked.forEach(hook -> hook.updating(scope, kind, before, after));
      }

      @Override
      public void storing(
          Transaction.Builder transaction,
          Scope scope,
          ResourceKind kind,
          Optional<ObjectNode> before,
          ObjectNode after) {
        asked.forEach(hook -> hook.storing(transaction, scope, kind, before, after));
      }

      @Override
      public void removing(
          Transaction.Builder transaction, ResourceKind kind, String namespace, String name) {
        asked.forEach(hook -> hook.removing(transaction, kind, namespace, name));
      }

      @Override
      public List<String> remarks(ResourceKind kind, ObjectNode object) {
        return asked.stream().flatMap(hook -> hook.remarks(kind, object).stream()).toList();
      }
    };
  }
}
