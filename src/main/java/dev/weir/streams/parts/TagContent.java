package dev.weir.streams.parts;

import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;

/** Where the image is that a tag is now. */
public sealed interface TagContent {
  /** In the integrated registry. */
  record Own(Digest digest) implements TagContent {}

  /**
   * In another registry.
   *
   * @param at where it was imported from, with its digest
   * @param insecure it may be fetched over plain HTTP or from an unknown certificate, by the tag's
   *     import policy or the stream's annotation
   */
  record Elsewhere(Digest digest, ImageReference at, boolean insecure) implements TagContent {}

  /** There is no such stream or tag, or it has no image. */
  record None() implements TagContent {}
}
