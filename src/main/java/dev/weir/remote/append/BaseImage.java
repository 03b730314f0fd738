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

  /** Reads an image; of a list, the child for the platform. */
  static BaseImage fetch(
      RemoteRegistry registry, ImageReference reference, Descriptor.Platform platform) {
    ImageReference one = reference.mostSpecific();
    String tagOrDigest =
        !one.id().isEmpty() ? one.id() : one.tag().isEmpty() ? "latest" : one.tag();
    return read(registry, registry.fetchManifest(tagOrDigest), platform);
  }

  private static BaseImage read(
      RemoteRegistry registry, RemoteManifest fetched, Descriptor.Platform platform) {
    try {
      return switch (ManifestReader.read(fetched.mediaType(), fetched.bytes())) {
        case Manifest.ImageManifest image ->
            new BaseImage(
                image.mediaType(),
                Json.parseObject(registry.readBlob(image.config().digest(), MAX_CONFIG)),
                image.layers());
        case Manifest.IndexManifest index -> {
          Descriptor child =
              PlatformChoice.of(index, platform)
                  .orElseThrow(() -> new ManifestException("the list of manifests has no image"));
          if (MediaTypes.isIndex(child.mediaType())) {
            throw new ManifestException("a list inside a list is not supported");
          }
          yield read(registry, registry.fetchManifest(child.digest().toString()), platform);
        }
      };
    } catch (ManifestException | JacksonException | IllegalArgumentException e) {
      throw new RemoteException(
          RemoteException.Kind.REGISTRY_ERROR,
          "the base image cannot be built upon: " + e.getMessage());
    }
  }
}
