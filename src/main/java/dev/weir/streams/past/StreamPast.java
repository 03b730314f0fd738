package dev.weir.streams.past;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagEvent;
import dev.weir.objects.value.ObjectKey;
import dev.weir.reference.StreamName;
import dev.weir.resource.BytePattern;
import dev.weir.resource.Kinds;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamStore;
import dev.weir.streams.encoded.EventSearch;
import dev.weir.streams.encoded.PastEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Finds single events in what tags are and were, without reading the histories. */
public final class StreamPast {
  private final Store store;
  private final StreamStore streams;
  private final EventSearch older;

  public StreamPast(Store store, StreamStore streams) {
    this.store = store;
    this.streams = streams;
    this.older = new EventSearch(store);
  }

  /** The stream with the newest event of each tag. */
  public Optional<ImageStream> find(StreamName name) {
    return Optional.of(streams.glance(name)).filter(StoredStream::exists).map(StoredStream::stream);
  }

  /**
   * The newest event of a tag that is wanted.
   *
   * @param text stands in the JSON of each that may be, such as its digest
   */
  public Optional<PastEvent> find(
      StreamName name, String tag, String text, Predicate<TagEvent> wanted) {
    Optional<TagEvent> newest = find(name).flatMap(stream -> stream.newest(tag));
    return newest.filter(wanted).isPresent()
        ? newest.map(event -> new PastEvent(event, older.youngest(name, tag), true))
        : newest.flatMap(_ -> older.find(name, tag, text, wanted));
  }

  /** Tags of a stream with an event that may hold a text, such as a digest; sorted. */
  public List<String> tags(StreamName name, String text) {
    Optional<ImageStream> stream = find(name);
    if (stream.isEmpty()) {
      return List.of();
    }
    TreeSet<String> found = new TreeSet<>(older.tags(name, text));
    found.retainAll(stream.get().tags().keySet());
    stream
        .get()
        .tags()
        .forEach(
            (tag, history) -> {
              if (history.newest().filter(event -> holds(event, text)).isPresent()) {
                found.add(tag);
              }
            });
    return List.copyOf(found);
  }

  private static boolean holds(TagEvent event, String text) {
    return event.image().equals(text) || event.reference().contains(text);
  }

  /**
   * Streams of a namespace that hold a text, such as the digest of a tag's newest image.
   *
   * @param most how many streams are looked at
   */
  public List<ImageStream> holding(String namespace, String text, int most) {
    BytePattern pattern = new BytePattern(text.getBytes(StandardCharsets.UTF_8));
    String prefix = ObjectKey.prefix(Kinds.IMAGE_STREAM, namespace);
    return store.range(RangeQuery.some(prefix, "", most)).entries().stream()
        .filter(entry -> pattern.indexIn(entry.value(), 0) >= 0)
        .map(StreamStore::read)
        .toList();
  }
}
