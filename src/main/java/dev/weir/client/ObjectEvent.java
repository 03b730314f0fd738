package dev.weir.client;

import dev.weir.resource.ApiObject;

/** A change of one object, in the words of the watch protocol. */
public record ObjectEvent(Type type, ApiObject object) {
  /** {@code BOOKMARK} carries only a resource version. */
  public enum Type {
    ADDED,
    MODIFIED,
    DELETED,
    BOOKMARK
  }
}
