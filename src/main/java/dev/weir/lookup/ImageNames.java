package dev.weir.lookup;

import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.PartialDigest;
import dev.weir.imagestream.SourceStreams;
import dev.weir.imagestream.TagEvent;
import dev.weir.reference.ImageReference;
import dev.weir.reference.StreamName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the names of images in one namespace stand for (controllers-and-access.md 5.3). Only streams
 * of that namespace are looked at: whoever may write there could otherwise learn what others have.
 */
final class ImageNames {
  private static final String LATEST = "latest";

  private final String namespace;
  private final boolean forced;
  private final SourceStreams streams;
  private final RegistryHosts hosts;

  /**
   * Looks names up.
   *
   * @param forced every name is that of a stream, whatever the streams allow
   */
  ImageNames(String namespace, boolean forced, SourceStreams streams, RegistryHosts hosts) {
    this.namespace = namespace;
    this.forced = forced;
    this.streams = streams;
    this.hosts = hosts;
  }

  /**
   * The pull spec that a container's image stands for; empty if the name is to stay as it is. A tag
   * that the stream does not have is expected to be pushed into the integrated registry.
   */
  Optional<String> resolve(String image) {
    return candidate(image)
        .flatMap(
            reference ->
                tag(reference.name(), reference.tag().isEmpty() ? LATEST : reference.tag()));
  }

  /** The reference if its name and tag are to be looked up here. */
  private Optional<ImageReference> candidate(String image) {
    Optional<ImageReference> parsed = parse(image);
    if (parsed.isEmpty() || !parsed.get().id().isEmpty()) {
      return Optional.empty();
    }
    ImageReference reference = parsed.get();
    boolean here =
        hosts.any().test(reference.registry())
            ? reference.namespace().equals(namespace)
            : forced || (reference.registry().isEmpty() && reference.namespace().isEmpty());
    return here ? parsed : Optional.empty();
  }

  /** A name without a slash is no host, also if there is a dot in it. */
  private static Optional<ImageReference> parse(String image) {
    try {
      return Optional.of(
          image.indexOf('/') >= 0
              ? ImageReference.parse(image)
              : withoutNamespace(ImageReference.parse("x/" + image)));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static ImageReference withoutNamespace(ImageReference reference) {
    return new ImageReference("", "", reference.name(), reference.tag(), reference.id());
  }

  /** What a tag of a stream here stands for. */
  Optional<String> tag(String stream, String tag) {
    return open(stream)
        .flatMap(
            found -> {
              Optional<TagEvent> newest = found.newest(tag);
              return newest.isEmpty()
                  ? Optional.of(OwnRegistry.repository(found.name()) + ":" + tag)
                  : found.pullSpec(tag).flatMap(spec -> exact(spec, newest.get().image()));
            })
        .map(hosts::shown);
  }

  /** What an image of a stream here stands for; empty unless one alone begins with the id. */
  Optional<String> image(String stream, String id) {
    return open(stream).flatMap(found -> image(streams, found, id)).map(hosts::shown);
  }

  /** What an image of a stream stands for, with the host that is stored. */
  static Optional<String> image(SourceStreams streams, ImageStream stream, String id) {
    List<TagEvent> events = new ArrayList<>();
    stream.tags().values().forEach(history -> events.addAll(history.items()));
    events.addAll(streams.older(stream.name(), id));
    List<String> images = events.stream().map(TagEvent::image).toList();
    return PartialDigest.find(images, id) instanceof PartialDigest.Match.Found(String image)
        ? events.stream()
            .filter(event -> event.image().equals(image))
            .findFirst()
            .flatMap(event -> exact(event.reference(), image))
        : Optional.empty();
  }

  /** The stream if names may mean it. */
  private Optional<ImageStream> open(String stream) {
    return StreamName.isValidName(stream)
        ? streams
            .find(new StreamName(namespace, stream))
            .filter(found -> forced || found.localLookup())
        : Optional.empty();
  }

  /** By digest; a tag that only refers to an image elsewhere has none, and stays what it says. */
  private static Optional<String> exact(String pullSpec, String image) {
    if (pullSpec.isEmpty() || image.isEmpty()) {
      return Optional.of(pullSpec).filter(spec -> !spec.isEmpty());
    }
    try {
      return Optional.of(ImageReference.parse(pullSpec).withId(image).exact());
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
