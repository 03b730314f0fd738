package dev.weir.client;

import dev.weir.resource.ApiObject;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.node.ObjectNode;

/**
 * Objects as one user sees them, as trees. In-process over the store, over HTTP for a command, or
 * over HTTP for a loop: a loop holds two of them, one for streams and one for workloads.
 *
 * <p>Every refusal is a {@link dev.weir.resource.StatusException}; where no answer came, or none
 * that can be read, it is an {@link UnansweredException}; nothing else is thrown. An empty
 * namespace means cluster-wide, or all namespaces in {@link #list} and {@link #watch}. Objects that
 * are handed over say their apiVersion, kind and name.
 *
 * <p>Safe for several threads.
 */
public interface Resources {
  /** The subresource that is the object itself. */
  String ITSELF = "";

  default ApiObject get(ResourceKind kind, String namespace, String name) {
    return get(kind, namespace, name, ITSELF);
  }

  /**
   * Reads an object, or what it shows under the name of a subresource.
   *
   * @param subresource such as {@code scale}
   */
  ApiObject get(ResourceKind kind, String namespace, String name, String subresource);

  /** All objects, however many pages a server makes of them. */
  Listing list(ResourceKind kind, String namespace, Query query);

  /** Follows changes after the resource version of a listing. */
  ObjectWatch watch(ResourceKind kind, String namespace, Query query, String resourceVersion);

  ApiObject create(ResourceKind kind, String namespace, ObjectNode object);

  /** What {@link #create} would answer now: all is checked and nothing is stored. */
  ApiObject tryCreate(ResourceKind kind, String namespace, ObjectNode object);

  /**
   * Calls a subresource that is an action, such as {@code instantiate} or {@code binding}.
   *
   * @param body in the form of the subresource
   * @return whatever it answers
   */
  ApiObject create(
      ResourceKind kind, String namespace, String name, String subresource, ObjectNode body);

  /** Replaces; refused with 409 if the object's {@code resourceVersion} is not the newest. */
  default ApiObject update(ResourceKind kind, String namespace, ObjectNode object) {
    return update(kind, namespace, Meta.name(object), ITSELF, object);
  }

  /** Replaces {@code status} alone, where that is a subresource. */
  default ApiObject updateStatus(ResourceKind kind, String namespace, ObjectNode object) {
    return update(kind, namespace, Meta.name(object), "status", object);
  }

  /**
   * Replaces what a subresource shows.
   *
   * @param name of the object that it belongs to
   * @param object in the form of the subresource, such as a {@code Scale}
   */
  ApiObject update(
      ResourceKind kind, String namespace, String name, String subresource, ObjectNode object);

  default ApiObject patch(
      ResourceKind kind, String namespace, String name, String mediaType, byte[] patch) {
    return patch(kind, namespace, name, ITSELF, mediaType, patch);
  }

  /**
   * Patches: all of it or nothing. A JSON patch whose {@code test} fails is refused with 422.
   *
   * @param mediaType one of {@link dev.weir.resource.patch.ObjectPatch}; what a server cannot do is
   *     refused with 415
   */
  ApiObject patch(
      ResourceKind kind,
      String namespace,
      String name,
      String subresource,
      String mediaType,
      byte[] patch);

  /** Returns what the server answered: the deleted object or a {@code Status}. */
  ObjectNode delete(ResourceKind kind, String namespace, String name);

  /** Deletes an object as it was seen; refused with 409 if it has changed, or is another by now. */
  ObjectNode delete(ResourceKind kind, ApiObject seen);

  /** Selectors in text form, empty for everything. */
  record Query(String labelSelector, String fieldSelector) {
    public static final Query ALL = new Query("", "");
  }

  /**
   * Objects of one revision.
   *
   * @param objects in order; they may come into being only while they are gone through, so that
   *     many are never in memory together, and that may end as a call may
   */
  record Listing(Iterable<ApiObject> objects, String resourceVersion) {
    /** All of them, in memory. */
    public List<ApiObject> items() {
      return StreamSupport.stream(objects.spliterator(), false).toList();
    }
  }
}
