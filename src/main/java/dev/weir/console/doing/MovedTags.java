package dev.weir.console.doing;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SourceName;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagHistory;
import dev.weir.imagestream.TagSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a tag of a stream takes with it when it moves. */
final class MovedTags {
  private MovedTags() {}

  /** The tag, the tags of its stream that follow it and are not held, and theirs. */
  static Set<String> with(ImageStream stream, String tag) {
    Set<String> found = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(tag));
    while (!open.isEmpty()) {
      String next = open.removeFirst();
      if (found.add(next)) {
        stream.spec().values().stream()
            .filter(spec -> !spec.isHeld() && followed(stream, spec).equals(Optional.of(next)))
            .map(SpecTag::name)
            .forEach(open::add);
      }
    }
    return found;
  }

  /** The tag of its own stream that a tag follows. */
  static Optional<String> followed(ImageStream stream, SpecTag tag) {
    return tag.from()
        .filter(from -> from.kind().equals(TagSource.STREAM_TAG))
        .flatMap(from -> SourceName.of(stream.name(), from))
        .filter(source -> source.stream().equals(stream.name()))
        .map(SourceName::item);
  }

  /** The stream once the tag is that, with all that follows it. */
  static ImageStream to(ImageStream stream, String tag, TagEvent event) {
    ImageStream after = stream;
    for (String moved : with(stream, tag)) {
      List<TagEvent> items = new ArrayList<>(after.history(moved).items());
      items.addFirst(event);
      after = after.withTag(moved, new TagHistory(items, List.of()));
    }
    return after;
  }

  /** Says which tags follow; nothing if none does. */
  static List<String> said(ImageStream stream, String tag) {
    List<String> others = with(stream, tag).stream().skip(1).sorted().toList();
    return others.isEmpty()
        ? List.of()
        : List.of("Tags that follow it move with it: " + String.join(", ", others) + ".");
  }
}
