package dev.weir.streams;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.objects.StoreContext;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.streams.encoded.EncodedStream;
import dev.weir.streams.encoded.HistoryChanges;
import dev.weir.streams.encoded.OlderEvents;
import dev.weir.streams.linked.DroppedImages;
import dev.weir.streams.linked.DueLooks;
import dev.weir.streams.linked.NamedAgain;
import dev.weir.streams.parts.HeldImages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/**
 * What changes of streams are in a transaction. Moving a tag touches the stream and that tag's
 * older events, however many other tags and events there are.
 */
public final class StreamChanges {
  private final StoreContext context;
  private final StreamStore streams;
  private final KnownStreams known;
  private final OlderEvents history;
  private final StreamBounds bounds;
  private final Claims claims;
  private final HandedGaps gaps;
  private final RepositoryLinks links;
  private final LooseLinks loose;
  private final NamedAgain named;

  StreamChanges(
      StoreContext context,
      StreamStore streams,
      KnownStreams known,
      OlderEvents history,
      StreamBounds bounds,
      Claims claims,
      HandedGaps gaps,
      RepositoryLinks links) {
    this.context = context;
    this.streams = streams;
    this.known = known;
    this.history = history;
    this.bounds = bounds;
    this.claims = claims;
    this.gaps = gaps;
    this.links = links;
    this.loose = new LooseLinks(links);
    this.named = new NamedAgain(context.store(), context::now);
  }

  /** What streams are held to. */
  StreamBounds bounds() {
    return bounds;
  }

  /** A form of a stream that a transaction writes; see {@link #put} and {@link #written}. */
  public static final class Staged {
    private final EncodedStream encoded;
    private final long from;
    private final HeldImages change;
    private final boolean overtaken;

    private Staged(EncodedStream encoded, long from, HeldImages change, boolean overtaken) {
      this.encoded = encoded;
      this.from = from;
      this.change = change;
      this.overtaken = overtaken;
    }

    /**
     * True if the stream that a tag was pointed at has lost the image since it was found there: it
     * is to be looked for again, and not to be written.
     */
    boolean isOvertaken() {
      return overtaken;
    }
  }

  /**
   * Adds to a transaction what makes the stored stream the new one, under the condition that nobody
   * wrote it since it was read. A stream that does not exist needs an active namespace.
   *
   * @param origin of events that the stream did not have before
   * @return empty if there is nothing to write
   */
  public Optional<Staged> put(
      Transaction.Builder transaction, StoredStream before, ImageStream after, Origin origin) {
    return put(transaction, before, after, origin, Map.of());
  }

  /**
   * As {@link #put(Transaction.Builder, StoredStream, ImageStream, Origin)}.
   *
   * @param spoken images that the stream gets by somebody's word; see {@link Claims}
   */
  Optional<Staged> put(
      Transaction.Builder transaction,
      StoredStream before,
      ImageStream written,
      Origin origin,
      Map<String, Claims.Word> spoken) {
    ImageStream after = written.madeBy(origin, before.stream());
    StreamName name = after.name();
    String key = StreamKeys.stream(name);
    List<Transaction.Operation> past =
        history.changes().between(before.stream(), before.whole(), after);
    Optional<EncodedStream> present =
        known.known(key, before.revision()).flatMap(KnownStreams.Known::encoded);
    EncodedStream encoded = EncodedStream.of(after, hasOlder(before, after), present.orElse(null));
    encoded.requireAtMost(Math.min(Json.MAX_BYTES, context.store().limits().value()));
    if (past.isEmpty() && before.exists() && isSame(before, encoded)) {
      return Optional.empty();
    }
    bounds.require(before.stream(), after, stream -> unseen(before.whole(), stream));
    if (!before.exists()) {
      context.host().hold(name.namespace(), Kinds.IMAGE_STREAM, name.name()).in(transaction);
      ObjectNode object = Json.object();
      object.set("metadata", after.metadata());
      context.admission().created(transaction, Kinds.IMAGE_STREAM, name.namespace(), object);
    }
    transaction.ifAt(key, before.revision());
    transaction.put(key, encoded.value());
    past.forEach(transaction::add);
    List<String> gone =
        before.stream().tags().keySet().stream()
            .filter(tag -> !after.tags().containsKey(tag))
            .toList();
    gone.forEach(tag -> transaction.delete(StreamKeys.check(name, tag)));
    forget(transaction, before.stream(), after, origin);
    claims.follow(transaction, streams, before.stream(), after, spoken);
    boolean overtaken =
        origin.how() != Origin.How.PUSH && !gaps.follow(transaction, before.stream(), after);
    HeldImages change =
        HeldImages.change(
            before.stream(), before.whole(), after, tag -> history.of(name, tag, Store.LATEST));
    hold(transaction, name, change);
    if (letGo(transaction, before.stream(), after, change)
        || !gone.isEmpty()
        || HistoryChanges.isLong(past)
        || !after.hasBoundsOf(before.stream())) {
      links.due().add(transaction, name);
    }
    return Optional.of(new Staged(encoded, before.revision(), change, overtaken));
  }

  /**
   * Adds that what was seen of other registries is forgotten for tags that are gone or come from
   * elsewhere now. An import that points a tag elsewhere has noted already what it found there.
   */
  @SuppressWarnings("ReferenceEquality") // most tags of a large stream stay as they are
  private static void forget(
      Transaction.Builder transaction, ImageStream before, ImageStream after, Origin origin) {
    before
        .spec()
        .forEach(
            (tag, old) -> {
              SpecTag now = after.spec().get(tag);
              if (now == old) {
                return;
              }
              boolean moved =
                  now == null
                      || !now.from().equals(old.from())
                      || now.reference() != old.reference();
              boolean byImport =
                  origin.how() == Origin.How.IMPORT || origin.how() == Origin.How.EARLY;
              if (moved && (now == null || !byImport)) {
                transaction.delete(StreamKeys.seen(after.name(), tag));
              }
            });
  }

  /**
   * Adds that the Images of events that are new in a stream are there still when it is written, and
   * that something names them: whoever takes away what nothing named has to look again.
   */
  private void hold(Transaction.Builder transaction, StreamName name, HeldImages change) {
    change.all().entrySet().stream()
        .filter(image -> image.getValue() > 0)
        .map(image -> image.getKey().digest())
        .distinct()
        .forEach(
            image ->
                context
                    .store()
                    .get(StreamKeys.image(image.toString()))
                    .ifPresent(
                        there -> {
                          transaction.ifAt(there.key(), there.modRevision());
                          transaction.delete(DueLooks.DIGESTS + image);
                          named.note(transaction, name, image);
                        }));
  }

  /** Adds what it means that images leave the events of a stream; false if none does. */
  @SuppressWarnings("ReferenceEquality") // most tags of a large stream stay as they are
  private boolean letGo(
      Transaction.Builder transaction, ImageStream before, ImageStream after, HeldImages change) {
    StreamName name = after.name();
    Set<String> moved = new HashSet<>();
    before
        .tags()
        .forEach(
            (tag, history) -> {
              if (after.tags().get(tag) != history) {
                moved.add(tag);
              }
            });
    moved.forEach(tag -> links.due().fasten(transaction, name, tag));
    List<Digest> left =
        change.all().entrySet().stream()
            .filter(image -> image.getValue() < 0)
            .map(image -> image.getKey().digest())
            .distinct()
            .toList();
    Predicate<String> same = tag -> after.tags().containsKey(tag) && !moved.contains(tag);
    left.forEach(image -> loose.leave(transaction, name, image, same));
    return !left.isEmpty();
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
    String key = StreamKeys.stream(encoded.stream().name());
    ImageStream stream =
        StreamStore.withRevision(
            encoded.stream().withMetadata(asRead(encoded.stream(), key, staged.from)), revision);
    known.took(key, new HeldImages.Steps.Step(staged.from, revision, staged.change));
    known.keep(
        key,
        new KnownStreams.Known(
            new StoredStream(stream, revision, !older, older), Optional.of(encoded.with(stream))));
  }

  /** Numbers in a tree that was read are not equal to the same ones put there. */
  @SuppressWarnings("ReferenceEquality") // what moves tags only keeps the very tree
  private ObjectNode asRead(ImageStream written, String key, long before) {
    ObjectNode metadata = written.metadata();
    boolean kept =
        known
            .known(key, before)
            .filter(present -> present.stored().stream().metadata() == metadata)
            .isPresent();
    return kept ? metadata : Json.parseObject(Json.bytes(metadata));
  }

  /**
   * Adds to a transaction what removes a stream with its history, its repository's links and what
   * was fetched for it, so that a later stream of that name does not begin with content of this
   * one.
   */
  public void delete(Transaction.Builder transaction, StoredStream before) {
    StreamName name = before.stream().name();
    transaction.ifAt(StreamKeys.stream(name), before.revision());
    transaction.delete(StreamKeys.stream(name));
    context.admission().deleted(transaction, Kinds.IMAGE_STREAM, name.namespace(), name.name());
    transaction.deletePrefix(OlderEvents.prefix(name));
    RepositoryLinks.removeAll(transaction, name);
    transaction.deletePrefix(Claims.prefix(name));
    DroppedImages.removeAll(transaction, name);
    transaction.deletePrefix(StreamKeys.mirrors(name));
    transaction.deletePrefix(StreamKeys.referred(name));
    transaction.delete(StreamKeys.pulled(name));
    transaction.deletePrefix(StreamKeys.checks(name));
    transaction.deletePrefix(StreamKeys.seen(name));
  }
}
