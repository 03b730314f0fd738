package dev.weir.console.stream;

import dev.weir.console.visit.Brief;
import dev.weir.console.visit.Paths;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SourceName;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagSource;
import dev.weir.reference.StreamName;
import java.util.Optional;

/**
 * Where a tag gets its images from, in words.
 *
 * @param words before what it names, such as {@code follows}
 * @param name of what it gets them from; empty if it is only pushed to
 * @param target the page of that; empty if there is none
 */
public record TagOrigin(String words, String name, String target) {
  /** Of a tag that is in the stream's spec or status. */
  public static TagOrigin of(ImageStream stream, String tag) {
    Optional<SpecTag> spec = stream.specTag(tag);
    Optional<TagSource> from = spec.flatMap(SpecTag::from);
    if (from.isEmpty()) {
      return new TagOrigin(stream.newest(tag).isPresent() ? "pushed" : "waits for a push", "", "");
    }
    boolean reference = spec.get().reference();
    TagSource source = from.get();
    return switch (source.kind()) {
      case TagSource.DOCKER_IMAGE ->
          new TagOrigin(reference ? "refers to" : "imported from", source.name(), "");
      case TagSource.STREAM_TAG -> tagged(stream.name(), source, reference);
      case TagSource.STREAM_IMAGE -> image(stream.name(), source);
      default -> new TagOrigin("is at", source.name(), "");
    };
  }

  private static TagOrigin tagged(StreamName own, TagSource source, boolean reference) {
    Optional<SourceName> found = SourceName.of(own, source);
    if (found.isEmpty()) {
      return new TagOrigin("is at", source.name(), "");
    }
    StreamName stream = found.get().stream();
    boolean follows = stream.equals(own) && !reference;
    return new TagOrigin(
        reference ? "refers to" : follows ? "follows" : "was tagged from",
        (stream.namespace().equals(own.namespace()) ? "" : stream.namespace() + "/")
            + stream.name()
            + ":"
            + found.get().item(),
        Paths.tag(stream.namespace(), stream.name(), found.get().item()));
  }

  private static TagOrigin image(StreamName own, TagSource source) {
    Optional<SourceName> found = SourceName.of(own, source);
    if (found.isEmpty()) {
      return new TagOrigin("is at", source.name(), "");
    }
    StreamName stream = found.get().stream();
    return new TagOrigin(
        "is at",
        (stream.namespace().equals(own.namespace()) ? "" : stream.namespace() + "/")
            + stream.name()
            + "@"
            + Brief.of(found.get().item()),
        Paths.image(stream.namespace(), stream.name(), found.get().item()));
  }
}
