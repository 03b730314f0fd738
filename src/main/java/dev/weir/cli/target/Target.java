package dev.weir.cli.target;

import dev.weir.cli.cluster.ObjectName;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object that a verb is about: as it is on the server, or as a file has it.
 *
 * @param namespace empty if the kind is cluster-wide, or nobody said one and no server is asked
 */
public record Target(ResourceKind kind, String namespace, ObjectNode object) {
  public ObjectName name() {
    return new ObjectName(kind, Meta.name(object));
  }

  /** {@code deployments/web}, as tables and complaints name it. */
  public String inTable() {
    return kind.plural() + "/" + Meta.name(object);
  }
}
