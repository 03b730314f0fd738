package dev.weir.store;

/**
 * Which keys to read.
 *
 * @param after only keys greater than this one; empty for all
 * @param limit most entries in the page; 0 for no limit
 * @param revision a retained revision or {@link Store#LATEST}
 * @param counts whether the page says how many were left out, which takes a look at each of them
 */
public record RangeQuery(String prefix, String after, int limit, long revision, boolean counts) {
  /** Whose page counts. */
  public RangeQuery(String prefix, String after, int limit, long revision) {
    this(prefix, after, limit, revision, true);
  }

  /** A page of the newest state that costs as much as is in it, however many are left out. */
  public static RangeQuery some(String prefix, String after, int limit) {
    return new RangeQuery(prefix, after, limit, Store.LATEST, false);
  }

  public static RangeQuery all(String prefix) {
    return new RangeQuery(prefix, "", 0, Store.LATEST);
  }

  public static RangeQuery allAt(String prefix, long revision) {
    return new RangeQuery(prefix, "", 0, revision);
  }
}
