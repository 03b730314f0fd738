package dev.weir.imagestream;

import dev.weir.reference.StreamName;
import java.util.List;
import java.util.Optional;

/** Other streams, as a rule needs them; the caller decides where they come from. */
public interface SourceStreams {
  /** Sees no stream. */
  SourceStreams NONE = _ -> Optional.empty();

  /** The stream with at least the newest event of each tag; empty if there is none. */
  Optional<ImageStream> find(StreamName name);

  /**
   * Events that {@link #find} leaves out and whose image begins with the id (see {@link
   * PartialDigest#matches}), in order of tags, newest first. A history may be long: it is searched,
   * not read.
   */
  default List<TagEvent> older(StreamName name, String id) {
    return List.of();
  }

  /**
   * The newest event of one tag that {@link #find} leaves out and that has the image; empty if
   * there is none.
   *
   * @param image its whole name
   */
  default Optional<TagEvent> older(StreamName name, String tag, String image) {
    return Optional.empty();
  }
}
