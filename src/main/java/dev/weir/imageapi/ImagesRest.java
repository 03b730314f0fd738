package dev.weir.imageapi;

import dev.weir.imageapi.age.KeptWhileWaiting;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.Scope;
import dev.weir.objects.StoredRest;
import dev.weir.resource.Kinds;
import dev.weir.streams.Streams;
import tools.jackson.databind.node.ObjectNode;

/** Images, as they are stored. */
final class ImagesRest extends StoredRest {
  private final Streams streams;
  private final UsedElsewhere elsewhere;

  ImagesRest(Streams streams, UsedElsewhere elsewhere) {
    super(
        streams
            .context()
            .with(
                streams.images().texts(),
                new KeptWhenNamed(streams),
                new KeptWhileWaiting(streams.context().store())),
        Kinds.IMAGE,
        new ImageStrategy(),
        streams.published());
    this.streams = streams;
    this.elsewhere = elsewhere;
  }

  @Override
  public ObjectNode delete(Scope scope, String name, DeleteOptions options) {
    elsewhere.requireUnused(streams, name);
    return super.delete(scope, name, options);
  }
}
