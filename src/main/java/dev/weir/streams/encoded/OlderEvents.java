package dev.weir.streams.encoded;

import dev.weir.imagestream.PartialDigest;
import dev.weir.imagestream.TagEvent;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.BytePattern;
import dev.weir.store.Entry;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * The older events of tags. The youngest few of a tag lie in one value that is written at each move
 * of the tag; when it is full, they are sealed into a value of their own that is never written
 * again. So a move costs the same however long the history is.
 *
 * <pre>
 *   /history/NS/NAME/TAG            {"sealed":2,"items":[…]}   events newest first
 *   /history/NS/NAME/TAG/00000002   {"items":[…]}              older than those
 *   /history/NS/NAME/TAG/00000001   {"items":[…]}              the oldest
 * </pre>
 *
 * Each value says who made its events, see {@link EventOrigins}. The first format of the store had
 * one array of any length under the tag's key; it is read as a value with nothing sealed, and cut
 * up when the tag moves. Sealed values were arrays, too, before they said who made their events.
 */
public final class OlderEvents {
  /** Most events of a value. */
  static final int SEGMENT = 16;

  private final Store store;
  private final HistoryEnd end;
  private final HistoryPages pages;
  private final HistoryChanges changes;

  public OlderEvents(Store store) {
    this.store = store;
    this.end = new HistoryEnd(store);
    this.pages = new HistoryPages(store);
    this.changes = new HistoryChanges(store, end);
  }

  /** The other end of the histories. */
  public HistoryEnd end() {
    return end;
  }

  /** The histories, page by page. */
  public HistoryPages pages() {
    return pages;
  }

  /** What is written of them. */
  public HistoryChanges changes() {
    return changes;
  }

  /** Prefix of the older events of all tags of a stream. */
  public static String prefix(StreamName name) {
    return "/history/" + name + "/";
  }

  static String key(StreamName name, String tag) {
    return prefix(name) + tag;
  }

  static String sealedKey(String open, long number) {
    return "%s/%08d".formatted(open, number);
  }

  /** The older events of one tag, newest first. */
  public List<TagEvent> of(StreamName name, String tag, long revision) {
    String open = key(name, tag);
    List<TagEvent> events = new ArrayList<>();
    store
        .get(open, revision)
        .ifPresent(e -> events.addAll(HistorySegment.decode(e.value()).events()));
    for (Entry entry : store.range(RangeQuery.allAt(open + "/", revision)).entries().reversed()) {
      events.addAll(HistorySegment.decode(entry.value()).events());
    }
    return events;
  }

  /** True if older events of a tag have an image. What does not hold it as text is not parsed. */
  public boolean has(StreamName name, String tag, String image) {
    return newestOf(name, tag, image).isPresent();
  }

  /** The newest of a tag's older events that has an image. As {@link #has} looks for it. */
  public Optional<TagEvent> newestOf(StreamName name, String tag, String image) {
    BytePattern text = new BytePattern(image.getBytes(StandardCharsets.UTF_8));
    String open = key(name, tag);
    return store
        .get(open)
        .flatMap(e -> newestOf(e.value(), image, text))
        .or(
            () ->
                store.range(RangeQuery.all(open + "/")).entries().reversed().stream()
                    .flatMap(e -> newestOf(e.value(), image, text).stream())
                    .findFirst());
  }

  private static Optional<TagEvent> newestOf(byte[] part, String image, BytePattern text) {
    return text.indexIn(part, 0) < 0
        ? Optional.empty()
        : HistorySegment.decode(part).events().stream()
            .filter(event -> event.image().equals(image))
            .findFirst();
  }

  /** The older events of all tags that have some, newest first. */
  public Map<String, List<TagEvent>> all(StreamName name, long revision) {
    Map<String, List<TagEvent>> found = new TreeMap<>();
    parts(name, revision)
        .forEach(
            (tag, parts) -> {
              List<TagEvent> events = new ArrayList<>();
              parts.values().forEach(part -> events.addAll(HistorySegment.decode(part).events()));
              found.put(tag, events);
            });
    return found;
  }

  /**
   * Events whose image begins with the id; of a whole digest those of one tag, since no other image
   * can have it. What does not hold the id as text is not parsed.
   */
  public List<TagEvent> matching(StreamName name, String id) {
    if (id.isEmpty()) {
      return List.of();
    }
    BytePattern text = new BytePattern(id.getBytes(StandardCharsets.UTF_8));
    if (Digest.tryParse(id).isPresent()) {
      return first(name, id, text);
    }
    List<TagEvent> found = new ArrayList<>();
    for (var parts : parts(name, Store.LATEST).values()) {
      for (byte[] part : parts.values()) {
        found.addAll(matching(part, id, text));
      }
    }
    return found;
  }

  /** Those in the first tag that has some. */
  private List<TagEvent> first(StreamName name, String digest, BytePattern text) {
    String prefix = prefix(name);
    for (Entry entry : store.range(RangeQuery.all(prefix)).entries()) {
      if (text.indexIn(entry.value(), 0) >= 0) {
        List<TagEvent> found =
            of(name, tag(prefix, entry), Store.LATEST).stream()
                .filter(event -> event.image().equals(digest))
                .toList();
        if (!found.isEmpty()) {
          return found;
        }
      }
    }
    return List.of();
  }

  private static List<TagEvent> matching(byte[] part, String id, BytePattern text) {
    return text.indexIn(part, 0) < 0
        ? List.of()
        : HistorySegment.decode(part).events().stream()
            .filter(event -> PartialDigest.matches(event.image(), id))
            .toList();
  }

  private static String tag(String prefix, Entry entry) {
    String rest = entry.key().substring(prefix.length());
    int slash = rest.indexOf('/');
    return slash < 0 ? rest : rest.substring(0, slash);
  }

  /** The older events of all tags as text that goes into a JSON array. */
  public Map<String, String> texts(StreamName name, long revision) {
    Map<String, String> found = new TreeMap<>();
    parts(name, revision)
        .forEach(
            (tag, parts) -> {
              StringJoiner items = new StringJoiner(",");
              for (byte[] part : parts.values()) {
                String text = new String(EventOrigins.cut(part), StandardCharsets.UTF_8);
                String inner = text.substring(text.indexOf('[') + 1, text.lastIndexOf(']'));
                if (!inner.isEmpty()) {
                  items.add(inner);
                }
              }
              found.put(tag, items.toString());
            });
    return found;
  }

  /** The values of each tag, the open one first, then the sealed ones, youngest first. */
  private Map<String, NavigableMap<Integer, byte[]>> parts(StreamName name, long revision) {
    Map<String, NavigableMap<Integer, byte[]>> found = new TreeMap<>();
    String prefix = prefix(name);
    for (Entry entry : store.range(RangeQuery.allAt(prefix, revision)).entries()) {
      String rest = entry.key().substring(prefix.length());
      int slash = rest.indexOf('/');
      String tag = slash < 0 ? rest : rest.substring(0, slash);
      int age = slash < 0 ? Integer.MIN_VALUE : -Integer.parseInt(rest.substring(slash + 1));
      found.computeIfAbsent(tag, _ -> new TreeMap<>()).put(age, entry.value());
    }
    return found;
  }
}
