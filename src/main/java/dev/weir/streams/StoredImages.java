package dev.weir.streams;

import dev.weir.lock.Attempts;
import dev.weir.reference.Digest;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.store.Entry;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import dev.weir.streams.linked.DueLooks;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** Images as they are stored; whoever brings one writes it beside its stream. */
public final class StoredImages {
  private static final int ATTEMPTS = 20;

  private final Store store;
  private final ManifestTexts texts;

  public StoredImages(Store store) {
    this.store = store;
    this.texts = new ManifestTexts(store);
  }

  /** What images of other registries are as bytes. */
  public ManifestTexts texts() {
    return texts;
  }

  public Optional<ObjectNode> find(String name) {
    return store.get(StreamKeys.image(name)).map(entry -> Json.parseObject(entry.value()));
  }

  public boolean has(String name) {
    return store.get(StreamKeys.image(name)).isPresent();
  }

  /**
   * Writes what shall be, again as long as somebody is faster.
   *
   * <p>With the manifest's bytes, if they are the image's; those that are more than the store takes
   * are fetched again when they are needed.
   *
   * @param manifest bytes that came with it
   * @param change gets the Image that is stored, if there is one; returns nothing if that may stay
   * @throws dev.weir.resource.StatusException 500 ServerTimeout if too many write it at once
   */
  public void write(
      String name, byte[] manifest, Function<Optional<ObjectNode>, Optional<ObjectNode>> change) {
    Optional<Digest> digest =
        Digest.tryParse(name).filter(d -> d.sameAlgorithm(manifest).equals(d));
    Attempts attempts = new Attempts(ATTEMPTS);
    while (attempts.next()) {
      String key = StreamKeys.image(name);
      Optional<Entry> present = store.get(key);
      Optional<ObjectNode> image =
          change.apply(present.map(entry -> Json.parseObject(entry.value())));
      Transaction.Builder transaction =
          Transaction.builder().ifAt(key, present.map(Entry::modRevision).orElse(0L));
      image.ifPresent(written -> transaction.put(key, ApiObject.encode(written)));
      String mark = DueLooks.DIGESTS + name;
      if (store.get(mark).isPresent()) {
        transaction.delete(mark); // somebody brings it
      }
      Transaction alone = transaction.build();
      boolean comes = digest.isPresent() && !texts.has(digest.get());
      digest.filter(_ -> comes).ifPresent(d -> transaction.add(ManifestTexts.put(d, manifest)));
      Transaction both = transaction.build();
      boolean fits = store.limits().hold(both);
      Transaction taken = fits ? both : alone;
      if (taken.operations().isEmpty() || isCommitted(taken)) {
        if (comes && fits && present.isPresent()) {
          texts.cameLate(digest.get());
        }
        return;
      }
    }
    throw ApiStatus.serverTimeout(
            "image \"" + name + "\" is written by too many at once, please try again", 2)
        .exception();
  }

  /**
   * As {@link #write(String, byte[], Function)}, of an image whose manifest is elsewhere.
   *
   * @param change gets the Image that is stored, if there is one; returns nothing if that may stay
   */
  public void write(String name, Function<Optional<ObjectNode>, Optional<ObjectNode>> change) {
    write(name, new byte[0], change);
  }

  private boolean isCommitted(Transaction transaction) {
    return store.commit(transaction) instanceof TransactionResult.Committed;
  }
}
