package dev.weir.imageapi;

import dev.weir.streams.StreamObjects;
import dev.weir.streams.Streams;

/**
 * What the resources share.
 *
 * @param objects streams as clients see them
 */
record Parts(Streams streams, StreamObjects objects, StreamViews views) {
  static Parts of(Streams streams) {
    return new Parts(
        streams,
        new StreamObjects(streams.context().store(), streams.store(), streams.published()),
        new StreamViews(streams.images(), streams.claims(), streams.published()));
  }
}
