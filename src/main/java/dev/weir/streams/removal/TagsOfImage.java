package dev.weir.streams.removal;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  /**
   * The stream without the image: tags that are at it go, from spec and status; others lose the
   * events that they had of it.
   *
   * @param stream with its whole history
   */
  public ImageStream takenFrom(ImageStream stream, String image) {
    Map<String, TagHistory> tags = new TreeMap<>(stream.tags());
    for (String tag : before) {
      tags.computeIfPresent(tag, (_, history) -> without(history, image));
    }
    ImageStream without = stream.withTags(tags);
    for (String tag : now) {
      without = without.withoutSpecTag(tag).withoutTag(tag);
    }
    return without;
  }

  private static TagHistory without(TagHistory history, String image) {
    List<TagEvent> items = new ArrayList<>(history.items());
    items.removeIf(event -> event.image().equals(image));
    return new TagHistory(items, history.conditions());
  }
}
