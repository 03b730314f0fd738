package dev.weir.cli.image.copy;

import dev.weir.cli.call.CliException;
import dev.weir.cli.registry.RegistryAccess;
import dev.weir.manifest.Descriptor;
import dev.weir.manifest.Manifest;
import dev.weir.manifest.ManifestException;
import dev.weir.manifest.ManifestReader;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteManifest;
import dev.weir.remote.repository.BlobPart;
import dev.weir.remote.repository.Location;
import dev.weir.remote.repository.SourceRepository;
import dev.weir.resource.Json;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** Looks at images of one repository, in the words of {@code image info} (cli.md 6). */
final class ImageReader {
  private static final int MAX_CONFIG = Json.MAX_BYTES;

  private final SourceRepository repository;
  private final Location location;

  /**
   * For one image.
   *
   * @param location with the tag or digest of it
   */
  ImageReader(SourceRepository repository, Location location) {
    this.repository = repository;
    this.location = location;
  }

  /**
   * The image; several, or none, of a list.
   *
   * @param filter which of a list
   * @param all true: as many as are wanted; false: exactly one
   * @throws CliException if it cannot be had, or which one is meant cannot be told
   */
  List<SeenImage> read(Predicate<String> filter, boolean all) {
    try {
      String wanted = location.digest().isEmpty() ? location.tag() : location.digest();
      RemoteManifest root = repository.manifest(wanted);
      if (!(parse(root) instanceof Manifest.IndexManifest list)) {
        return List.of(image(root, Optional.empty()));
      }
      List<Descriptor> meant =
          list.manifests().stream().filter(child -> filter.test(platform(child))).toList();
      if (!all && meant.size() != 1) {
        throw CliException.error(PlatformTable.of(list));
      }
      if (meant.isEmpty()) {
        throw CliException.error("no manifests could be found for \"" + location.text() + "\"");
      }
      return meant.stream()
          .map(child -> repository.manifest(child.digest().toString()))
          .map(child -> image(child, Optional.of(root.digest())))
          .toList();
    } catch (RemoteException e) {
      throw refused(e);
    }
  }

  /** As filters name it, such as {@code linux/arm64/v8}. */
  static String platform(Descriptor child) {
    return child.platform().map(Descriptor.Platform::text).orElse("/");
  }

  private CliException refused(RemoteException e) {
    return CliException.error(
        switch (e.kind()) {
          case MANIFEST_UNKNOWN, REPOSITORY_UNKNOWN, BLOB_UNKNOWN ->
              "image \"%s\" not found: %s".formatted(location.text(), e.getMessage());
          case UNAUTHORIZED, DENIED ->
              "image \"%s\" does not exist or you don't have permission to access the repository: %s"
                  .formatted(location.text(), RegistryAccess.advised(e));
          default ->
              "unable to read image %s: %s".formatted(location.text(), RegistryAccess.advised(e));
        });
  }

  private CliException unreadable(String why) {
    return CliException.error("unable to read image " + location.text() + ": " + why);
  }

  private Manifest parse(RemoteManifest manifest) {
    try {
      return ManifestReader.read(manifest.mediaType(), manifest.bytes());
    } catch (ManifestException e) {
      throw unreadable(String.valueOf(e.getMessage()));
    }
  }

  private SeenImage image(RemoteManifest bytes, Optional<Digest> list) {
    if (!(parse(bytes) instanceof Manifest.ImageManifest manifest)) {
      throw unreadable(bytes.digest() + " is a list within a list; name it by its digest");
    }
    Optional<ObjectNode> config =
        MediaTypes.isImageConfig(manifest.config().mediaType())
            ? Optional.of(config(manifest.config()))
            : Optional.empty();
    return new SeenImage(
        location.text().replaceFirst("^file://", ""),
        location.digest(),
        bytes.digest(),
        list,
        manifest,
        config);
  }

  private ObjectNode config(Descriptor config) {
    try (BlobPart part = repository.open(config.digest(), 0, Optional.empty())) {
      byte[] bytes = part.content().readNBytes(MAX_CONFIG + 1);
      if (bytes.length > MAX_CONFIG) {
        throw unreadable("its configuration has more than " + MAX_CONFIG + " bytes");
      }
      if (!config.digest().sameAlgorithm(bytes).equals(config.digest())) {
        throw unreadable("its configuration is not that of the digest " + config.digest());
      }
      return Json.parseObject(bytes);
    } catch (IOException e) {
      throw unreadable("its configuration broke off: " + e.getMessage());
    } catch (JacksonException | IllegalArgumentException _) {
      throw unreadable("its configuration is no JSON object");
    }
  }
}
