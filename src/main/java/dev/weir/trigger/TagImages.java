package dev.weir.trigger;

import dev.weir.follower.TagLookup;
import dev.weir.follower.Trigger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The newest pull spec of each tag of each stream. Safe for several threads. */
final class TagImages implements TagLookup {
  private final Map<String, Map<String, String>> byStream = new HashMap<>();
  private final Predicate<String> ownHost;
  private boolean complete;

  /**
   * Knows no stream.
   *
   * @param ownHost whether a host is, or was, the integrated registry's
   */
  TagImages(Predicate<String> ownHost) {
    this.ownHost = ownHost;
  }

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

  /** All streams are known from now on: those of these keys; others are forgotten. */
  synchronized void retain(Set<String> keys) {
    byStream.keySet().retainAll(keys);
    complete = true;
  }

  /** True if a tag without an image has none; until then it may only not be known yet. */
  synchronized boolean isComplete() {
    return complete;
  }

  @Override
  public synchronized Optional<String> newest(Trigger.TagKey tag) {
    return Optional.ofNullable(
        byStream.getOrDefault(tag.namespace() + "/" + tag.stream(), Map.of()).get(tag.tag()));
  }

  @Override
  public boolean isOwnHost(String host) {
    return ownHost.test(host);
  }
}
