package dev.weir.why;

import dev.weir.follower.TagLookup;
import dev.weir.follower.Trigger.TagKey;
import dev.weir.image.OwnRegistry;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Tags by the names that workloads have for their images.
 *
 * @param host of the integrated registry, as clients know it: {@code host[:port]}
 * @param ownHost whether a host is, or was, the integrated registry's
 */
record ShownTags(TagFacts facts, String host, Predicate<String> ownHost) implements TagLookup {
  @Override
  public Optional<String> newest(TagKey tag) {
    return facts.stream(tag.streamName())
        .flatMap(stream -> stream.pullSpec(tag.tag()))
        .filter(pullSpec -> !pullSpec.isEmpty())
        .map(this::shown);
  }

  @Override
  public boolean isOwnHost(String text) {
    return text.equals(host) || text.equals(OwnRegistry.HOST) || ownHost.test(text);
  }

  /** A text of the store as clients see it. */
  String shown(String text) {
    return text.replace(OwnRegistry.HOST, host);
  }

  /** An image as the store names it. */
  ImageId stored(String image) {
    int slash = image.indexOf('/');
    boolean own = slash > 0 && isOwnHost(image.substring(0, slash));
    return ImageId.of(own ? OwnRegistry.HOST + image.substring(slash) : image);
  }

  /** The tag that an image names, if it does so by a tag of this registry and by no digest. */
  Optional<TagKey> named(ImageId image) {
    return OwnRegistry.owns(image.pullSpec()) && image.digest().isEmpty()
        ? OwnRegistry.stream(image.pullSpec())
            .map(stream -> new TagKey(stream.namespace(), stream.name(), tag(image.pullSpec())))
        : Optional.empty();
  }

  private static String tag(String pullSpec) {
    int colon = pullSpec.lastIndexOf(':');
    return colon < 0 ? "latest" : pullSpec.substring(colon + 1);
  }
}
