package dev.weir.streams;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SourceStreams;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagHistory;
import dev.weir.lock.Attempts;
import dev.weir.lock.KeyedLock;
import dev.weir.objects.StoreContext;
import dev.weir.objects.value.ObjectKey;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Kinds;
import dev.weir.store.Entry;
import dev.weir.store.ExpiredException;
import dev.weir.store.Page;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.streams.encoded.EncodedStream;
import dev.weir.streams.encoded.EventOrigins;
import dev.weir.streams.encoded.HistoryEnd;
import dev.weir.streams.encoded.HistoryPages;
import dev.weir.streams.encoded.OlderEvents;
import dev.weir.streams.encoded.TagItems;
import dev.weir.streams.encoded.TagNames;
import dev.weir.streams.parts.HeldImages;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.node.ObjectNode;

/** Reads streams, each of its revisions once. */
public final class StreamStore implements SourceStreams {
  private static final int ATTEMPTS = 20;

  private final StoreContext context;
  private final OlderEvents history;
  private final KnownStreams known;
  private final KeyedLock<StreamName> turns = new KeyedLock<>();

  StreamStore(StoreContext context, KnownStreams known, OlderEvents history) {
    this.context = context;
    this.known = known;
    this.history = history;
  }

  /**
   * Runs what reads and then writes a stream while no other such work on it runs here; may be
   * nested. Each write is conditional anyhow: without turns, of many writers one would win each
   * round and the unlucky ones would run out of attempts.
   */
  public <T> T inTurn(StreamName name, Supplier<T> work) {
    return turns.alone(name, work);
  }

  /** The stream with the newest event of each tag; an absent one if there is none. */
  public StoredStream newest(StreamName name) {
    return context
        .store()
        .get(StreamKeys.stream(name))
        .map(this::newest)
        .orElseGet(() -> StoredStream.absent(name));
  }

  /** As {@link #newest(StreamName)}, for one look: of many streams, none is remembered for it. */
  public StoredStream glance(StreamName name) {
    return at(name, Store.LATEST);
  }

  /** As {@link StreamTags#tagsAfter}. */
  Optional<Stream<String>> tagNames(StreamName name, String after) {
    return context
        .store()
        .get(StreamKeys.stream(name))
        .map(
            entry ->
                known(entry)
                    .map(known -> known.stream().tagsWithImage(after))
                    .orElseGet(() -> names(entry.value(), after)));
  }

  private static Stream<String> names(byte[] value, String after) {
    Spliterator<String> names =
        Spliterators.spliteratorUnknownSize(new TagNames(value), Spliterator.ORDERED);
    return StreamSupport.stream(names, false).filter(tag -> tag.compareTo(after) > 0);
  }

  @Override
  public Optional<ImageStream> find(StreamName name) {
    return Optional.of(newest(name)).filter(StoredStream::exists).map(StoredStream::stream);
  }

  @Override
  public List<TagEvent> older(StreamName name, String id) {
    return newest(name).older() ? history.matching(name, id) : List.of();
  }

  @Override
  public Optional<TagEvent> older(StreamName name, String tag, String image) {
    return newest(name).older() ? history.newestOf(name, tag, image) : Optional.empty();
  }

  /** Where events of histories leave. */
  public HistoryEnd historyEnd() {
    return history.end();
  }

  /** Histories of tags, page by page. */
  public HistoryPages historyPages() {
    return history.pages();
  }

  /** The history of a tag as it is now; empty for a missing stream. */
  Optional<HistoryPages.Asked> history(StreamName name, String tag) {
    long revision = context.store().revision();
    return Optional.of(at(name, revision))
        .filter(StoredStream::exists)
        .map(StoredStream::stream)
        .map(stream -> new HistoryPages.Asked(name, tag, stream.newest(tag), revision));
  }

  /**
   * The stream as it was at a revision of the store, with the newest event of each tag; an absent
   * one if there was none.
   *
   * @throws ExpiredException if the revision is forgotten
   */
  public StoredStream at(StreamName name, long revision) {
    return context
        .store()
        .get(StreamKeys.stream(name), revision)
        .map(entry -> known(entry).orElseGet(() -> stored(entry)))
        .orElseGet(() -> StoredStream.absent(name));
  }

  /** True if a tag was at an image before its newest event. */
  public boolean had(StreamName name, String tag, String image) {
    return newest(name).older() && history.has(name, tag, image);
  }

  /**
   * True if a tag of a stream is an image, or was, wherever that lies.
   *
   * @param stream with at least the newest event of each tag
   * @param image its whole name
   */
  public boolean names(ImageStream stream, String image) {
    return StreamTags.images(stream).contains(image)
        || older(stream.name(), image).stream().anyMatch(event -> event.image().equals(image));
  }

  /** Streams with the newest event of each tag, as of one revision. */
  public record Listing(List<ImageStream> streams, long revision) {
    public Listing {
      streams = List.copyOf(streams);
    }
  }

  /** Streams of a namespace, or of all if it is empty, in order. */
  public Listing list(String namespace) {
    Page page =
        context.store().range(RangeQuery.all(ObjectKey.prefix(Kinds.IMAGE_STREAM, namespace)));
    return new Listing(
        page.entries().stream().map(e -> newest(e).stream()).toList(), page.revision());
  }

  /**
   * As {@link #list} with the whole history of each.
   *
   * @throws dev.weir.resource.StatusException 410 if the past is forgotten faster than it is read
   */
  public Listing listWhole(String namespace) {
    Page page =
        context.store().range(RangeQuery.all(ObjectKey.prefix(Kinds.IMAGE_STREAM, namespace)));
    List<ImageStream> streams = new ArrayList<>();
    for (Entry entry : page.entries()) {
      ImageStream newest = newest(entry).stream();
      streams.add(
          hasOlder(entry.value()) ? join(newest, olderAt(newest.name(), page.revision())) : newest);
    }
    return new Listing(streams, page.revision());
  }

  private Map<String, List<TagEvent>> olderAt(StreamName name, long revision) {
    try {
      return history.all(name, revision);
    } catch (ExpiredException _) {
      throw ApiStatus.expired("The list took too long; please start again.").exception();
    }
  }

  /** A stream as its entry holds it: with the newest event of each tag. */
  public static ImageStream read(Entry entry) {
    return withRevision(EncodedStream.read(entry.value()), entry.modRevision());
  }

  /**
   * A stream that was read from an entry, with one tag's older events of that time; with those that
   * are there now if that time is forgotten.
   */
  public ImageStream withOlder(ImageStream newest, Entry entry, String tag) {
    if (!hasOlder(entry.value())) {
      return newest;
    }
    List<TagEvent> past;
    try {
      past = history.of(newest.name(), tag, entry.modRevision());
    } catch (ExpiredException _) {
      past = history.of(newest.name(), tag, Store.LATEST);
    }
    return join(newest, Map.of(tag, past));
  }

  private StoredStream newest(Entry entry) {
    return known(entry)
        .orElseGet(
            () -> {
              StoredStream read = stored(entry);
              known.learnt(entry.key(), read);
              return read;
            });
  }

  private Optional<StoredStream> known(Entry entry) {
    return known.known(entry.key(), entry.modRevision()).map(KnownStreams.Known::stored);
  }

  private static StoredStream stored(Entry entry) {
    boolean older = hasOlder(entry.value());
    return new StoredStream(read(entry), entry.modRevision(), !older, older);
  }

  /** What happened to a stream between two of its revisions; empty if that is not known. */
  Optional<List<HeldImages>> changes(StreamName name, long from, long to) {
    return known.between(StreamKeys.stream(name), from, to);
  }

  static ImageStream withRevision(ImageStream stream, long revision) {
    ObjectNode metadata = stream.metadata().deepCopy();
    return stream.withMetadata(metadata.put("resourceVersion", Long.toString(revision)));
  }

  /**
   * The stream with its whole history; an absent one if there is none.
   *
   * @throws dev.weir.resource.StatusException 500 ServerTimeout if it is written all the time
   */
  public StoredStream whole(StreamName name) {
    Attempts attempts = new Attempts(ATTEMPTS);
    while (attempts.next()) {
      StoredStream newest = newest(name);
      if (newest.whole()) {
        return newest;
      }
      Map<String, List<TagEvent>> older = history.all(name, Store.LATEST);
      boolean still =
          context
              .store()
              .get(StreamKeys.stream(name))
              .filter(e -> e.modRevision() == newest.revision())
              .isPresent();
      if (still) {
        return new StoredStream(join(newest.stream(), older), newest.revision(), true, true);
      }
    }
    throw StreamWriter.busy(name);
  }

  private static ImageStream join(ImageStream newest, Map<String, List<TagEvent>> older) {
    Map<String, TagHistory> tags = new TreeMap<>(newest.tags());
    older.forEach(
        (tag, events) ->
            tags.computeIfPresent(
                tag,
                (_, history) -> {
                  List<TagEvent> all = new ArrayList<>(history.items());
                  all.addAll(events);
                  return new TagHistory(all, history.conditions());
                }));
    return newest.withTags(tags);
  }

  static boolean hasOlder(byte[] value) {
    return EncodedStream.hasOlder(value);
  }

  /**
   * The JSON of a stream's entry with its whole history, as of a revision at which that value was
   * the newest; the array itself where it is all that is stored. Older events are copied, not
   * parsed.
   */
  byte[] assemble(Entry entry, StreamName name, long revision) {
    byte[] value = EventOrigins.cut(entry.value());
    return hasOlder(value)
        ? TagItems.append(value, value.length - 1, history.texts(name, revision))
        : value;
  }
}
