package dev.weir.host;

import dev.weir.resource.ApiStatus;
import dev.weir.resource.Kinds;
import dev.weir.resource.Quantity;
import dev.weir.resource.ResourceKind;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * The cluster around image streams, as far as they have to know it. Each answer is of the moment;
 * only a {@link Hold} and {@link Admission} bind a write to what was answered.
 */
public interface Host {

  /**
   * Makes sure that a namespace takes something new.
   *
   * @param kind of what is to be written, and its name: for the refusal
   * @throws dev.weir.resource.StatusException 404 if the namespace is missing, 403 if it is being
   *     deleted
   */
  Hold hold(String namespace, ResourceKind kind, String name);

  boolean exists(String namespace);

  /** The uid of a namespace; empty if there is none. A later one of the same name has another. */
  String uid(String namespace);

  /** Annotations of a namespace; none if it does not exist. */
  Map<String, String> annotations(String namespace);

  /** Namespaces that have an annotation, in the order of their names, with what it says. */
  SortedMap<String, String> annotated(String annotation);

  /** With which logins the images of a namespace are pulled; none if it does not exist. */
  PullLogins logins(String namespace);

  /**
   * The smallest maximum of each resource that a namespace's limit ranges set.
   *
   * @param type of limit, such as {@code openshift.io/Image}
   */
  Map<String, Quantity> limits(String namespace, String type);

  /** Charges what comes and goes. */
  Admission admission();

  /**
   * Images that the workloads of a namespace name, or those of all if it is empty: as they stand
   * there, of whatever registry, some more than once. Tags and images of streams that something is
   * built from are named by {@link dev.weir.image.OwnRegistry#HOST}; what triggers follow is left
   * out.
   */
  Stream<String> images(String namespace);

  /**
   * Refuses what needs a namespace that is not there.
   *
   * @throws dev.weir.resource.StatusException 404
   */
  default void requireExists(String namespace) {
    if (!exists(namespace)) {
      throw ApiStatus.notFound(Kinds.NAMESPACE, namespace).exception();
    }
  }
}
