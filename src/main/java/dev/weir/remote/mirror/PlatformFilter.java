package dev.weir.remote.mirror;

import dev.weir.manifest.Descriptor;
import dev.weir.manifest.Manifest;
import dev.weir.manifest.MediaTypes;
import dev.weir.remote.RemoteManifest;
import dev.weir.resource.Json;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which images of a list are copied, and what becomes of the list (cli.md 5). What is listed for no
 * platform is wanted on all of them, such as the parts of an artifact or a build cache.
 */
final class PlatformFilter {
  private PlatformFilter() {}

  /** What is copied of a list. */
  sealed interface Choice {
    /** Nothing. */
    record Nothing() implements Choice {}

    /** One image in place of the list. */
    record Single(Descriptor image) implements Choice {}

    /**
     * A list.
     *
     * @param manifest as it is, or a new one of the wanted images
     * @param children those that are copied
     */
    record ListOf(RemoteManifest manifest, List<Descriptor> children) implements Choice {}
  }

  /**
   * Looks at a list.
   *
   * @param keep whether the list stays as it is, whatever of it is copied
   */
  static Choice choose(
      RemoteManifest list,
      Manifest.IndexManifest index,
      Predicate<String> platforms,
      boolean keep) {
    List<Descriptor> wanted =
        index.manifests().stream().filter(child -> isWanted(child, platforms)).toList();
    if (wanted.size() == index.manifests().size()) {
      boolean one = wanted.size() == 1 && !keep && isImageOfPlatform(wanted.getFirst());
      return one ? new Choice.Single(wanted.getFirst()) : new Choice.ListOf(list, wanted);
    }
    if (wanted.isEmpty()) {
      return new Choice.Nothing();
    }
    if (keep) {
      return new Choice.ListOf(list, wanted);
    }
    if (wanted.size() == 1 && MediaTypes.isImage(wanted.getFirst().mediaType())) {
      return new Choice.Single(wanted.getFirst());
    }
    return new Choice.ListOf(only(list, index, wanted), wanted);
  }

  private static boolean isImageOfPlatform(Descriptor child) {
    return MediaTypes.isImage(child.mediaType()) && platform(child).isPresent();
  }

  private static boolean isWanted(Descriptor child, Predicate<String> platforms) {
    return platform(child).map(platforms::test).orElse(true);
  }

  private static Optional<String> platform(Descriptor child) {
    return child
        .platform()
        .filter(p -> !p.os().isEmpty() || !p.architecture().isEmpty())
        .map(Descriptor.Platform::text);
  }

  /** The same document with fewer entries. */
  private static RemoteManifest only(
      RemoteManifest list, Manifest.IndexManifest index, List<Descriptor> wanted) {
    Set<Descriptor> kept = Set.copyOf(wanted);
    ObjectNode document = Json.parseObject(list.bytes());
    ArrayNode entries = Json.array();
    for (int i = 0; i < index.manifests().size(); i++) {
      if (kept.contains(index.manifests().get(i))) {
        entries.add(document.path("manifests").path(i));
      }
    }
    document.set("manifests", entries);
    return RemoteManifest.of(index.mediaType(), Json.bytes(document));
  }
}
