package dev.weir.imageapi.age;

import dev.weir.importing.age.SeenTags;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteHook;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Kinds;
import dev.weir.resource.ResourceKind;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import tools.jackson.databind.node.ObjectNode;

/** Keeps an Image for which a tag waits: no stream shows it yet, so that pruning would take it. */
public final class KeptWhileWaiting implements WriteHook {
  private final Store store;

  public KeptWhileWaiting(Store store) {
    this.store = store;
  }

  @Override
  public void creating(Scope scope, ResourceKind kind, ObjectNode object) {}

  @Override
  public void updating(Scope scope, ResourceKind kind, ObjectNode before, ObjectNode after) {}

  @Override
  public void removing(
      Transaction.Builder transaction, ResourceKind kind, String namespace, String name) {
    SeenTags.waitingFor(store, name)
        .ifPresent(
            tag -> {
              throw ApiStatus.conflict(
                      Kinds.IMAGE,
                      name,
                      "tag "
                          + tag
                          + " waits for it to be old enough (weir.dev/minimum-age); it can be"
                          + " deleted when the tag does not")
                  .exception();
            });
  }
}
