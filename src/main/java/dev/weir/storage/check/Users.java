package dev.weir.storage.check;

import dev.weir.objects.value.ObjectKey;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.BytePattern;
import dev.weir.resource.Kinds;
import dev.weir.store.Entry;
import dev.weir.store.Page;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Finds out who has some digests, by going through all keys: for what happens rarely. */
final class Users {
  private static final int PAGE = 500;

  private Users() {}

  /** All entries of a prefix, a page at a time. */
  static void each(Store store, String prefix, Consumer<Entry> take) {
    String after = "";
    Page page;
    do {
      page = store.range(RangeQuery.some(prefix, after, PAGE));
      for (Entry entry : page.entries()) {
        after = entry.key();
        take.accept(entry);
      }
    } while (page.more());
  }

  /** Those of some digests that streams or their older events name. */
  static Set<Digest> shown(Store store, Set<Digest> digests) {
    Map<Digest, BytePattern> patterns =
        digests.stream()
            .collect(Collectors.toMap(d -> d, digest -> BytePattern.of(digest.toString())));
    Set<Digest> found = new HashSet<>();
    if (!digests.isEmpty()) {
      for (String prefix : List.of(ObjectKey.prefix(Kinds.IMAGE_STREAM, ""), "/history/")) {
        each(
            store,
            prefix,
            entry ->
                patterns.forEach(
                    (digest, pattern) -> {
                      if (pattern.indexIn(entry.value(), 0) >= 0) {
                        boolean _ = found.add(digest);
                      }
                    }));
      }
    }
    return found;
  }

  /**
   * Streams with a key that ends with one of the digests.
   *
   * @param prefix as {@code /links/}
   */
  static Map<Digest, Set<StreamName>> streams(
      Store store, String prefix, Collection<Digest> digests) {
    Map<String, Digest> wanted =
        digests.stream().collect(Collectors.toMap(Digest::toString, digest -> digest));
    Map<Digest, Set<StreamName>> found = new HashMap<>();
    if (wanted.isEmpty()) {
      return found;
    }
    each(
        store,
        prefix,
        entry -> {
          Digest digest = wanted.get(entry.key().substring(entry.key().lastIndexOf('/') + 1));
          if (digest != null) {
            StreamKey.parse(prefix, entry.key())
                .ifPresent(
                    key -> found.computeIfAbsent(digest, _ -> new HashSet<>()).add(key.stream()));
          }
        });
    return found;
  }
}
