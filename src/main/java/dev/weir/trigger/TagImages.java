package dev.weir.trigger;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The newest pull spec of each tag of each stream. Safe for several threads. */
final class TagImages {
  private final Map<String, Map<String, String>> byStream = new HashMap<>();

  /**
   * Takes in a stream as it is now; returns the tags whose pull spec is another one than before.
   */
  synchronized List<Trigger.TagKey> put(StreamTags stream) {
    Map<String, String> now = stream.pullSpecs();
    Map<String, String> before = byStream.put(stream.key(), now);
    return now.entrySet().stream()
        .filter(e -> before == null || !e.getValue().equals(before.get(e.getKey())))
        .map(e -> new Trigger.TagKey(stream.namespace(), stream.name(), e.getKey()))
        .toList();
  }

  synchronized void remove(StreamTags stream) {
    byStream.remove(stream.key());
  }

  /** Forgets streams whose keys are not among these. */
  synchronized void retain(Set<String> keys) {
    byStream.keySet().retainAll(keys);
  }

  synchronized Optional<String> find(Trigger.TagKey tag) {
    return Optional.ofNullable(
        byStream.getOrDefault(tag.namespace() + "/" + tag.stream(), Map.of()).get(tag.tag()));
  }
}
