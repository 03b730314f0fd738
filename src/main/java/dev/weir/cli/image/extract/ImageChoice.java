package dev.weir.cli.image.extract;

import dev.weir.cli.call.CliException;
import dev.weir.cli.image.copy.PlatformPattern;
import dev.weir.cli.registry.RegistryAccess;
import dev.weir.manifest.Descriptor;
import dev.weir.manifest.Manifest;
import dev.weir.manifest.ManifestException;
import dev.weir.manifest.ManifestReader;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteManifest;
import dev.weir.remote.repository.Location;
import dev.weir.remote.repository.SourceRepository;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Finds the one image that is meant, of a list the first for the wanted platform. */
final class ImageChoice {
  private final Predicate<String> platforms;
  private final String wanted;

  /** Fails if platforms could not be compared. */
  private final Runnable check;

  private ImageChoice(Predicate<String> platforms, String wanted, Runnable check) {
    this.check = check;
    this.platforms = platforms;
    this.wanted = wanted;
  }

  /**
   * By an expression; by this machine if it is empty.
   *
   * @throws CliException if it is none
   */
  static ImageChoice of(String filter) {
    if (filter.isEmpty()) {
      String here = PlatformPattern.thisMachine();
      return new ImageChoice(
          platform -> platform.equals(here) || platform.startsWith(here + "/"), here, () -> {});
    }
    PlatformPattern pattern = PlatformPattern.of(filter);
    return new ImageChoice(pattern, filter, pattern::check);
  }

  /**
   * The image that a location names.
   *
   * @throws CliException if there is none, or none that is wanted
   */
  Manifest.ImageManifest read(SourceRepository repository, Location location) {
    try {
      Manifest found = parse(repository.manifest(name(location)));
      if (found instanceof Manifest.IndexManifest list) {
        found = parse(repository.manifest(chosen(list, location).digest().toString()));
      }
      if (found instanceof Manifest.ImageManifest image) {
        return image;
      }
      throw unreadable(
          location, "it is a list within a list; name one of its images by its digest");
    } catch (RemoteException e) {
      throw unreadable(location, RegistryAccess.advised(e));
    } catch (ManifestException e) {
      throw unreadable(location, String.valueOf(e.getMessage()));
    }
  }

  private static String name(Location location) {
    return location.digest().isEmpty() ? location.tag() : location.digest();
  }

  private static CliException unreadable(Location location, String why) {
    return CliException.error("unable to read image %s: %s".formatted(location.text(), why));
  }

  private static Manifest parse(RemoteManifest manifest) {
    return ManifestReader.readStored(manifest.mediaType(), manifest.bytes());
  }

  private Descriptor chosen(Manifest.IndexManifest list, Location location) {
    Optional<Descriptor> found =
        list.manifests().stream().filter(child -> platforms.test(platform(child))).findFirst();
    check.run();
    return found.orElseThrow(
        () ->
            unreadable(
                location,
                "it is a list, and none of its images is for %s - use --filter-by-os to select from: %s"
                    .formatted(
                        wanted,
                        list.manifests().stream()
                            .map(ImageChoice::platform)
                            .distinct()
                            .collect(Collectors.joining(", ")))));
  }

  private static String platform(Descriptor child) {
    return child.platform().map(Descriptor.Platform::text).orElse("unknown");
  }
}
