package dev.weir.remote.mirror;

import dev.weir.manifest.MediaTypes;
import dev.weir.remote.repository.Location;
import java.util.List;

/** Whether other programs read a copy where it goes. */
final class Readers {
  private Readers() {}

  /**
   * What users should know of copies. A layout may hold manifests of any type, but the library of
   * skopeo, podman and buildah looks for OCI's alone in it. That they could read is another image:
   * its manifest would have another digest.
   */
  static List<String> warnings(List<Copy> copies) {
    return copies.stream()
        .filter(copy -> copy.target() instanceof Location.InLayout)
        .filter(copy -> copy.image().parts().stream().anyMatch(Readers::isDockers))
        .map(
            copy ->
                ("%s gets an image of Docker's format, which skopeo and podman do not read from an"
                        + " OCI layout; copy it to a registry, or to file:// to serve it")
                    .formatted(copy.target().text()))
        .distinct()
        .toList();
  }

  private static boolean isDockers(SourceImage.Part part) {
    String type = part.manifest().mediaType();
    return type.equals(MediaTypes.DOCKER_MANIFEST) || type.equals(MediaTypes.DOCKER_LIST);
  }
}
