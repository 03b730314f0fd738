package dev.weir.objects;

import dev.weir.client.ObjectWatch;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.ResourceKind;
import dev.weir.store.Entry;
import dev.weir.store.ExpiredException;
import dev.weir.store.Page;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import java.util.ArrayList;
import java.util.List;

/** Reads of a stored kind: one object, pages of one revision, changes. */
final class StoredReads {
  private final Store store;
  private final ResourceKind kind;
  private final Strategy strategy;
  private final ValueCodec codec;

  StoredReads(Store store, ResourceKind kind, Strategy strategy, ValueCodec codec) {
    this.store = store;
    this.kind = kind;
    this.strategy = strategy;
    this.codec = codec;
  }

  ApiObject decode(Entry entry) {
    return ApiObject.stored(codec.fromStore(entry.key(), entry.value()), entry.modRevision());
  }

  ApiObject get(String namespace, String name) {
    return store
        .get(ObjectKey.of(kind, namespace, name))
        .map(this::decode)
        .orElseThrow(() -> ApiStatus.notFound(kind, name).exception());
  }

  void requireAbsent(String namespace, String name) {
    if (store.get(ObjectKey.of(kind, namespace, name)).isPresent()) {
      throw ApiStatus.alreadyExists(kind, name).exception();
    }
  }

  ObjectList list(String namespace, ListOptions options) {
    Selection selection = Selection.of(strategy, options);
    String prefix = ObjectKey.prefix(kind, namespace);
    ContinueToken from = ContinueToken.start(options, store.revision());
    List<ApiObject> found = new ArrayList<>();
    String after = from.after().isEmpty() ? "" : prefix + from.after();
    long revision = from.revision();
    while (true) {
      int wanted = options.limit() == 0 ? 0 : options.limit() - found.size();
      Page page = page(new RangeQuery(prefix, after, wanted, revision));
      revision = page.revision();
      for (Entry entry : page.entries()) {
        ApiObject object = decode(entry);
        if (selection.includes(object)) {
          found.add(object);
        }
        after = entry.key();
      }
      boolean full = options.limit() > 0 && found.size() >= options.limit();
      if (!page.more()) {
        return new ObjectList(found, revision, "", 0);
      }
      if (full) {
        String token = new ContinueToken(revision, after.substring(prefix.length())).toString();
        return new ObjectList(
            found, revision, token, selection.isEverything() ? page.remaining() : 0);
      }
    }
  }

  private Page page(RangeQuery query) {
    try {
      return store.range(query);
    } catch (ExpiredException e) {
      throw ApiStatus.expired(
              query.after().isEmpty()
                  ? "The provided resource version is too old: " + query.revision()
                  : "The provided continue parameter is too old to display a consistent list"
                      + " result. You must start a new list without the continue parameter.")
          .exception();
    }
  }

  ObjectWatch watch(String namespace, ListOptions options) {
    Selection selection = Selection.of(strategy, options);
    String prefix = ObjectKey.prefix(kind, namespace);
    return StoredWatch.open(
        store, prefix, options, entry -> selection.includes(decode(entry)), this::decode, kind);
  }
}
