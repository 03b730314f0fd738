package dev.weir.window;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.ImportPolicy;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagSource;
import dev.weir.imagestream.age.MinimumAge;
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

  /**
   * Annotations of a stream that is made for this.
   *
   * @param ofProject those of the window's project: how long images wait there is as long in
   *     streams that its pulls make
   */
  static Map<String, String> marks(Wanted wanted, Map<String, String> ofProject) {
    String age = ofProject.getOrDefault(MinimumAge.ANNOTATION, "");
    return age.isEmpty()
        ? Map.of(MARK, mark(wanted))
        : Map.of(MARK, mark(wanted), MinimumAge.ANNOTATION, age);
  }

  /**
   * True if images wait no longer in a stream than in the one that the next pull makes in its
   * place.
   *
   * @param ofProject annotations of the window's project
   */
  static boolean isAgedByWindow(ImageStream stream, Map<String, String> ofProject) {
    MinimumAge anew = MinimumAge.of("", ofProject.getOrDefault(MinimumAge.ANNOTATION, ""));
    Set<String> tags = new TreeSet<>(stream.spec().keySet());
    tags.add(""); // of which only the stream says anything
    return tags.stream().allMatch(tag -> stream.minimumAge(tag).age().compareTo(anew.age()) <= 0);
  }

  /** The mark of the stream that this is brought into. */
  static String mark(Wanted wanted) {
    return ImageReference.parse(wanted.from()).repository();
  }

  /** The repository of which a stream is that a window made, if it is another one. */
  static Optional<String> another(ImageStream stream, Shown shown) {
    return Optional.of(stream.annotation(MARK))
        .filter(mark -> !mark.isEmpty() && !mark.equals(shown.repository()));
  }

  /** True of a tag that the window made and nobody moved by hand since. */
  static boolean isFollowing(ImageStream stream, String tag, Shown shown) {
    return isMade(stream, tag, shown)
        && stream.newest(tag).filter(event -> !isOfUpstream(event, shown)).isEmpty();
  }

  /** True if nobody else said what the tag is to be. */
  static boolean mayBeMade(ImageStream stream, String tag, Shown shown) {
    return stream.specTag(tag).isEmpty() || isFollowing(stream, tag, shown);
  }

  /**
   * The tag says that it is what the upstream's is. A push moves it and leaves that as it is; of a
   * tag that somebody holds it does not count.
   */
  private static boolean isMade(ImageStream stream, String tag, Shown shown) {
    return stream
        .specTag(tag)
        .filter(spec -> spec.isImportable() && !spec.isHeld())
        .filter(spec -> spec.referencePolicy().equals(SpecTag.LOCAL))
        .filter(spec -> spec.importPolicy().mode().equals(ImportPolicy.PRESERVE_ORIGINAL))
        .flatMap(SpecTag::from)
        .map(TagSource::name)
        .filter(shown.tag(tag)::equals)
        .isPresent();
  }

  private static boolean isOfUpstream(TagEvent event, Shown shown) {
    return ImageReference.parse(event.reference()).repository().equals(shown.repository());
  }

  /**
   * True if the window made the stream and all that its tags ever were.
   *
   * @param stream with its whole history, or else what is older does not count
   */
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
    boolean made = isMade(stream, tag, shown) || DigestTags.isMade(stream, tag, shown);
    return made
        && stream.history(tag).items().stream().allMatch(event -> isOfUpstream(event, shown));
  }
}
