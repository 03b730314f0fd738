package dev.weir.streams.encoded;

import dev.weir.imagestream.TagEvent;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One event of a tag's history, and what stands beside it.
 *
 * @param before the event that it came after; empty of the oldest that is known
 * @param newest it is what the tag is now
 */
public record PastEvent(TagEvent event, Optional<TagEvent> before, boolean newest) {
  /**
   * The newest event that is wanted.
   *
   * @param history newest first
   */
  public static Optional<PastEvent> in(List<TagEvent> history, Predicate<TagEvent> wanted) {
    for (int i = 0; i < history.size(); i++) {
      if (wanted.test(history.get(i))) {
        Optional<TagEvent> before =
            i + 1 < history.size() ? Optional.of(history.get(i + 1)) : Optional.empty();
        return Optional.of(new PastEvent(history.get(i), before, i == 0));
      }
    }
    return Optional.empty();
  }
}
