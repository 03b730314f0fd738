package dev.weir.platform.ownership;

import dev.weir.objects.Rest;
import dev.weir.objects.value.ObjectKey;

/**
 * Where an object is.
 *
 * @param namespace empty for cluster-wide kinds
 */
record Place(Rest rest, String namespace, String name) {
  /** Its key in the store. */
  String key() {
    return ObjectKey.of(rest.kind(), namespace, name);
  }
}
