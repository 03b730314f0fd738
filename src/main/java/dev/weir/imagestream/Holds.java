package dev.weir.imagestream;

import dev.weir.imagestream.StreamRules.Written;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.reference.StreamName;
import dev.weir.resource.FieldProblem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What holds mean for a write of a stream: a tag that somebody holds is moved by a push only. Who
 * holds it, or holds it already, may move it to an image of its own history; who releases it lets
 * it go where its spec says.
 */
final class Holds {
  private final ImageStream before;

  /** Tags that this write holds, and whose images it names. */
  private final Set<String> settled = new HashSet<>();

  /**
   * @param before the stored stream; an empty one for a stream that is being created
   */
  Holds(ImageStream before) {
    this.before = before;
  }

  /** The refusal of a stream whose held tags point elsewhere than before. */
  Optional<Written> refusal(ImageStream after) {
    return after.spec().values().stream()
        .filter(tag -> isStill(tag) && isElsewhere(tag))
        .findFirst()
        .map(tag -> refusal(after.name(), tag));
  }

  /** The refusal of a status in which a held tag is something else; it may be taken away. */
  Optional<Written> refusalOfStatus(ImageStream after) {
    return before.spec().values().stream()
        .filter(tag -> tag.isHeld() && isMoved(after, tag.name()))
        .findFirst()
        .map(tag -> refusal(after.name(), tag));
  }

  private boolean isMoved(ImageStream after, String tag) {
    return after
        .newest(tag)
        .filter(now -> before.newest(tag).filter(now::samePlace).isEmpty())
        .isPresent();
  }

  private static Written refusal(StreamName stream, SpecTag tag) {
    return new Written.Held(tag.name(), HoldWords.stands(stream.name(), tag));
  }

  /** True of a tag that was held before, and is. */
  private boolean isStill(SpecTag tag) {
    return tag.isHeld() && before.specTag(tag.name()).filter(SpecTag::isHeld).isPresent();
  }

  /** True of a tag that was held before, and is not any more. */
  private boolean isReleased(SpecTag tag) {
    return !tag.isHeld() && before.specTag(tag.name()).filter(SpecTag::isHeld).isPresent();
  }

  private boolean isElsewhere(SpecTag tag) {
    return before
        .specTag(tag.name())
        .filter(old -> old.reference() == tag.reference() && isSameSource(old, tag))
        .isEmpty();
  }

  private boolean isSameSource(SpecTag old, SpecTag tag) {
    return old.from().map(this::place).equals(tag.from().map(this::place));
  }

  private List<String> place(TagSource from) {
    return List.of(from.kind(), from.namespaceOr(before.name().namespace()), from.name());
  }

  /**
   * The stream as it is to be numbered: a tag that is released is imported again and names no held
   * image any more; one that is held and follows nothing names the image that it is held at.
   */
  ImageStream settled(ImageStream after) {
    if (isHeldNowhere(before) && isHeldNowhere(after)) {
      return after;
    }
    Map<String, SpecTag> spec = new TreeMap<>(after.spec());
    spec.replaceAll(
        (_, tag) ->
            isReleased(tag) ? released(tag) : tag.isHeld() ? named(after, waiting(tag)) : tag);
    return after.withSpec(spec);
  }

  private static boolean isHeldNowhere(ImageStream stream) {
    return stream.spec().values().stream().noneMatch(SpecTag::isHeld);
  }

  /** Nobody imports a tag that is held, so nobody asks for it. */
  private SpecTag waiting(SpecTag tag) {
    return isStill(tag)
        ? tag.withGeneration(before.specTag(tag.name()).orElseThrow().generation())
        : tag;
  }

  private SpecTag released(SpecTag tag) {
    SpecTag free =
        heldBefore(tag).equals(tag.heldImage()) ? tag.withoutAnnotation(SpecTag.HELD_IMAGE) : tag;
    return free.isImportable() ? free.withGeneration(0) : free;
  }

  private Optional<String> heldBefore(SpecTag tag) {
    return before.specTag(tag.name()).flatMap(SpecTag::heldImage);
  }

  /** One that was only pushed, or that names an image of its own stream anyhow. */
  private SpecTag named(ImageStream after, SpecTag tag) {
    Optional<SpecTag> old = before.specTag(tag.name());
    boolean bare = old.isEmpty() && tag.from().isEmpty();
    boolean follows = !bare && (old.isEmpty() || isElsewhere(tag) || !isOwnImage(tag));
    Optional<String> image =
        tag.heldImage().or(() -> after.newest(tag.name()).map(TagEvent::image));
    if (follows || image.filter(name -> !name.isEmpty()).isEmpty()) {
      return tag;
    }
    settled.add(tag.name());
    return at(before.name(), tag, image.get());
  }

  private boolean isOwnImage(SpecTag tag) {
    return isOwnImage(before.name(), tag);
  }

  private static boolean isOwnImage(StreamName own, SpecTag tag) {
    return tag.from()
        .filter(from -> from.kind().equals(TagSource.STREAM_IMAGE))
        .flatMap(from -> SourceName.of(own, from))
        .filter(source -> source.stream().equals(own))
        .isPresent();
  }

  /** The tag with an image of its own stream as its source, unless it says that already. */
  private static SpecTag at(StreamName own, SpecTag tag, String image) {
    boolean same =
        tag.from()
            .flatMap(from -> SourceName.of(own, from))
            .filter(source -> PartialDigest.matches(image, source.item()))
            .isPresent();
    return same
        ? tag
        : tag.withFrom(
            new TagSource(TagSource.STREAM_IMAGE, "", own.name() + "@" + image, Map.of()));
  }

  /** True of a new or changed source that moves its tag: not of one that only tells where it is. */
  boolean mayResolve(SpecTag tag) {
    return !isStill(tag) && !settled.contains(tag.name());
  }

  /** True of a tag that follows another one of its stream, and is free to do so again. */
  boolean catchesUp(SpecTag tag) {
    return isReleased(tag) && Followers.followed(before.name(), tag).isPresent();
  }

  /**
   * The stream with the tags that go to another image of their history.
   *
   * @param problems gets what is wrong with the images that are named
   */
  ImageStream moved(
      ImageStream after, Instant now, SourceStreams sources, List<FieldProblem> problems) {
    ImageStream stream = after;
    for (SpecTag tag : after.spec().values()) {
      Optional<String> image = tag.heldImage();
      boolean anew = image.isPresent() && (!isStill(tag) || !heldBefore(tag).equals(image));
      if (anew && tag.isHeld()) {
        stream = moved(stream, tag, image.get(), now, sources, problems);
      } else if (anew && !heldBefore(tag).equals(image)) {
        problems.add(problem(tag, image.get(), HoldWords.WITHOUT_HOLD));
      }
    }
    return stream;
  }

  /**
   * The stream in which tags whose spec is new, and whose image is not, look as what they are:
   * nothing is on its way. For who follows them nothing happened.
   */
  ImageStream renumbered(ImageStream after) {
    ImageStream stream = after;
    for (String tag : settled) {
      stream = renumbered(stream, stream.specTag(tag).orElseThrow());
    }
    return stream;
  }

  private ImageStream moved(
      ImageStream stream,
      SpecTag tag,
      String image,
      Instant now,
      SourceStreams sources,
      List<FieldProblem> problems) {
    TagHistory history = stream.history(tag.name());
    if (history.newest().filter(event -> event.image().equals(image)).isPresent()) {
      return stream;
    }
    Optional<TagEvent> had =
        before.history(tag.name()).items().stream()
            .filter(event -> event.image().equals(image))
            .findFirst()
            .or(() -> sources.older(stream.name(), tag.name(), image));
    if (had.isEmpty()) {
      problems.add(problem(tag, image, HoldWords.neverHad(stream.name().name(), tag.name())));
      return stream;
    }
    long generation = tag.generation().orElse(stream.generation());
    TagEvent back =
        new TagEvent(
            now,
            had.get().reference(),
            image,
            generation,
            Origin.rollback(stream.name() + "@" + image));
    List<TagEvent> items = new ArrayList<>(history.items());
    items.addFirst(back);
    return stream.withTag(tag.name(), new TagHistory(items, List.of()));
  }

  private static ImageStream renumbered(ImageStream stream, SpecTag tag) {
    TagHistory history = stream.history(tag.name());
    long wanted = tag.generation().orElse(0);
    return history
        .newest()
        .filter(event -> event.generation() < wanted)
        .map(event -> stream.withTag(tag.name(), history.withNewest(event.withGeneration(wanted))))
        .orElse(stream);
  }

  private static FieldProblem problem(SpecTag tag, String image, String why) {
    return FieldProblem.invalid(
        "spec.tags[" + tag.name() + "].annotations[" + SpecTag.HELD_IMAGE + "]", image, why);
  }

  /** The stream whose held tags say at which image a push puts them; numbered anew if they did. */
  static ImageStream pushed(ImageStream stream, List<String> tags, String image) {
    if (tags.stream().flatMap(tag -> stream.specTag(tag).stream()).noneMatch(SpecTag::isHeld)) {
      return stream;
    }
    Map<String, SpecTag> spec = new TreeMap<>(stream.spec());
    for (String name : tags) {
      spec.computeIfPresent(
          name, (_, tag) -> tag.isHeld() ? pushed(stream.name(), tag, image) : tag);
    }
    ImageStream next = stream.withSpec(spec);
    return next.sameSpec(stream) ? stream : Generations.next(stream, next);
  }

  private static SpecTag pushed(StreamName own, SpecTag tag, String image) {
    SpecTag named = isOwnImage(own, tag) ? at(own, tag, image) : tag;
    return named.heldImage().isPresent() ? named.withAnnotation(SpecTag.HELD_IMAGE, image) : named;
  }
}
