package dev.weir.streams.removal;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagCondition;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagHistory;
import dev.weir.imagestream.TagSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Tags of a stream that hold an image.
 *
 * @param now those whose newest event it is
 * @param before those that had it earlier only
 */
public record TagsOfImage(Set<String> now, Set<String> before) {
  public TagsOfImage {
    now = Set.copyOf(now);
    before = Set.copyOf(before);
  }

  /**
   * Looks at all events.
   *
   * @param stream with its whole history
   * @param image name of the Image
   */
  public static TagsOfImage of(ImageStream stream, String image) {
    Set<String> now = new TreeSet<>();
    Set<String> before = new TreeSet<>();
    stream
        .tags()
        .forEach(
            (tag, history) -> {
              if (history.newest().filter(event -> event.image().equals(image)).isPresent()) {
                now.add(tag);
              } else if (history.items().stream().anyMatch(e -> e.image().equals(image))) {
                before.add(tag);
              }
            });
    return new TagsOfImage(now, before);
  }

  /** All of them, sorted. */
  public SortedSet<String> all() {
    SortedSet<String> all = new TreeSet<>(now);
    all.addAll(before);
    return all;
  }

  /** A tag that somebody holds at the image: only a push or its release moves it. */
  public Optional<SpecTag> held(ImageStream stream) {
    return now.stream()
        .sorted()
        .flatMap(tag -> stream.specTag(tag).stream())
        .filter(SpecTag::isHeld)
        .findFirst();
  }

  /**
   * Tags at the image that follow another registry whatever that has: of these what they follow
   * stays, and what goes with it, such as a schedule.
   */
  public List<SpecTag> following(ImageStream stream, String image) {
    return now.stream()
        .sorted()
        .flatMap(tag -> stream.specTag(tag).stream())
        .filter(SpecTag::isImportable)
        .filter(tag -> !source(tag).endsWith("@" + image))
        .toList();
  }

  /**
   * The stream without the image: tags that are at it go, from spec and status, or are empty and
   * say why where they follow another registry; others lose the events that they had of it.
   *
   * @param stream with its whole history
   */
  public ImageStream takenFrom(ImageStream stream, String image, Instant at) {
    Map<String, TagHistory> tags = new TreeMap<>(stream.tags());
    for (String tag : before) {
      tags.computeIfPresent(tag, (_, history) -> without(history, image));
    }
    ImageStream without = stream.withTags(tags);
    for (String tag : now) {
      without = without.withoutSpecTag(tag).withoutTag(tag);
    }
    for (SpecTag tag : following(stream, image)) {
      without = without.withSpecTag(tag).withTag(tag.name(), emptied(stream, tag, image, at));
    }
    return without;
  }

  /** Nobody imports it at once: that would bring back what somebody deletes. */
  private static TagHistory emptied(ImageStream stream, SpecTag tag, String image, Instant at) {
    String why =
        "%s was deleted here; the next import brings what %s has then"
            .formatted(image, source(tag));
    long generation = tag.generation().orElse(stream.generation());
    return new TagHistory(
        List.of(), List.of(TagCondition.importFailed(at, "ImageDeleted", why, generation)));
  }

  private static TagHistory without(TagHistory history, String image) {
    List<TagEvent> items = new ArrayList<>(history.items());
    items.removeIf(event -> event.image().equals(image));
    return new TagHistory(items, history.conditions());
  }

  private static String source(SpecTag tag) {
    return tag.from().map(TagSource::name).orElse("");
  }
}
