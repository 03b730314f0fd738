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
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a tag of a stream takes with it when it moves. */
final class MovedTags {
  private static final int NAMED = 10;

  private MovedTags() {}

  /** The tag, the tags of its stream that follow it and are not held, and theirs. */
  static Set<String> with(ImageStream stream, String tag) {
    Map<String, List<String>> followers = followers(stream);
    Set<String> found = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(tag));
    while (!open.isEmpty()) {
      String next = open.removeFirst();
      if (found.add(next)) {
        open.addAll(followers.getOrDefault(next, List.of()));
      }
    }
    return found;
  }

  /** What follows each tag and is not held: one pass, however many follow how many. */
  private static Map<String, List<String>> followers(ImageStream stream) {
    Map<String, List<String>> found = new HashMap<>();
    for (SpecTag spec : stream.spec().values()) {
      if (!spec.isHeld()) {
        followed(stream, spec)
            .ifPresent(tag -> found.computeIfAbsent(tag, _ -> new ArrayList<>()).add(spec.name()));
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
    Map<String, TagHistory> all = new HashMap<>(stream.tags());
    for (String moved : with(stream, tag)) {
      List<TagEvent> items = new ArrayList<>(stream.history(moved).items());
      items.addFirst(event);
      all.put(moved, new TagHistory(items, List.of()));
    }
    return stream.withTags(all);
  }

  /** Says which tags follow, as many as people read; nothing if none does. */
  static List<String> said(ImageStream stream, String tag) {
    List<String> others = with(stream, tag).stream().skip(1).sorted().toList();
    if (others.isEmpty()) {
      return List.of();
    }
    String some = others.stream().limit(NAMED).collect(Collectors.joining(", "));
    int more = others.size() - NAMED;
    return List.of(
        "Tags that follow it move with it: %s%s."
            .formatted(some, more > 0 ? rest(stream, more) : ""));
  }

  private static String rest(ImageStream stream, int more) {
    return " and %d more (\"oc describe is/%s -n %s\" says what each tag follows)"
        .formatted(more, stream.name().name(), stream.name().namespace());
  }
}
