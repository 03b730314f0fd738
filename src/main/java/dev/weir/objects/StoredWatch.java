package dev.weir.objects;

import dev.weir.client.ObjectEvent;
import dev.weir.client.ObjectWatch;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.store.Entry;
import dev.weir.store.ExpiredException;
import dev.weir.store.Page;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.StoreEvent;
import dev.weir.store.Watch;
import dev.weir.store.WatchClosedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/**
 * Changes of stored objects in the words of the watch protocol. An object that begins to match the
 * selectors is ADDED, one that ceases to is DELETED.
 */
public final class StoredWatch implements ObjectWatch {
  /** So much of what is stored is told at once, and the object that goes beyond it. */
  private static final int INITIAL_BYTES = 64 * 1024;

  private final Watch watch;
  private final Translation translation;
  private final Deque<Entry> present;
  private Optional<ObjectEvent> endOfPresent;

  /** What a change of a key means for the objects that are made from it. */
  @FunctionalInterface
  public interface Translation {
    /** Changes of objects; none if they stay as they are, or are not selected. */
    List<ObjectEvent> of(StoreEvent event);
  }

  private StoredWatch(
      Watch watch, List<Entry> present, Optional<ObjectEvent> end, Translation translation) {
    this.watch = watch;
    this.present = new ArrayDeque<>(present);
    this.endOfPresent = end;
    this.translation = translation;
  }

  /**
   * Opens a watch on keys with a prefix. Without a resource version, or with {@code 0}, it begins
   * with what is there (cli.md 18.5).
   *
   * @param selected whether the object of an entry is shown
   * @param decode the object of an entry
   */
  public static StoredWatch open(
      Store store,
      String prefix,
      ListOptions options,
      Predicate<Entry> selected,
      Function<Entry, ApiObject> decode,
      ResourceKind kind) {
    return open(store, prefix, options, new OneObject(selected, decode), kind);
  }

  /**
   * As above, for objects of which a key may hold none or several.
   *
   * @param translation what is there already comes to it as written without anything before
   */
  public static StoredWatch open(
      Store store, String prefix, ListOptions options, Translation translation, ResourceKind kind) {
    String version = options.resourceVersion();
    boolean fromState = options.sendInitialEvents() || version.isEmpty() || version.equals("0");
    long _ = store.sync(); // the version may be of a list that another process answered
    List<Entry> present = List.of();
    long after = fromState ? 0 : parseVersion(version);
    if (fromState) {
      Page page = store.range(RangeQuery.all(prefix));
      present = page.entries();
      after = page.revision();
    }
    Optional<ObjectEvent> end =
        options.sendInitialEvents()
            ? Optional.of(endOfInitialEvents(kind, after))
            : Optional.empty();
    try {
      return new StoredWatch(store.watch(prefix, after), present, end, translation);
    } catch (ExpiredException e) {
      throw tooOld(version);
    }
  }

  private static long parseVersion(String version) {
    try {
      return Long.parseLong(version);
    } catch (NumberFormatException e) {
      throw ApiStatus.badRequest(
              "resourceVersion: Invalid value: \"" + version + "\": must be a number")
          .exception();
    }
  }

  private static ObjectEvent endOfInitialEvents(ResourceKind kind, long revision) {
    ObjectNode bookmark = Json.object();
    bookmark.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    Meta.of(bookmark).put("resourceVersion", Long.toString(revision));
    Meta.setAnnotation(bookmark, "k8s.io/initial-events-end", "true");
    return new ObjectEvent(ObjectEvent.Type.BOOKMARK, ApiObject.of(bookmark));
  }

  private static RuntimeException tooOld(String version) {
    return ApiStatus.expired("too old resource version: " + version).exception();
  }

  @Override
  public List<ObjectEvent> next(Duration timeout) throws InterruptedException {
    List<ObjectEvent> initial = initial();
    if (!initial.isEmpty()) {
      return initial;
    }
    try {
      List<ObjectEvent> events = new ArrayList<>();
      for (StoreEvent event : watch.next(timeout)) {
        events.addAll(translation.of(event));
      }
      return events;
    } catch (ExpiredException e) {
      throw tooOld(Long.toString(watch.progress()));
    } catch (WatchClosedException e) {
      throw ApiStatus.unavailable("the server is shutting down").exception();
    }
  }

  /** The next few of what was there; many are told a few at a time, so that few are in memory. */
  private List<ObjectEvent> initial() {
    List<ObjectEvent> events = new ArrayList<>();
    for (int bytes = 0; !present.isEmpty() && bytes < INITIAL_BYTES; ) {
      Entry entry = present.removeFirst();
      List<ObjectEvent> made = translation.of(new StoreEvent.Written(entry, Optional.empty()));
      events.addAll(made);
      bytes += made.isEmpty() ? 0 : entry.value().length;
    }
    if (present.isEmpty()) {
      endOfPresent.ifPresent(events::add);
      endOfPresent = Optional.empty();
    }
    return events;
  }

  /** A key holds one object. */
  private record OneObject(Predicate<Entry> selected, Function<Entry, ApiObject> decode)
      implements Translation {
    @Override
    public List<ObjectEvent> of(StoreEvent event) {
      boolean before = event.previous().filter(selected).isPresent();
      return switch (event) {
        case StoreEvent.Written(Entry entry, Optional<Entry> previous) -> {
          boolean now = selected.test(entry);
          if (now) {
            yield List.of(
                new ObjectEvent(
                    before ? ObjectEvent.Type.MODIFIED : ObjectEvent.Type.ADDED,
                    decode.apply(entry)));
          }
          yield before ? List.of(deleted(previous.orElseThrow(), entry.modRevision())) : List.of();
        }
        case StoreEvent.Deleted(String _, long revision, Optional<Entry> previous) ->
            before ? List.of(deleted(previous.orElseThrow(), revision)) : List.of();
      };
    }

    /** The last state, at the revision at which it went. */
    private ObjectEvent deleted(Entry last, long revision) {
      Entry gone = new Entry(last.key(), last.value(), last.createRevision(), revision);
      return new ObjectEvent(ObjectEvent.Type.DELETED, decode.apply(gone));
    }
  }

  @Override
  public long progress() {
    return present.isEmpty() ? watch.progress() : 0;
  }

  @Override
  public void close() {
    watch.close();
  }
}
