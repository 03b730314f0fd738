package dev.weir.streams;

import dev.weir.client.ObjectWatch;
import dev.weir.lock.Attempts;
import dev.weir.objects.ListOptions;
import dev.weir.objects.ObjectList;
import dev.weir.objects.Selection;
import dev.weir.objects.StoredPages;
import dev.weir.objects.StoredWatch;
import dev.weir.objects.value.MadeOnce;
import dev.weir.objects.value.ObjectKey;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.store.Entry;
import dev.weir.store.ExpiredException;
import dev.weir.store.Store;
import dev.weir.streams.encoded.EventOrigins;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Streams as clients see them: with their whole history and the registry's real host. A stream
 * without older history is not parsed on its way out.
 */
public final class StreamObjects {
  private static final List<String> FIELDS =
      List.of("spec.dockerImageRepository", "status.dockerImageRepository");

  private static final int ATTEMPTS = 20;

  private final Store store;
  private final StreamStore streams;
  private final PublishedHost host;
  private final MadeOnce<Entry, ApiObject> told = new MadeOnce<>();

  public StreamObjects(Store store, StreamStore streams, PublishedHost host) {
    this.store = store;
    this.streams = streams;
    this.host = host;
  }

  /**
   * One stream, empty if there is none.
   *
   * @throws dev.weir.resource.StatusException 500 ServerTimeout if it is written all the time
   */
  public Optional<ApiObject> find(StreamName name) {
    Attempts attempts = new Attempts(ATTEMPTS);
    while (attempts.next()) {
      Optional<Entry> entry = store.get(StreamKeys.stream(name));
      Optional<ApiObject> object = entry.map(e -> object(e, Store.LATEST));
      boolean together =
          entry.isEmpty()
              || !StreamStore.hasOlder(entry.get().value())
              || store
                  .get(StreamKeys.stream(name))
                  .filter(e -> e.modRevision() == entry.get().modRevision())
                  .isPresent();
      if (together) {
        return object;
      }
    }
    throw StreamWriter.busy(name);
  }

  private ApiObject object(Entry entry, long revision) {
    byte[] value = entry.value();
    if (StreamStore.hasOlder(value)) {
      byte[] whole = streams.assemble(entry, name(entry), revision);
      return ApiObject.stored(host.fill(whole), entry.modRevision());
    }
    return ApiObject.stored(
        value,
        entry.modRevision(),
        edits -> {
          host.fill(edits, EventOrigins.begin(value));
          EventOrigins.cut(edits);
        });
  }

  private static StreamName name(Entry entry) {
    String all = ObjectKey.prefix(Kinds.IMAGE_STREAM, "");
    return StreamName.parse(entry.key().substring(all.length()));
  }

  /** Streams of a namespace, or of all if it is empty. */
  public ObjectList list(String namespace, ListOptions options) {
    return new StoredPages(
            store,
            ObjectKey.prefix(Kinds.IMAGE_STREAM, namespace),
            selection(options),
            this::listed)
        .list(options);
  }

  private ApiObject listed(Entry entry, long revision) {
    try {
      return object(entry, revision);
    } catch (ExpiredException e) {
      throw ApiStatus.expired("The list took too long; please start again.").exception();
    }
  }

  /** Follows streams of a namespace, or of all if it is empty. */
  public ObjectWatch watch(String namespace, ListOptions options) {
    Selection selection = selection(options);
    return StoredWatch.open(
        store,
        ObjectKey.prefix(Kinds.IMAGE_STREAM, namespace),
        options,
        entry -> selection.isEverything() || selection.includes(observed(entry)),
        this::observed,
        Kinds.IMAGE_STREAM);
  }

  /** As the stream was at its revision; with what is there now if that is forgotten already. */
  private ApiObject observed(Entry entry) {
    return told.get(entry, this::assembled);
  }

  private ApiObject assembled(Entry entry) {
    try {
      return object(entry, entry.modRevision());
    } catch (ExpiredException _) {
      return object(entry, Store.LATEST);
    }
  }

  private static Selection selection(ListOptions options) {
    return Selection.of(options, FIELDS, StreamObjects::field);
  }

  private static String field(ObjectNode stream, String field) {
    int dot = field.indexOf('.');
    return Json.string(Json.objectAt(stream, field.substring(0, dot)), field.substring(dot + 1));
  }
}
