package dev.weir.imagestream;

import dev.weir.reference.StreamName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Tracking tags: what follows another tag of the same stream moves with it (image-api.md 3.5),
 * unless somebody holds it.
 */
final class Followers {
  private Followers() {}

  /** Moves the followers of every tag whose newest event differs between the two. */
  static ImageStream follow(ImageStream before, ImageStream after) {
    Set<String> moved = new TreeSet<>();
    after
        .tags()
        .forEach(
            (tag, history) -> {
              if (!history.items().isEmpty() && !history.newest().equals(before.newest(tag))) {
                moved.add(tag);
              }
            });
    return follow(after, moved);
  }

  /**
   * Moves the followers of these tags, and theirs, breadth first and in order of their names. Each
   * tag is visited once, so tags that follow one another in a circle come to rest.
   */
  static ImageStream follow(ImageStream start, Collection<String> moved) {
    if (moved.isEmpty()) {
      return start;
    }
    Map<String, List<String>> followers = followers(start);
    Map<String, TagHistory> tags = new TreeMap<>(start.tags());
    Deque<String> open = new ArrayDeque<>(moved);
    Set<String> visited = new HashSet<>();
    while (!open.isEmpty()) {
      String tag = open.removeFirst();
      Optional<TagEvent> newest = tags.getOrDefault(tag, TagHistory.EMPTY).newest();
      if (!visited.add(tag) || newest.isEmpty()) {
        continue;
      }
      TagEvent event = following(start.name(), tag, newest.get());
      for (String follower : followers.getOrDefault(tag, List.of())) {
        TagHistory.Added added = tags.getOrDefault(follower, TagHistory.EMPTY).add(event);
        if (!(added instanceof TagHistory.Added.Unchanged) && !visited.contains(follower)) {
          tags.put(follower, added.history());
          open.addLast(follower);
        }
      }
    }
    return start.withTags(tags);
  }

  /** What a follower gets: made by whoever moved the tag that it follows. */
  private static TagEvent following(StreamName stream, String tag, TagEvent newest) {
    return newest.withOrigin(newest.origin().withFrom(stream.name() + ":" + tag));
  }

  /** Tags that follow a tag and are held by nobody, sorted. */
  static List<String> of(ImageStream stream, String tag) {
    return followers(stream).getOrDefault(tag, List.of());
  }

  /** Who follows each tag that is followed, sorted. */
  private static Map<String, List<String>> followers(ImageStream stream) {
    Map<String, List<String>> followers = new HashMap<>();
    for (SpecTag tag : stream.spec().values()) {
      followed(stream.name(), tag)
          .filter(_ -> !tag.isHeld())
          .ifPresent(to -> followers.computeIfAbsent(to, _ -> new ArrayList<>()).add(tag.name()));
    }
    return followers;
  }

  /** The tag of the same stream that a tag is to follow, whether or not somebody holds it. */
  static Optional<String> followed(StreamName own, SpecTag tag) {
    return tag.from()
        .filter(from -> from.kind().equals(TagSource.STREAM_TAG))
        .flatMap(from -> SourceName.of(own, from))
        .filter(name -> name.stream().equals(own))
        .map(SourceName::item);
  }
}
