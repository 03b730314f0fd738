package dev.weir.streams;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SourceName;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagHistory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the step from one form of a stream to another in two, for a store that does not take it at
 * once. What stands between is a stream as well, and whoever does the same again from there comes
 * to the same end: tags that follow others of the stream move before those.
 *
 * @param first half of the tags as they shall be, the others as they were
 * @param done tags that the first step brings to where they shall be
 */
record StreamSteps(ImageStream first, Set<String> done) {
  /** Empty if fewer than two tags change: one tag is not cut. */
  static Optional<StreamSteps> between(ImageStream before, ImageStream after) {
    List<String> changed = changed(before, after);
    if (changed.size() < 2) {
      return Optional.empty();
    }
    changed.sort(Comparator.comparingInt((String tag) -> -depth(after, tag)).thenComparing(t -> t));
    List<String> later = changed.subList(changed.size() / 2, changed.size());
    return Optional.of(
        new StreamSteps(
            with(after, before, later), Set.copyOf(changed.subList(0, changed.size() / 2))));
  }

  /**
   * The other half.
   *
   * @param now the stream after the first one
   */
  ImageStream second(ImageStream now, ImageStream after) {
    return with(after, now, done);
  }

  private static List<String> changed(ImageStream before, ImageStream after) {
    Set<String> all = new TreeSet<>(before.spec().keySet());
    all.addAll(before.tags().keySet());
    all.addAll(after.spec().keySet());
    all.addAll(after.tags().keySet());
    List<String> changed = new ArrayList<>();
    for (String tag : all) {
      boolean same =
          before.specTag(tag).equals(after.specTag(tag))
              && before.history(tag).equals(after.history(tag))
              && before.tags().containsKey(tag) == after.tags().containsKey(tag);
      if (!same) {
        changed.add(tag);
      }
    }
    return changed;
  }

  /** A stream with some tags of another form of it. */
  private static ImageStream with(
      ImageStream stream, ImageStream other, Iterable<String> tagsOfOther) {
    Map<String, SpecTag> spec = new TreeMap<>(stream.spec());
    Map<String, TagHistory> tags = new TreeMap<>(stream.tags());
    for (String tag : tagsOfOther) {
      put(spec, tag, other.spec().get(tag));
      put(tags, tag, other.tags().get(tag));
    }
    return stream.withSpec(spec).withTags(tags);
  }

  private static <T> void put(Map<String, T> map, String tag, @Nullable T value) {
    if (value == null) {
      map.remove(tag);
    } else {
      map.put(tag, value);
    }
  }

  /** Over how many tags of the same stream a tag gets its image. */
  private static int depth(ImageStream stream, String tag) {
    Set<String> seen = new HashSet<>();
    Optional<String> at = Optional.of(tag);
    while (at.isPresent() && seen.add(at.get())) {
      at = followed(stream, at.get());
    }
    return seen.size();
  }

  private static Optional<String> followed(ImageStream stream, String tag) {
    return stream
        .specTag(tag)
        .flatMap(SpecTag::from)
        .flatMap(from -> SourceName.of(stream.name(), from))
        .filter(source -> source.stream().equals(stream.name()))
        .map(SourceName::item);
  }
}
