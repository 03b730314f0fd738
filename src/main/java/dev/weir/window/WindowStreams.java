package dev.weir.window;

import dev.weir.imagestream.ImageStream;
import dev.weir.importing.Wanted;
import dev.weir.reference.ImageReference;
import dev.weir.window.WindowRepository.Shown;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which streams are a window's own: made by it, and touched by nobody since. Pure. */
final class WindowStreams {
  /** On a stream that a window made: the upstream's repository, with its host. */
  static final String MARK = "weir.dev/window";

  private WindowStreams() {}

  /** Annotations of a stream that is made for this. */
  static Map<String, String> marks(Wanted wanted) {
    return Map.of(MARK, ImageReference.parse(wanted.from()).repository());
  }

  /** True if the window made the stream and all of its tags. */
  static boolean isOwn(ImageStream stream, Window window) {
    Optional<Shown> shown =
        WindowNames.path(window, stream.name().name()).map(path -> new Shown(window, path));
    if (shown.isEmpty() || !stream.annotation(MARK).equals(shown.get().repository())) {
      return false;
    }
    Set<String> tags = new TreeSet<>(stream.spec().keySet());
    tags.addAll(stream.tags().keySet());
    return stream.dockerImageRepository().isEmpty()
        && tags.stream().allMatch(tag -> isOwn(stream, tag, shown.get()));
  }

  private static boolean isOwn(ImageStream stream, String tag, Shown shown) {
    return WindowPulls.isFollowing(stream, tag, shown.tag(tag))
        || (WindowPulls.isOfADigest(tag)
            && stream
                .specTag(tag)
                .flatMap(spec -> spec.from())
                .filter(from -> from.name().startsWith(shown.repository() + "@"))
                .isPresent());
  }
}
