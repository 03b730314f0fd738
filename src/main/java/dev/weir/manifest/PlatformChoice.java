package dev.weir.manifest;

import java.util.Optional;
import java.util.stream.Stream;

/** Picks one image of an index, where one is wanted (image-api.md 5.5, mode Legacy). */
public final class PlatformChoice {
  /** What is taken when nobody says what they run on. */
  public static final Descriptor.Platform USUAL = new Descriptor.Platform("linux", "amd64", "");

  private PlatformChoice() {}

  /**
   * The child with exactly the wanted system and architecture, else the usual one, else the first;
   * variants do not count. Empty if there are no children, or only attestations of images, which
   * builders list as {@code unknown/unknown}.
   */
  public static Optional<Descriptor> of(Manifest.IndexManifest index, Descriptor.Platform wanted) {
    return find(index, wanted).or(() -> find(index, USUAL)).or(() -> images(index).findFirst());
  }

  /**
   * True of an index that is an artifact itself and of whose manifests none is for a platform:
   * there is nothing to pick, and what one of them is follows from the others only.
   */
  public static boolean isNoneOf(Manifest.IndexManifest index) {
    return !index.artifact().isEmpty()
        && images(index).map(Descriptor::platform).noneMatch(PlatformChoice::isKnown);
  }

  private static boolean isKnown(Optional<Descriptor.Platform> platform) {
    return platform.filter(p -> !p.os().isEmpty() && !p.architecture().isEmpty()).isPresent();
  }

  private static Optional<Descriptor> find(
      Manifest.IndexManifest index, Descriptor.Platform wanted) {
    return images(index)
        .filter(
            child ->
                child
                    .platform()
                    .filter(
                        p ->
                            p.os().equals(wanted.os())
                                && p.architecture().equals(wanted.architecture()))
                    .isPresent())
        .findFirst();
  }

  private static Stream<Descriptor> images(Manifest.IndexManifest index) {
    return index.manifests().stream()
        .filter(child -> child.platform().filter(PlatformChoice::isNone).isEmpty());
  }

  private static boolean isNone(Descriptor.Platform platform) {
    return platform.os().equals("unknown") && platform.architecture().equals("unknown");
  }
}
