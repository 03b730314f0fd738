package dev.weir.imageapi;

import dev.weir.imagestream.ImageStream;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteHook;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Kinds;
import dev.weir.resource.ResourceKind;
import dev.weir.store.Transaction;
import dev.weir.streams.StreamTags;
import dev.weir.streams.Streams;
import dev.weir.streams.linked.NamedAgain;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps an Image that was tagged or pushed again within the last hour: who deletes it, as pruning
 * does, may have looked before.
 */
final class KeptWhenNamed implements WriteHook {
  private final Streams streams;
  private final NamedAgain named;

  KeptWhenNamed(Streams streams) {
    this.streams = streams;
    this.named = new NamedAgain(streams.context().store(), streams.context()::now);
  }

  @Override
  public void creating(Scope scope, ResourceKind kind, ObjectNode object) {}

  @Override
  public void updating(Scope scope, ResourceKind kind, ObjectNode before, ObjectNode after) {}

  @Override
  public void removing(
      Transaction.Builder transaction, ResourceKind kind, String namespace, String name) {
    for (StreamName stream : named.streams(transaction, name)) {
      ImageStream now = streams.store().whole(stream).stream();
      if (StreamTags.images(now).contains(name)) {
        throw ApiStatus.conflict(
                Kinds.IMAGE,
                name,
                "image stream "
                    + stream
                    + " got it within the last hour, perhaps after you looked; delete it there"
                    + " first, or try again in an hour")
            .exception();
      }
    }
  }
}
