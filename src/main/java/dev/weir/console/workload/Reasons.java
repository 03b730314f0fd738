package dev.weir.console.workload;

import dev.weir.access.User;
import tools.jackson.databind.node.ObjectNode;

/**
 * Why objects run what they run, as the API's page {@code /why} tells it to somebody, in its form.
 *
 * <p>Every refusal is a {@link dev.weir.resource.StatusException}.
 */
public interface Reasons {
  /**
   * Of one object: a {@code Why}.
   *
   * @param resource such as {@code deployments.apps}
   */
  ObjectNode of(User user, String resource, String namespace, String name);

  /** Of all objects of a kind: a {@code WhyList}. */
  ObjectNode all(User user, String resource, String namespace);
}
