package dev.weir.streams;

import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.streams.parts.Composition;
import dev.weir.streams.parts.Manifests;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What images of a stream name and the stream never had, under {@code /gaps/NS/STREAM/DIGEST}:
 * children of a sparse index, layers of a sparse image. All that the stream has of such a part is
 * its digest, which is not enough to be shown the bytes, wherever they are or come to be. A part
 * that is pushed there later has its link, and is no gap any more.
 */
public final class Gaps {
  private static final String PREFIX = "/gaps/";
  private static final byte[] NOTED = Json.bytes(Json.object());

  private final Store store;
  private final RepositoryLinks links;

  Gaps(Store store, RepositoryLinks links) {
    this.store = store;
    this.links = links;
  }

  /** True if an image of the stream names it, and the stream does not have it. */
  public boolean has(StreamName stream, Digest part) {
    return isNoted(stream, part) && links.find(stream, part).isEmpty();
  }

  /** All that a stream does not have. */
  Set<Digest> of(StreamName stream) {
    Set<Digest> found = new LinkedHashSet<>();
    String prefix = prefix(stream);
    store
        .range(RangeQuery.all(prefix))
        .entries()
        .forEach(entry -> found.add(Digest.parse(entry.key().substring(prefix.length()))));
    found.removeIf(part -> links.find(stream, part).isPresent());
    return found;
  }

  /** False for a stream whose images are whole, which most are. */
  boolean any(StreamName stream) {
    return !store.range(new RangeQuery(prefix(stream), "", 1, Store.LATEST)).entries().isEmpty();
  }

  private boolean isNoted(StreamName stream, Digest part) {
    return store.get(prefix(stream) + part).isPresent();
  }

  /** Adds what notes a gap, where that is not done yet. */
  void add(Transaction.Builder transaction, StreamName stream, Digest part) {
    if (!isNoted(stream, part)) {
      transaction.put(prefix(stream) + part, NOTED);
    }
  }

  /** Adds what takes a note away, if there is one. */
  void remove(Transaction.Builder transaction, StreamName stream, Digest part) {
    if (isNoted(stream, part)) {
      transaction.delete(prefix(stream) + part);
    }
  }

  /** Adds what forgets the gaps of a stream. */
  static void removeAll(Transaction.Builder transaction, StreamName stream) {
    transaction.deletePrefix(prefix(stream));
  }

  private static String prefix(StreamName stream) {
    return PREFIX + stream + "/";
  }

  /** What manifests are made of, as far as a stream has these. */
  Manifests in(StreamName stream, Manifests all) {
    return new Manifests() {
      @Override
      public Optional<Composition> find(Digest manifest) {
        return has(stream, manifest) ? Optional.empty() : all.find(manifest);
      }

      @Override
      public boolean mayShow(Digest manifest, boolean isImage) {
        return all.mayShow(manifest, isImage);
      }
    };
  }
}
