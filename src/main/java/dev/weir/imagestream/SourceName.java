package dev.weir.imagestream;

import dev.weir.reference.StreamName;
import java.util.Optional;

/**
 * Where a spec tag points inside Weir: a tag or an image of some stream (image-api.md 3.3).
 *
 * @param item tag, or start of an image's digest
 */
public record SourceName(StreamName stream, String item) {
  /** Reads {@code from} of a tag in the stream; empty if it does not have the right form. */
  public static Optional<SourceName> of(StreamName own, TagSource from) {
    return switch (from.kind()) {
      case TagSource.STREAM_TAG -> parse(own, from, ':');
      case TagSource.STREAM_IMAGE -> parse(own, from, '@');
      default -> Optional.empty();
    };
  }

  /** An event that was copied from that tag, as it says where it came from. */
  String asTag() {
    return stream + ":" + item;
  }

  /** The same of an image that was found there. */
  String asImage(String image) {
    return stream + "@" + image;
  }

  /** True of an event that was made by a look at the tag or image. */
  public boolean isSourceOf(TagEvent event) {
    String from = event.origin().from();
    return from.equals(asTag()) || from.equals(asImage(event.image()));
  }

  private static Optional<SourceName> parse(StreamName own, TagSource from, char separator) {
    String name = from.name();
    int at = name.indexOf(separator);
    String stream = at < 0 ? own.name() : name.substring(0, at);
    String item = name.substring(at + 1);
    if (stream.isEmpty() || item.isEmpty() || item.indexOf(separator) >= 0) {
      return Optional.empty();
    }
    return Optional.of(
        new SourceName(new StreamName(from.namespaceOr(own.namespace()), stream), item));
  }
}
