package dev.weir.pullthrough.mirror;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagSource;
import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import dev.weir.reference.StreamName;
import dev.weir.streams.StreamSources;
import dev.weir.streams.StreamStore;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What workloads use of the mirror: the images that they name, by digest or by a tag as it is now,
 * and all that these are made of.
 */
public final class ImagesInUse {
  private final Supplier<Stream<String>> named;
  private final Predicate<String> own;
  private final Function<ImageReference, Optional<StreamName>> repositories;
  private final StreamStore streams;
  private final StreamSources sources;

  /**
   * The images of some workloads.
   *
   * @param named what workloads name as it stands there; throws where that cannot be told
   * @param own whether a host is, or was, the integrated registry's
   * @param repositories which stream a pull spec of the integrated registry means
   */
  public ImagesInUse(
      Supplier<Stream<String>> named,
      Predicate<String> own,
      Function<ImageReference, Optional<StreamName>> repositories,
      StreamStore streams,
      StreamSources sources) {
    this.named = named;
    this.own = own;
    this.repositories = repositories;
    this.streams = streams;
    this.sources = sources;
  }

  /**
   * Digests of manifests, configurations and layers.
   *
   * @throws RuntimeException if it cannot be told what workloads name
   */
  public Set<Digest> digests() {
    Set<ImageReference> references = new HashSet<>();
    try (Stream<String> all = named.get()) {
      all.forEach(text -> parse(text).ifPresent(references::add));
    }
    Map<String, Set<Digest>> imported = Map.of();
    if (references.stream().anyMatch(r -> r.id().isEmpty() && !own.test(r.registry()))) {
      imported = imported();
    }
    Set<Digest> images = new HashSet<>();
    for (ImageReference reference : references) {
      images.addAll(images(reference, imported));
    }
    Set<Digest> all = new HashSet<>();
    images.forEach(image -> all.addAll(sources.partsOf(image)));
    return all;
  }

  /**
   * As what workloads name an image that is the digest or has it.
   *
   * @throws RuntimeException if it cannot be told what workloads name
   */
  public NavigableSet<String> namesOf(Digest digest) {
    NavigableSet<String> names = new TreeSet<>();
    try (Stream<String> all = named.get()) {
      all.forEach(names::add);
    }
    Map<String, Set<Digest>> imported = imported();
    names.removeIf(
        text ->
            parse(text).map(reference -> images(reference, imported)).orElse(Set.of()).stream()
                .noneMatch(image -> sources.partsOf(image).contains(digest)));
    return names;
  }

  private static Optional<ImageReference> parse(String pullSpec) {
    try {
      return Optional.of(ImageReference.parse(pullSpec).withClientDefaults().mostSpecific());
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private Set<Digest> images(ImageReference reference, Map<String, Set<Digest>> imported) {
    Optional<Digest> exact = Digest.tryParse(reference.id());
    if (exact.isPresent()) {
      return Set.of(exact.get());
    }
    if (!own.test(reference.registry())) {
      return imported.getOrDefault(reference.exact(), Set.of());
    }
    return repositories
        .apply(reference)
        .flatMap(stream -> streams.newest(stream).stream().newest(reference.tag()))
        .flatMap(event -> Digest.tryParse(event.image()))
        .map(Set::of)
        .orElse(Set.of());
  }

  /** Images that tags have from a tag of another registry: nodes may pull these through here. */
  private Map<String, Set<Digest>> imported() {
    Map<String, Set<Digest>> found = new HashMap<>();
    List<ImageStream> all = streams.list("").streams();
    for (ImageStream stream : all) {
      for (SpecTag tag : stream.spec().values()) {
        Optional<Digest> image =
            stream.newest(tag.name()).map(TagEvent::image).flatMap(Digest::tryParse);
        tag.from()
            .filter(from -> from.kind().equals(TagSource.DOCKER_IMAGE))
            .flatMap(from -> parse(from.name()))
            .filter(_ -> image.isPresent())
            .ifPresent(
                from -> found.computeIfAbsent(from.exact(), _ -> new HashSet<>()).add(image.get()));
      }
    }
    return found;
  }
}
