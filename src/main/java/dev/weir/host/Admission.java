package dev.weir.host;

import dev.weir.resource.ResourceKind;
import dev.weir.store.Transaction;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * What else must hold for an object to come to be, and what else changes when one comes or goes: in
 * the same transaction, so that two at once cannot both take the last place.
 */
public interface Admission {
  /** Everything may come and go. */
  Admission NONE =
      new Admission() {
        @Override
        public void created(
            Transaction.Builder transaction,
            ResourceKind kind,
            String namespace,
            ObjectNode object) {}

        @Override
        public void updated(
            Transaction.Builder transaction,
            ResourceKind kind,
            String namespace,
            ObjectNode before,
            ObjectNode after) {}

        @Override
        public void deleted(
            Transaction.Builder transaction, ResourceKind kind, String namespace, String name) {}

        @Override
        public <T> T inTurn(ResourceKind kind, String namespace, Supplier<T> work) {
          return work.get();
        }
      };

  /**
   * Adds what the creation of an object means.
   *
   * @throws dev.weir.resource.StatusException 403 if there may be no further one
   */
  void created(
      Transaction.Builder transaction, ResourceKind kind, String namespace, ObjectNode object);

  /**
   * Adds what it means that an object changes.
   *
   * @throws dev.weir.resource.StatusException 403 if it may not become so
   */
  void updated(
      Transaction.Builder transaction,
      ResourceKind kind,
      String namespace,
      ObjectNode before,
      ObjectNode after);

  /** Adds what it means that an object goes. */
  void deleted(Transaction.Builder transaction, ResourceKind kind, String namespace, String name);

  /**
   * Runs what plans and commits a change of an object of a kind while nobody else's such work in
   * the namespace gets in the way. May be nested in one namespace; work that has its turn takes
   * none in another namespace, nor one of a stream.
   */
  <T> T inTurn(ResourceKind kind, String namespace, Supplier<T> work);
}
