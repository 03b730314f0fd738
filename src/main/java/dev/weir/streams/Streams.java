package dev.weir.streams;

import dev.weir.access.Authorizer;
import dev.weir.blob.BlobReader;
import dev.weir.objects.StoreContext;
import dev.weir.streams.bounds.AllowedRegistries;
import dev.weir.streams.encoded.OlderEvents;
import dev.weir.streams.linked.DroppedImages;

/**
 * What all doors to streams share; each is made once.
 *
 * @param context the store, and the host that it stands in
 * @param published how pull specs name the registry
 * @param authorizer says who may do what with streams
 */
public record Streams(
    StoreContext context,
    StreamStore store,
    StreamChanges changes,
    StreamBounds bounds,
    StoredImages images,
    Claims claims,
    RepositoryLinks links,
    StreamContent content,
    StreamWriter writer,
    StreamTags tags,
    StreamNames names,
    RecordPush pushes,
    DroppedImages dropped,
    PublishedHost published,
    Authorizer authorizer) {

  /**
   * Streams of a store.
   *
   * @param blobs hold what was pushed
   * @param registries that streams may point at
   */
  public static Streams over(
      StoreContext context,
      BlobReader blobs,
      AllowedRegistries registries,
      PublishedHost published,
      Authorizer authorizer) {
    StoredImages images = new StoredImages(context.store());
    Claims claims = new Claims(context.store());
    StreamBounds bounds = new StreamBounds(context.host(), registries);
    OlderEvents history = new OlderEvents(context.store());
    KnownStreams known = new KnownStreams();
    StreamStore store = new StreamStore(context, known, history);
    RepositoryLinks links = new RepositoryLinks(context);
    StreamContent content = new StreamContent(store, blobs, links);
    HandedGaps gaps = new HandedGaps(store, content, links, published);
    StreamChanges changes =
        new StreamChanges(context, store, known, history, bounds, claims, gaps, links);
    DroppedImages dropped = new DroppedImages(context.store(), context::now);
    StreamWriter writer = new StreamWriter(context, store, changes, dropped, authorizer);
    return new Streams(
        context,
        store,
        changes,
        bounds,
        images,
        claims,
        links,
        content,
        writer,
        new StreamTags(store, images, writer, authorizer),
        new StreamNames(context.store()),
        new RecordPush(context, store, changes, writer, links, content, dropped, authorizer),
        dropped,
        published,
        authorizer);
  }
}
