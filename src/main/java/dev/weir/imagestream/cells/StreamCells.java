package dev.weir.imagestream.cells;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a table shows of a stream (image-api.md 9.1). */
public final class StreamCells {
  private static final int BUDGET = 40;
  private static final int SLACK = 10;

  private StreamCells() {}

  /**
   * Tags, newest first, as many as fit in about forty characters; then how many are hidden.
   *
   * @param newest time of each tag's newest event
   */
  public static String tags(Map<String, Instant> newest) {
    List<String> sorted =
        newest.entrySet().stream()
            .sorted(
                Map.Entry.<String, Instant>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .map(Map.Entry::getKey)
            .toList();
    int shown = 0;
    int free = BUDGET;
    for (String tag : sorted) {
      int left = free - (tag.length() + 1);
      if (left < 0) {
        boolean fits = shown == 0 || (free - 1 > SLACK && -left <= SLACK);
        shown += fits ? 1 : 0;
        break;
      }
      free = left;
      shown++;
    }
    int hidden = sorted.size() - shown;
    String text = String.join(",", sorted.subList(0, shown));
    return hidden == 0 ? text : text + " + " + hidden + " more...";
  }

  /** How long ago any tag last moved; empty if none ever did. */
  public static String updated(Map<String, Instant> newest, Instant now) {
    Optional<Instant> last = newest.values().stream().max(Comparator.naturalOrder());
    return last.map(then -> Ago.since(then, now)).orElse("");
  }
}
