package dev.weir.remote.append;

import dev.weir.manifest.Descriptor;
import dev.weir.manifest.Manifest;
import dev.weir.manifest.ManifestException;
import dev.weir.manifest.ManifestReader;
import dev.weir.manifest.MediaTypes;
import dev.weir.manifest.PlatformChoice;
import dev.weir.reference.ImageReference;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteManifest;
import dev.weir.remote.RemoteRegistry;
import dev.weir.resource.Json;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is built upon.
 *
 * @param mediaType of the manifest, kept for the new image
 * @param config the configuration document
 */
record BaseImage(String mediaType, ObjectNode config, List<Descriptor> layers) {
  private static final int MAX_CONFIG = 8 * 1024 * 1024;

  /** An empty image in Docker's form, which the oldest clients read too. */
  static BaseImage scratch(Descriptor.Platform platform) {
    ObjectNode config = Json.object();
    config.put("architecture", platform.architecture()).put("os", platform.os());
    if (!platform.variant().isEmpty()) {
      config.put("variant", platform.variant());
    }
    config.putObject("config");
    return new BaseImage(MediaTypes.DOCKER_MANIFEST, config, List.of());
  }

  /** The tag or digest of an image. */
  static String wanted(ImageReference reference) {
    ImageReference one = reference.mostSpecific();
    return !one.id().isEmpty() ? one.id() : one.tag().isEmpty() ? "latest" : one.tag();
  }

  /** Reads an image; of a list, the child that is meant. */
  static BaseImage read(RemoteRegistry registry, RemoteManifest fetched, AppendRequest request) {
    try {
      return switch (ManifestReader.read(fetched.mediaType(), fetched.bytes())) {
        case Manifest.ImageManifest image ->
            new BaseImage(
                image.mediaType(),
                Json.parseObject(registry.readBlob(image.config().digest(), MAX_CONFIG)),
                image.layers());
        case Manifest.IndexManifest index -> {
          Descriptor child = chosen(index, request);
          if (MediaTypes.isIndex(child.mediaType())) {
            throw new ManifestException("a list inside a list is not supported");
          }
          yield read(registry, registry.fetchManifest(child.digest().toString()), request);
        }
      };
    } catch (ManifestException | JacksonException | IllegalArgumentException e) {
      throw new RemoteException(
          RemoteException.Kind.REGISTRY_ERROR, String.valueOf(e.getMessage()));
    }
  }

  private static Descriptor chosen(Manifest.IndexManifest index, AppendRequest request) {
    if (request.filter().isEmpty()) {
      return PlatformChoice.of(index, request.platform())
          .orElseThrow(() -> new ManifestException("the list of manifests has no image"));
    }
    return index.manifests().stream()
        .filter(child -> isMeant(child, request))
        .findFirst()
        .orElseThrow(() -> none(index));
  }

  /** True of an image that a filter does not leave out, and that is one at all. */
  static boolean isMeant(Descriptor child, AppendRequest request) {
    String platform = platform(child);
    return !platform.equals("unknown/unknown")
        && request.filter().map(filter -> filter.test(platform)).orElse(true);
  }

  static ManifestException none(Manifest.IndexManifest index) {
    return new ManifestException(
        "it is a list, and --filter-by-os leaves out all of its images: "
            + index.manifests().stream()
                .map(BaseImage::platform)
                .distinct()
                .collect(Collectors.joining(", ")));
  }

  private static String platform(Descriptor child) {
    return child.platform().map(Descriptor.Platform::text).orElse("/");
  }
}
