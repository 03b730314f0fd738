package dev.weir.streams.parts;

import dev.weir.reference.Digest;
import java.util.Optional;

/** What manifests are made of, by their own bytes. */
public interface Manifests {
  /** Empty if its bytes are nowhere, or are no manifest. */
  Optional<Composition> find(Digest manifest);

  /**
   * Whether a stream that names a manifest may be shown what it is made of.
   *
   * @param isImage the stream has it as an image, and not by another manifest alone
   */
  default boolean mayShow(Digest manifest, boolean isImage) {
    return true;
  }
}
