package dev.weir.cli.newapp;

import dev.weir.cli.newapp.AppImage.Origin;
import dev.weir.imagestream.catalog.OfferedStream;
import java.util.Optional;

/**
 * One thing that is made to run.
 *
 * @param name of its objects
 * @param source what is built on the image and runs instead; empty if the image itself runs
 */
record Component(String name, AppImage image, Optional<SourceCode> source) {
  /** The stream whose tag is deployed. */
  String stream() {
    return source.isEmpty() && image.origin() instanceof Origin.OfStream of
        ? of.stream().name()
        : name;
  }

  /** The tag that is deployed. */
  String tag() {
    return source.isPresent() ? OfferedStream.LATEST : image.tag();
  }

  /** Names the container. */
  String container() {
    return stream();
  }

  /** True if a tag can be followed at all. */
  boolean followsTag() {
    return source.isPresent() || !(image.origin() instanceof Origin.Missing);
  }
}
