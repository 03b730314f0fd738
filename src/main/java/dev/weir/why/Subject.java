package dev.weir.why;

import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object that is asked about, or one that made it.
 *
 * @param elsewhere it is on the server whose workloads follow the tags of this one
 */
record Subject(ResourceKind kind, ObjectNode object, boolean elsewhere) {
  String namespace() {
    return Meta.namespace(object);
  }

  String name() {
    return Meta.name(object);
  }

  /** {@code deployments.apps/web}. */
  String shown() {
    return kind.resource() + "/" + name();
  }
}
