package dev.weir.objects;

import dev.weir.resource.ApiObject;
import java.util.List;

/**
 * Objects as of one revision.
 *
 * @param continueToken opaque, empty if this is the end
 * @param remaining how many follow, where that is known; else 0
 */
public record ObjectList(
    List<ApiObject> items, long revision, String continueToken, long remaining) {
  public ObjectList {
    items = List.copyOf(items);
  }
}
