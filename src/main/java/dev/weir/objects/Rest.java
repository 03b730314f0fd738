package dev.weir.objects;

import dev.weir.client.ObjectWatch;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.ResourceKind;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * One resource, or one subresource, as an API serves it. A verb that the resource lacks answers
 * 405. Callers have authorised the request before; every refusal is a {@link
 * dev.weir.resource.StatusException}.
 */
public interface Rest {
  ResourceKind kind();

  /**
   * The kind whose objects these are: another than {@link #kind()} where a resource is served a
   * second time in an older form. Schemas are those of this kind.
   */
  default ResourceKind original() {
    return kind();
  }

  /** The kind whose rights are asked for: that of the stored objects. */
  default ResourceKind rightsKind() {
    return original();
  }

  /**
   * Problems of an object as it was sent, for what would be taken away as unknown and must not be:
   * then all that is wrong with its metadata. Empty where nothing of that kind is there.
   */
  default List<FieldProblem> misplaced(ObjectNode sent) {
    return List.of();
  }

  /** Columns of the server-side table; the default is NAME and AGE. */
  default TableView table() {
    return TableView.NAME_AND_AGE;
  }

  /**
   * Bytes of an object as it lies in the store, before it is parsed; 0 if it is absent or is not
   * parsed as a whole to be changed. Never a refusal.
   */
  default long storedBytes(Scope scope, String name) {
    return 0;
  }

  default ApiObject get(Scope scope, String name) {
    throw notAllowed("get");
  }

  /** True if a GET of one object is a list in truth, and takes the options of one. */
  default boolean takesListOptions() {
    return false;
  }

  /** As {@link #get(Scope, String)}, where {@link #takesListOptions}. */
  default ApiObject get(Scope scope, String name, ListOptions options) {
    return get(scope, name);
  }

  default ObjectList list(Scope scope, ListOptions options) {
    throw notAllowed("list");
  }

  /**
   * What a list answers where that is no list: a {@code Status} for {@code projectrequests}, whose
   * GET only asks whether one may.
   */
  default Optional<ObjectNode> listAnswer(Scope scope) {
    return Optional.empty();
  }

  default ObjectWatch watch(Scope scope, ListOptions options) {
    throw notAllowed("watch");
  }

  /**
   * Refuses calls of what nobody serves, before a body is read that may be anything.
   *
   * @throws dev.weir.resource.StatusException if it is not served
   */
  default void requireServed() {}

  /** Returns the new object, or whatever else the kind answers to a POST. */
  default ApiObject create(Scope scope, ObjectNode object, WriteOptions options) {
    throw notAllowed("create");
  }

  /**
   * Changes an object: reads it, applies the change, checks, writes; again if another write came
   * between and the changed object names no {@code resourceVersion} of its own.
   *
   * @param change gets a copy of the present object (an empty one if it is absent and the kind lets
   *     an update create) and returns what it shall be
   */
  default Updated update(
      Scope scope, String name, UnaryOperator<ObjectNode> change, WriteOptions options) {
    throw notAllowed("update");
  }

  /**
   * True of an annotation that stays through an update which does not name it, and goes by an empty
   * value.
   */
  default boolean keepsAnnotation(String key) {
    return false;
  }

  /**
   * What in an object comes to nothing, though it is accepted, in whole sentences for whoever
   * writes it.
   *
   * @param object as it was sent, or as a patch made it
   */
  default List<String> remarks(ObjectNode object) {
    return List.of();
  }

  /** Returns the deleted object or a {@code Status}. */
  default ObjectNode delete(Scope scope, String name, DeleteOptions options) {
    throw notAllowed("delete");
  }

  /**
   * True of a subresource whose POST takes what other programs send, in forms of their own, by
   * {@link #call}.
   */
  default boolean takesCalls() {
    return false;
  }

  /** Takes what another program sends, where {@link #takesCalls}. */
  default SentCall.Answer call(Scope scope, String name, SentCall sent) {
    throw notAllowed("create");
  }

  /**
   * True if {@link #create} itself finds out whether the caller may, because that depends on the
   * body. Nothing else may be left to it.
   */
  default boolean checksRightToCreate() {
    return false;
  }

  /**
   * True if {@link #create} waits for other servers: such a call is not counted among those that
   * end soon, and whoever answers it bounds how many there are.
   */
  default boolean waitsForOthers() {
    return false;
  }

  /** Subresources by name, such as {@code status}. */
  default List<String> subresources() {
    return List.of();
  }

  default Rest subresource(String name) {
    throw ApiStatus.noSuchPath().exception();
  }

  private RuntimeException notAllowed(String verb) {
    return ApiStatus.methodNotAllowed(
            "the server does not allow this method on the requested resource ("
                + verb
                + " "
                + kind().resource()
                + ")")
        .exception();
  }
}
