package dev.weir.objects;

import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldSelector;
import dev.weir.resource.LabelSelector;

/**
 * What to list or watch.
 *
 * @param limit most items, 0 for all
 * @param continueToken from the page before, or empty
 * @param resourceVersion as the client sent it: empty, {@code 0}, or a revision
 * @param sendInitialEvents begin a watch with what is there, then a bookmark
 * @param bookmarks the client wants bookmarks
 * @param exact the list must show exactly the resource version, not just one that is not older
 */
public record ListOptions(
    LabelSelector labels,
    FieldSelector fields,
    int limit,
    String continueToken,
    String resourceVersion,
    boolean sendInitialEvents,
    boolean bookmarks,
    boolean exact) {
  public static final ListOptions ALL =
      new ListOptions(LabelSelector.EVERYTHING, FieldSelector.EVERYTHING, 0, "", "", false, false);

  /** Options that leave it open which of the newer revisions is shown. */
  public ListOptions(
      LabelSelector labels,
      FieldSelector fields,
      int limit,
      String continueToken,
      String resourceVersion,
      boolean sendInitialEvents,
      boolean bookmarks) {
    this(
        labels, fields, limit, continueToken, resourceVersion, sendInitialEvents, bookmarks, false);
  }

  /**
   * Refuses a list of another revision, if exactly one is wanted.
   *
   * @throws dev.weir.resource.StatusException 410
   */
  public void requireExact(ObjectList list) {
    if (exact && list.revision() != Long.parseLong(resourceVersion)) {
      throw ApiStatus.expired("The provided resource version is too old: " + resourceVersion)
          .exception();
    }
  }

  /** The same options for the page after another. */
  public ListOptions continuedAt(String token) {
    return new ListOptions(
        labels, fields, limit, token, resourceVersion, sendInitialEvents, bookmarks, exact);
  }

  /** The same options with other selectors of fields. */
  public ListOptions withFields(FieldSelector other) {
    return new ListOptions(
        labels, other, limit, continueToken, resourceVersion, sendInitialEvents, bookmarks, exact);
  }
}
