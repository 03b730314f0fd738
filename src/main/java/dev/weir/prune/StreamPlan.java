package dev.weir.prune;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a stream loses.
 *
 * @param items in the order of the stream's tags, newest first
 * @param layerLinks go from its repository before the items do
 * @param manifestLinks go after them
 * @param left the stream without the items, and without tags that have none left
 */
public record StreamPlan(
    StreamHistory stream,
    List<Dropped> items,
    List<Gone> layerLinks,
    List<Gone> manifestLinks,
    StreamHistory left) {
  private static final int SHOWN = 3;

  public StreamPlan {
    items = List.copyOf(items);
    layerLinks = List.copyOf(layerLinks);
    manifestLinks = List.copyOf(manifestLinks);
  }

  /**
   * An item that goes.
   *
   * @param revision its place in the tag's history, 0 for the newest
   */
  public record Dropped(String tag, int revision, String image, String why) {}

  static StreamPlan nothing(StreamHistory stream) {
    return new StreamPlan(stream, List.of(), List.of(), List.of(), stream);
  }

  /** Of all items, tag by tag: how many go, and why. */
  public String why() {
    Map<String, Map<String, Integer>> counts = new LinkedHashMap<>();
    for (Dropped item : items) {
      counts
          .computeIfAbsent(item.tag(), _ -> new LinkedHashMap<>())
          .merge(item.why(), 1, Integer::sum);
    }
    List<String> parts = new ArrayList<>();
    counts.forEach(
        (tag, whys) -> {
          List<String> each = new ArrayList<>();
          whys.forEach((why, count) -> each.add(count + " " + why));
          parts.add(tag + ": " + String.join(", ", each));
        });
    String first = String.join("; ", parts.subList(0, Math.min(SHOWN, parts.size())));
    int more = parts.size() - SHOWN;
    return more <= 0 ? first : first + "; and " + more + (more == 1 ? " more tag" : " more tags");
  }
}
