package dev.weir.importing.schedule;

import dev.weir.reference.StreamName;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The scheduled tags of each stream that has any. Not safe for threads. */
final class WatchedStreams {
  private final SortedMap<StreamName, List<Watched>> all =
      new TreeMap<>(Comparator.comparing(StreamName::namespace).thenComparing(StreamName::name));

  boolean isEmpty() {
    return all.isEmpty();
  }

  Set<StreamName> names() {
    return Set.copyOf(all.keySet());
  }

  /** Takes out a stream; returns the tags that it had. */
  List<Watched> remove(StreamName name) {
    List<Watched> tags = all.remove(name);
    return tags == null ? List.of() : tags;
  }

  /**
   * Puts a stream in.
   *
   * @param tags by name; none if it has no scheduled tag
   */
  void put(StreamName name, List<Watched> tags) {
    if (!tags.isEmpty()) {
      all.put(name, List.copyOf(tags));
    }
  }

  /** The tags of a namespace, of all if it is empty, by stream and tag. */
  Stream<Watched> tags(String namespace) {
    Collection<List<Watched>> some =
        namespace.isEmpty()
            ? all.values()
            : all.subMap(new StreamName(namespace, ""), new StreamName(namespace + "\0", ""))
                .values();
    return some.stream().flatMap(List::stream);
  }
}
