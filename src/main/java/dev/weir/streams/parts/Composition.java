package dev.weir.streams.parts;

import dev.weir.manifest.Descriptor;
import dev.weir.manifest.Manifest;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a manifest is made of, as far as a push had to bring it: layers that live elsewhere, which
 * anybody may name without having them, are left out.
 *
 * @param manifests children of an index
 * @param config of an image
 * @param blobs layers, base first; of an index, entries that are no manifests
 * @param subject what it says something about; need not be here
 */
public record Composition(
    String mediaType,
    List<Descriptor> manifests,
    Optional<Descriptor> config,
    List<Descriptor> blobs,
    Optional<Digest> subject) {
  public Composition {
    manifests = List.copyOf(manifests);
    blobs = List.copyOf(blobs);
  }

  public static Composition of(Manifest manifest) {
    return switch (manifest) {
      case Manifest.ImageManifest image ->
          new Composition(
              image.mediaType(),
              List.of(),
              Optional.of(bare(image.config())),
              image.layers().stream()
                  .filter(layer -> !isElsewhere(layer))
                  .map(Composition::bare)
                  .toList(),
              subject(image));
      case Manifest.IndexManifest index -> {
        List<Descriptor> manifests = new ArrayList<>();
        List<Descriptor> blobs = new ArrayList<>();
        for (Descriptor entry : index.manifests()) {
          if (MediaTypes.isManifest(entry.mediaType())) {
            manifests.add(bare(entry));
          } else {
            blobs.add(bare(entry)); // build caches list their layers in an index
          }
        }
        yield new Composition(
            index.mediaType(), manifests, Optional.empty(), blobs, subject(index));
      }
    };
  }

  public static Optional<Digest> subject(Manifest manifest) {
    return manifest.subject().map(Descriptor::digest);
  }

  /** True for a layer that a push need not bring. */
  public static boolean isElsewhere(Descriptor layer) {
    return MediaTypes.isNonDistributable(layer.mediaType()) && !layer.urls().isEmpty();
  }

  private static Descriptor bare(Descriptor full) {
    return Descriptor.of(full.mediaType(), full.digest(), full.size());
  }

  /** All that it names but its subject. */
  public Set<Digest> parts() {
    Set<Digest> parts = new LinkedHashSet<>();
    Stream.of(manifests, config.stream().toList(), blobs)
        .flatMap(List::stream)
        .forEach(part -> parts.add(part.digest()));
    return parts;
  }

  /** Manifests that it names. */
  public Stream<Digest> children() {
    return manifests.stream().map(Descriptor::digest);
  }

  /** It without some of what it names. */
  public Composition without(Set<Digest> missing) {
    if (missing.isEmpty()) {
      return this;
    }
    Predicate<Descriptor> isHere = part -> !missing.contains(part.digest());
    return new Composition(
        mediaType,
        manifests.stream().filter(isHere).toList(),
        config.filter(isHere),
        blobs.stream().filter(isHere).toList(),
        subject);
  }

  /** Digests that it names. */
  int size() {
    return manifests.size() + blobs.size() + 1;
  }
}
