package dev.weir.imagestream;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Tracking tags: what follows another tag of the same stream moves with it (image-api.md 3.5). */
final class Followers {
  private Followers() {}

  /** Moves the followers of every tag whose newest event differs between the two. */
  static ImageStream follow(ImageStream before, ImageStream after) {
    Set<String> moved = new TreeSet<>();
    for (String tag : after.tags().keySet()) {
      Optional<TagEvent> newest = after.newest(tag);
      if (newest.isPresent() && !newest.equals(before.newest(tag))) {
        moved.add(tag);
      }
    }
    return follow(after, moved);
  }

  /**
   * Moves the followers of these tags, and theirs, breadth first and in order of their names. Each
   * tag is visited once, so tags that follow one another in a circle come to rest.
   */
  static ImageStream follow(ImageStream start, Collection<String> moved) {
    ImageStream stream = start;
    Deque<String> open = new ArrayDeque<>(moved);
    Set<String> visited = new HashSet<>();
    while (!open.isEmpty()) {
      String tag = open.removeFirst();
      Optional<TagEvent> newest = stream.newest(tag);
      if (!visited.add(tag) || newest.isEmpty()) {
        continue;
      }
      for (String follower : of(stream, tag)) {
        TagHistory.Added added = stream.history(follower).add(newest.get());
        if (!(added instanceof TagHistory.Added.Unchanged) && !visited.contains(follower)) {
          stream = stream.withTag(follower, added.history());
          open.addLast(follower);
        }
      }
    }
    return stream;
  }

  /** Tags that follow a tag, sorted. */
  static List<String> of(ImageStream stream, String tag) {
    return stream.spec().values().stream()
        .filter(spec -> spec.from().filter(from -> follows(stream, from, tag)).isPresent())
        .map(SpecTag::name)
        .toList();
  }

  private static boolean follows(ImageStream stream, TagSource from, String tag) {
    return from.kind().equals(TagSource.STREAM_TAG)
        && SourceName.of(stream.name(), from)
            .filter(name -> name.stream().equals(stream.name()) && name.item().equals(tag))
            .isPresent();
  }
}
