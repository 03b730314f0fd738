package dev.weir.prune;

import java.util.ArrayList;
import java.util.List;

/** How much went. */
public record PruneCounts(
    int images, int items, int streams, int layerLinks, int manifestLinks, int blobs) {
  public static final PruneCounts NONE = new PruneCounts(0, 0, 0, 0, 0, 0);

  public PruneCounts plus(PruneCounts other) {
    return new PruneCounts(
        images + other.images,
        items + other.items,
        streams + other.streams,
        layerLinks + other.layerLinks,
        manifestLinks + other.manifestLinks,
        blobs + other.blobs);
  }

  /** In the words of {@code oc} (cli.md 13). */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    add(parts, "deleted %d image object(s)", images);
    add(parts, "deleted %d image stream tag item(s)", items);
    add(parts, "updated %d image stream(s)", streams);
    add(parts, "deleted %d layer link(s)", layerLinks);
    add(parts, "deleted %d manifest link(s)", manifestLinks);
    add(parts, "deleted %d blob(s)", blobs);
    return parts.isEmpty() ? "deleted 0 objects" : String.join(", ", parts);
  }

  private static void add(List<String> parts, String text, int count) {
    if (count > 0) {
      parts.add(text.formatted(count));
    }
  }
}
