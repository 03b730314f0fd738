package dev.weir.objects;

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
 */
public record ListOptions(
    LabelSelector labels,
    FieldSelector fields,
    int limit,
    String continueToken,
    String resourceVersion,
    boolean sendInitialEvents,
    boolean bookmarks) {
  public static final ListOptions ALL =
      new ListOptions(LabelSelector.EVERYTHING, FieldSelector.EVERYTHING, 0, "", "", false, false);
}
