package dev.weir.objects;

import dev.weir.client.ObjectWatch;
import dev.weir.objects.value.MadeOnce;
import dev.weir.objects.value.ObjectKey;
import dev.weir.objects.value.ValueCodec;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.ResourceKind;
import dev.weir.store.Entry;
import dev.weir.store.Store;

/** Reads of a stored kind: one object, pages of one revision, changes. */
final class StoredReads {
  private final Store store;
  private final ResourceKind kind;
  private final Strategy strategy;
  private final ValueCodec codec;
  private final MadeOnce<Entry, ApiObject> told = new MadeOnce<>();

  StoredReads(Store store, ResourceKind kind, Strategy strategy, ValueCodec codec) {
    this.store = store;
    this.kind = kind;
    this.strategy = strategy;
    this.codec = codec;
  }

  ApiObject decode(Entry entry) {
    return ApiObject.stored(codec.fromStore(entry.key(), entry.value()), entry.modRevision());
  }

  private ApiObject shared(Entry entry) {
    return told.get(entry, this::decode);
  }

  ApiObject get(String namespace, String name) {
    return store
        .get(ObjectKey.of(kind, namespace, name))
        .map(this::decode)
        .orElseThrow(() -> ApiStatus.notFound(kind, name).exception());
  }

  long storedBytes(String namespace, String name) {
    return store
        .get(ObjectKey.of(kind, namespace, name))
        .map(entry -> (long) entry.value().length)
        .orElse(0L);
  }

  void requireAbsent(String namespace, String name) {
    if (store.get(ObjectKey.of(kind, namespace, name)).isPresent()) {
      throw ApiStatus.alreadyExists(kind, name).exception();
    }
  }

  ObjectList list(String namespace, ListOptions options) {
    return new StoredPages(
            store,
            ObjectKey.prefix(kind, namespace),
            Selection.of(strategy, options),
            (entry, _) -> decode(entry))
        .list(options);
  }

  ObjectWatch watch(String namespace, ListOptions options) {
    Selection selection = Selection.of(strategy, options);
    String prefix = ObjectKey.prefix(kind, namespace);
    return StoredWatch.open(
        store,
        prefix,
        options,
        entry -> selection.isEverything() || selection.includes(shared(entry)),
        this::shared,
        kind);
  }
}
