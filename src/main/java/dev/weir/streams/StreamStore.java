package dev.weir.streams;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SourceStreams;
import dev.weir.imagestream.StreamJson;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagHistory;
import dev.weir.lock.KeyedLock;
import dev.weir.objects.ObjectKey;
import dev.weir.objects.StoreContext;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.store.Entry;
import dev.weir.store.ExpiredException;
import dev.weir.store.Page;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and writes streams. Moving a tag touches the stream and that tag's older events, however
 * many other tags and events there are.
 */
public final class StreamStore implements SourceStreams {
  private static final int CACHED = 1024;

  private final StoreContext context;
  private final OlderEvents history;
  private final Claims claims;
  private final StreamBounds bounds;
  private final KeyedLock<StreamName> turns = new KeyedLock<>();
  private final Map<String, Known> known =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > CACHED;
        }
      };

  public StreamStore(StoreContext context, StreamBounds bounds, Claims claims) {
    this.context = context;
    this.bounds = bounds;
    this.history = new OlderEvents(context.store());
    this.claims = claims;
  }

  /** What streams are held to. */
  public StreamBounds bounds() {
    return bounds;
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

  @Override
  public Optional<ImageStream> find(StreamName name) {
    return Optional.of(newest(name)).filter(StoredStream::exists).map(StoredStream::stream);
  }

  @Override
  public List<TagEvent> older(StreamName name, String id) {
    return newest(name).older() ? history.matching(name, id) : List.of();
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
        context.store().range(RangeQuery.all(ObjectKey.prefix(StreamKeys.STREAM, namespace)));
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
        context.store().range(RangeQuery.all(ObjectKey.prefix(StreamKeys.STREAM, namespace)));
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
    return withRevision(StreamJson.read(Json.parseObject(entry.value())), entry.modRevision());
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
    Optional<StoredStream> parsed = known(entry.key(), entry.modRevision()).map(Known::stored);
    return parsed.orElseGet(
        () -> {
          boolean older = hasOlder(entry.value());
          StoredStream read = new StoredStream(read(entry), entry.modRevision(), !older, older);
          keep(entry.key(), new Known(read, Optional.empty(), HeldSteps.NONE));
          return read;
        });
  }

  /**
   * A stream that is stored.
   *
   * @param encoded its bytes, if it was written here
   * @param steps that led to it, as far as they are known
   */
  private record Known(StoredStream stored, Optional<EncodedStream> encoded, HeldSteps steps) {}

  private Optional<Known> known(String key, long revision) {
    synchronized (known) {
      return Optional.ofNullable(known.get(key)).filter(k -> k.stored().revision() == revision);
    }
  }

  private void keep(String key, Known stream) {
    synchronized (known) {
      known.put(key, stream);
    }
  }

  /** What happened to a stream between two of its revisions; empty if that is not known. */
  Optional<List<HeldImages>> changes(StreamName name, long from, long to) {
    return known(StreamKeys.stream(name), to).flatMap(known -> known.steps().between(from, to));
  }

  private static ImageStream withRevision(ImageStream stream, long revision) {
    ObjectNode metadata = stream.metadata().deepCopy();
    return stream.withMetadata(metadata.put("resourceVersion", Long.toString(revision)));
  }

  /** The stream with its whole history; an absent one if there is none. */
  public StoredStream whole(StreamName name) {
    while (true) {
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

  /** A form of a stream that a transaction writes; see {@link #put} and {@link #written}. */
  public static final class Staged {
    private final EncodedStream encoded;
    private final long from;
    private final HeldImages change;

    private Staged(EncodedStream encoded, long from, HeldImages change) {
      this.encoded = encoded;
      this.from = from;
      this.change = change;
    }
  }

  /**
   * Adds to a transaction what makes the stored stream the new one, under the condition that nobody
   * wrote it since it was read. A stream that does not exist needs an active namespace.
   *
   * @return empty if there is nothing to write
   */
  public Optional<Staged> put(
      Transaction.Builder transaction, StoredStream before, ImageStream after) {
    return put(transaction, before, after, Map.of());
  }

  /**
   * As {@link #put(Transaction.Builder, StoredStream, ImageStream)}.
   *
   * @param spoken images that the stream gets by somebody's word; see {@link Claims}
   */
  Optional<Staged> put(
      Transaction.Builder transaction,
      StoredStream before,
      ImageStream after,
      Map<String, Claims.Word> spoken) {
    StreamName name = after.name();
    String key = StreamKeys.stream(name);
    List<Transaction.Operation> past = history.changes(before, after);
    Optional<EncodedStream> present = known(key, before.revision()).flatMap(Known::encoded);
    EncodedStream encoded = EncodedStream.of(after, hasOlder(before, after), present.orElse(null));
    encoded.requireAtMost(Math.min(Json.MAX_BYTES, context.store().limits().value()));
    if (past.isEmpty() && before.exists() && isSame(before, encoded)) {
      return Optional.empty();
    }
    bounds.require(before.stream(), after, stream -> unseen(before.whole(), stream));
    if (!before.exists()) {
      context.host().hold(name.namespace(), StreamKeys.STREAM, name.name()).in(transaction);
      ObjectNode object = Json.object();
      object.set("metadata", after.metadata());
      context.admission().created(transaction, StreamKeys.STREAM, name.namespace(), object);
    }
    transaction.ifAt(key, before.revision());
    transaction.put(key, encoded.value());
    past.forEach(transaction::add);
    claims.follow(transaction, this, before.stream(), after, spoken);
    HeldImages change =
        HeldImages.change(before, after, tag -> history.of(name, tag, Store.LATEST));
    return Optional.of(new Staged(encoded, before.revision(), change));
  }

  /** Events of a stream's tags that a form with the newest ones leaves out. */
  private List<TagEvent> unseen(boolean whole, ImageStream stream) {
    List<TagEvent> events = new ArrayList<>();
    if (!whole) {
      Map<String, List<TagEvent>> older = history.all(stream.name(), Store.LATEST);
      older.keySet().retainAll(stream.tags().keySet());
      older.values().forEach(events::addAll);
    }
    return events;
  }

  private static boolean hasOlder(StoredStream before, ImageStream after) {
    boolean unseen = before.older() && !before.whole();
    return unseen || after.tags().values().stream().anyMatch(h -> h.items().size() > 1);
  }

  private boolean isSame(StoredStream before, EncodedStream after) {
    return isSame(before.stream(), after.stream())
        || context
            .store()
            .get(StreamKeys.stream(after.stream().name()))
            .filter(e -> e.modRevision() == before.revision())
            .filter(e -> Arrays.equals(e.value(), after.value()))
            .isPresent();
  }

  private static boolean isSame(ImageStream before, ImageStream after) {
    return withoutRevision(EncodedStream.newestOnly(before)).equals(withoutRevision(after));
  }

  private static ImageStream withoutRevision(ImageStream stream) {
    ObjectNode metadata = stream.metadata().deepCopy();
    metadata.remove("resourceVersion");
    return stream.withMetadata(metadata);
  }

  /** Tells that the transaction of a {@link #put} was committed. */
  public void written(Staged staged, long revision) {
    EncodedStream encoded = staged.encoded;
    boolean older = encoded.hasOlder();
    // numbers in a tree that was read are not equal to the same ones put there
    ObjectNode metadata = Json.parseObject(Json.bytes(encoded.stream().metadata()));
    ImageStream stream = withRevision(encoded.stream().withMetadata(metadata), revision);
    String key = StreamKeys.stream(stream.name());
    HeldSteps steps = known(key, staged.from).map(Known::steps).orElse(HeldSteps.NONE);
    keep(
        key,
        new Known(
            new StoredStream(stream, revision, !older, older),
            Optional.of(encoded),
            steps.and(new HeldSteps.Step(staged.from, revision, staged.change))));
  }

  /**
   * Adds to a transaction what removes a stream with its history and its repository's links, so
   * that a later stream of that name does not begin with content of this one.
   */
  public void delete(Transaction.Builder transaction, StoredStream before) {
    StreamName name = before.stream().name();
    transaction.ifAt(StreamKeys.stream(name), before.revision());
    transaction.delete(StreamKeys.stream(name));
    context.admission().deleted(transaction, StreamKeys.STREAM, name.namespace(), name.name());
    transaction.deletePrefix(StreamKeys.history(name));
    RepositoryLinks.removeAll(transaction, name);
    transaction.deletePrefix(Claims.prefix(name));
  }

  /**
   * The value of a stream's entry with its whole history, as of a revision at which that value was
   * the newest; the array itself where there is no older history. Older events are copied, not
   * parsed.
   */
  byte[] assemble(Entry entry, StreamName name, long revision) {
    if (!hasOlder(entry.value())) {
      return entry.value();
    }
    return TagItems.append(entry.value(), entry.value().length - 1, history.texts(name, revision));
  }
}
