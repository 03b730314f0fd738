package dev.weir.streams;

import dev.weir.objects.value.ObjectKey;
import dev.weir.reference.StreamName;
import dev.weir.resource.Kinds;
import dev.weir.store.Page;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import java.util.List;

/** Names of all streams, page by page. */
public final class StreamNames {
  private final Store store;

  public StreamNames(Store store) {
    this.store = store;
  }

  /**
   * Names in order.
   *
   * @param more true if there are others after the last one
   */
  public record Names(List<StreamName> names, boolean more) {
    public Names {
      names = List.copyOf(names);
    }
  }

  /**
   * The next streams.
   *
   * @param last {@code namespace/name} after which they come, if there is such a stream or not;
   *     empty for the first ones
   */
  public Names after(String last, int most) {
    String all = ObjectKey.prefix(Kinds.IMAGE_STREAM, "");
    String key = last.isEmpty() ? "" : all + last;
    Page page = store.range(RangeQuery.some(all, key, most));
    return new Names(
        page.entries().stream().map(entry -> name(entry.key().substring(all.length()))).toList(),
        page.more());
  }

  private static StreamName name(String text) {
    int slash = text.indexOf('/');
    return new StreamName(text.substring(0, slash), text.substring(slash + 1));
  }
}
