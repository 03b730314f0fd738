package dev.weir.remote.mirror;

import dev.weir.manifest.Descriptor;
import dev.weir.manifest.Manifest;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.remote.repository.Location;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An image or a list, with all that is copied of it.
 *
 * @param source its repository, without tag and digest
 * @param root which of the parts a tag points at
 * @param parts each after what it lists, and what refers to one after it
 * @param tags that parts have besides, by which clients find signatures
 */
record SourceImage(Location source, Digest root, List<Part> parts, Map<String, Digest> tags) {
  SourceImage {
    parts = List.copyOf(parts);
    tags = Map.copyOf(tags);
  }

  SourceImage(Location source, Digest root, List<Part> parts) {
    this(source, root, parts, Map.of());
  }

  /**
   * A manifest.
   *
   * @param blobs what it needs beside manifests, each once
   */
  record Part(MirrorPlan.KnownManifest manifest, List<Descriptor> blobs) {
    Part {
      blobs = List.copyOf(blobs);
    }

    Digest digest() {
      return manifest.digest();
    }
  }

  /** What is copied of an image: its configuration and layers, but for layers elsewhere. */
  static List<Descriptor> blobs(Manifest.ImageManifest image) {
    Map<Digest, Descriptor> blobs = new LinkedHashMap<>();
    image.layers().stream()
        .filter(layer -> !livesElsewhere(layer))
        .forEach(layer -> blobs.putIfAbsent(layer.digest(), layer));
    blobs.putIfAbsent(image.config().digest(), image.config());
    return List.copyOf(blobs.values());
  }

  private static boolean livesElsewhere(Descriptor layer) {
    return MediaTypes.isNonDistributable(layer.mediaType()) && !layer.urls().isEmpty();
  }
}
