package dev.weir.streams.linked;

import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.store.Entry;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import java.util.List;
import java.util.function.Consumer;

/** Repositories into which something was pushed, whether they have streams or not. */
public final class LinkedRepositories {
  private static final String LINKS = "/links/";

  private LinkedRepositories() {}

  /** Each of them, in the order of their keys; their links are passed by. */
  public static void each(Store store, Consumer<StreamName> found) {
    List<Entry> next = next(store, "");
    while (!next.isEmpty()) {
      String key = next.getFirst().key();
      String repository = key.substring(LINKS.length(), key.lastIndexOf('/'));
      found.accept(StreamName.parse(repository));
      next = next(store, LINKS + repository + "0"); // the first that is not below it
    }
  }

  private static List<Entry> next(Store store, String after) {
    return store.range(RangeQuery.some(LINKS, after, 1)).entries();
  }

  /** True if it was pushed into a repository. */
  public static boolean has(Store store, StreamName repository, Digest digest) {
    return store.get(LINKS + repository + "/" + digest).isPresent();
  }
}
