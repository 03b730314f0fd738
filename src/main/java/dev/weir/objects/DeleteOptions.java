package dev.weir.objects;

import dev.weir.objects.meta.Propagation;

/**
 * How to delete.
 *
 * @param uid delete only the object with this uid; empty for any
 * @param resourceVersion delete only this version; empty for any
 */
public record DeleteOptions(
    boolean dryRun, String uid, String resourceVersion, Propagation propagation) {
  public static final DeleteOptions NOW = new DeleteOptions(false, "", "");

  public DeleteOptions(boolean dryRun, String uid, String resourceVersion) {
    this(dryRun, uid, resourceVersion, Propagation.USUAL);
  }
}
