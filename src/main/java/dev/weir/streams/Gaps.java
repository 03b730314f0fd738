package dev.weir.streams;

import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.store.Entry;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.streams.parts.Composition;
import dev.weir.streams.parts.Manifests;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * What manifests of a stream name and the stream did not get with them: children of a sparse index,
 * layers of a sparse image. All that the stream has of such a part is its digest, which is not
 * enough to be shown the bytes, wherever they are or come to be. Noted is the step from the
 * manifest to the part: the same part may have come with another manifest, or have been pushed.
 *
 * <pre>
 *   /gaps/NS/STREAM/MANIFEST   ["sha256:…"]   parts that did not come with it; the manifest itself
 *                                             if it could not be read: then nothing of it is shown
 *   /gaps/NS/STREAM/changed    {}             written with each change of a note
 * </pre>
 */
public final class Gaps {
  private static final String PREFIX = "/gaps/";
  private static final String CHANGED = "changed";
  private static final byte[] NOTED = Json.bytes(Json.object());

  private final Store store;

  public Gaps(Store store) {
    this.store = store;
  }

  /** A number that is another one after a note changed; 0 for a stream that has none, as most. */
  long change(StreamName stream) {
    return store.get(prefix(stream) + CHANGED).map(Entry::modRevision).orElse(0L);
  }

  /** What a manifest names and the stream did not get with it. */
  public Set<Digest> of(StreamName stream, Digest manifest) {
    return store.get(prefix(stream) + manifest).map(Gaps::decode).orElse(Set.of());
  }

  /** What each manifest names and the stream did not get with it, of those that have gaps. */
  public Map<Digest, Set<Digest>> all(StreamName stream) {
    String prefix = prefix(stream);
    Map<Digest, Set<Digest>> notes = new HashMap<>();
    for (Entry entry : store.range(RangeQuery.all(prefix)).entries()) {
      Digest.tryParse(entry.key().substring(prefix.length()))
          .ifPresent(manifest -> notes.put(manifest, decode(entry)));
    }
    return notes;
  }

  /**
   * Adds the condition that no note changes from now on; none for a stream without notes, of which
   * nothing can be forgotten.
   */
  void hold(Transaction.Builder transaction, StreamName stream) {
    long now = change(stream);
    if (now != 0) {
      transaction.ifAt(prefix(stream) + CHANGED, now);
    }
  }

  /**
   * Adds what makes notes say that, where they do not; once in a transaction.
   *
   * @param notes by manifest; nothing takes its note away
   */
  void write(Transaction.Builder transaction, StreamName stream, Map<Digest, Set<Digest>> notes) {
    boolean[] changed = {false};
    notes.forEach(
        (manifest, missing) -> {
          if (of(stream, manifest).equals(missing)) {
            return;
          }
          String key = prefix(stream) + manifest;
          if (missing.isEmpty()) {
            transaction.delete(key);
          } else {
            transaction.put(key, encode(missing));
          }
          changed[0] = true;
        });
    if (changed[0]) {
      transaction.put(prefix(stream) + CHANGED, NOTED);
    }
  }

  /** Adds what forgets the gaps of a stream. */
  static void removeAll(Transaction.Builder transaction, StreamName stream) {
    transaction.deletePrefix(prefix(stream));
  }

  private static String prefix(StreamName stream) {
    return PREFIX + stream + "/";
  }

  private static byte[] encode(Set<Digest> missing) {
    ArrayNode list = Json.array();
    missing.stream().map(Digest::toString).sorted().forEach(list::add);
    return Json.bytes(list);
  }

  private static Set<Digest> decode(Entry entry) {
    Set<Digest> missing = new LinkedHashSet<>();
    for (JsonNode digest : Json.parse(entry.value())) {
      missing.add(Digest.parse(digest.asString("")));
    }
    return Collections.unmodifiableSet(missing);
  }

  /** What manifests are made of, as far as a stream got it with them. */
  Manifests in(StreamName stream, Manifests all) {
    return new Manifests() {
      @Override
      public Optional<Composition> find(Digest manifest) {
        Set<Digest> missing = of(stream, manifest);
        return missing.contains(manifest)
            ? Optional.empty()
            : all.find(manifest).map(made -> made.without(missing));
      }

      @Override
      public boolean mayShow(Digest manifest, boolean isImage) {
        return all.mayShow(manifest, isImage);
      }
    };
  }
}
