package dev.weir.platform.core;

import dev.weir.objects.value.ObjectKey;
import dev.weir.objects.value.ValueCodec;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.store.Entry;
import dev.weir.store.Store;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Single secrets by their names, for those who ask in the name of nobody: a secret that is not
 * there is answered after as much work as one that is, so that the time does not tell which names
 * exist. Safe for threads.
 */
public final class StoredSecrets {
  /** Larger ones are not read: their size would show. */
  private static final int MAX_BYTES = 16 * 1024;

  /** No object has this key, since its name is empty. */
  private static final String NOWHERE = ObjectKey.of(Kinds.SECRET, "none", "");

  /** About as long as such secrets are. */
  private static final int USUAL_BYTES = 400;

  private final Store store;
  private final ValueCodec codec;
  private final byte[] nobodys;

  /**
   * Of a store.
   *
   * @param codec reads secrets as they lie there
   */
  public StoredSecrets(Store store, ValueCodec codec) {
    this.store = store;
    this.codec = codec;
    ObjectNode none = Json.object().put("kind", Kinds.SECRET.kind()).put("apiVersion", "v1");
    none.putObject("data").put("none", "-".repeat(USUAL_BYTES));
    this.nobodys = codec.toStore(NOWHERE, Json.bytes(none));
  }

  /** A secret of at most 16 KiB. */
  public Optional<ObjectNode> find(String namespace, String name) {
    Optional<Entry> found =
        store
            .get(ObjectKey.of(Kinds.SECRET, namespace, name))
            .filter(entry -> entry.value().length <= MAX_BYTES);
    ObjectNode read =
        Json.parseObject(
            codec.fromStore(
                found.map(Entry::key).orElse(NOWHERE), found.map(Entry::value).orElse(nobodys)));
    return found.map(_ -> read);
  }
}
