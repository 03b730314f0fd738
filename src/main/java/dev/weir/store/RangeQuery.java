package dev.weir.store;

/**
 * Which keys to read.
 *
 * @param after only keys greater than this one; empty for all
 * @param limit most entries in the page; 0 for no limit
 * @param revision a retained revision or {@link Store#LATEST}
 */
public record RangeQuery(String prefix, String after, int limit, long revision) {
  public static RangeQuery all(String prefix) {
    return new RangeQuery(prefix, "", 0, Store.LATEST);
  }

  public static RangeQuery allAt(String prefix, long revision) {
    return new RangeQuery(prefix, "", 0, revision);
  }
}
