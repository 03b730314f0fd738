package dev.weir.hook;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Where the secrets of namespaces are. Safe for threads. */
public interface SecretSource {
  /** A Secret as users write it; finding none takes as long as finding one. */
  Optional<ObjectNode> find(String namespace, String name);
}
