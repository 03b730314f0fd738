package dev.weir.manifest;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A manifest, parsed. Its identity is the digest of the bytes that it was read from. */
public sealed interface Manifest {
  /** Type under which it is stored and served. */
  String mediaType();

  /** The manifest that this one is about, such as the image that a signature signs. */
  Optional<Descriptor> subject();

  /** Empty when absent. */
  String artifactType();

  Map<String, String> annotations();

  /**
   * What is in it if that is not an image that runs (OCI image-spec, "guidelines for artifact
   * usage"): its artifact type, or of one without the media type of its configuration, unless that
   * is an image's. Empty for images, lists of images, and for what is no media type at all.
   */
  default String artifact() {
    String type = artifactType();
    if (type.isEmpty()
        && this instanceof ImageManifest image
        && !MediaTypes.isImageConfig(image.config().mediaType())) {
      type = image.config().mediaType();
    }
    return MediaTypes.isPresentable(type) ? type : "";
  }

  /** One image, or an artifact in the form of one. Layers are base first. */
  record ImageManifest(
      String mediaType,
      Descriptor config,
      List<Descriptor> layers,
      Optional<Descriptor> subject,
      String artifactType,
      Map<String, String> annotations)
      implements Manifest {
    public ImageManifest {
      layers = List.copyOf(layers);
      annotations = Map.copyOf(annotations);
    }
  }

  /** Several images, one for each platform. */
  record IndexManifest(
      String mediaType,
      List<Descriptor> manifests,
      Optional<Descriptor> subject,
      String artifactType,
      Map<String, String> annotations)
      implements Manifest {
    public IndexManifest {
      manifests = List.copyOf(manifests);
      annotations = Map.copyOf(annotations);
    }
  }
}
