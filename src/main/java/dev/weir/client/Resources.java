package dev.weir.client;

import dev.weir.resource.ApiObject;
import dev.weir.resource.ResourceKind;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Objects as one user sees them, as trees. In-process over the store, or over HTTP against any
 * Kubernetes-style server: a loop holds two of them, one for streams and one for workloads.
 *
 * <p>Every refusal is a {@link dev.weir.resource.StatusException}. An empty namespace means
 * cluster-wide, or all namespaces in {@link #list} and {@link #watch}.
 */
public interface Resources {
  ApiObject get(ResourceKind kind, String namespace, String name);

  Listing list(ResourceKind kind, String namespace, Query query);

  /** Follows changes after the resource version of a listing. */
  ObjectWatch watch(ResourceKind kind, String namespace, Query query, String resourceVersion);

  ApiObject create(ResourceKind kind, String namespace, ObjectNode object);

  /** Replaces; refused with 409 if the object's {@code resourceVersion} is not the newest. */
  ApiObject update(ResourceKind kind, String namespace, ObjectNode object);

  /**
   * Patches.
   *
   * @param mediaType such as {@code application/merge-patch+json}
   */
  ApiObject patch(ResourceKind kind, String namespace, String name, String mediaType, byte[] patch);

  /** Returns what the server answered: the deleted object or a {@code Status}. */
  ObjectNode delete(ResourceKind kind, String namespace, String name);

  /** Deletes an object as it was seen; refused with 409 if it has changed, or is another by now. */
  ObjectNode delete(ResourceKind kind, ApiObject seen);

  /** Selectors in text form, empty for everything. */
  record Query(String labelSelector, String fieldSelector) {
    public static final Query ALL = new Query("", "");
  }

  /** Objects of one revision. */
  record Listing(List<ApiObject> items, String resourceVersion) {
    public Listing {
      items = List.copyOf(items);
    }
  }
}
