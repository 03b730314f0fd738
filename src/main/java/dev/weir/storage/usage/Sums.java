package dev.weir.storage.usage;

import dev.weir.resource.Json;
import tools.jackson.databind.node.ObjectNode;

/** Bytes of a stream or a project. */
final class Sums {
  private long held;
  private long own;
  private long pending;
  private long mirror;

  void hold(long size) {
    held += size;
  }

  /** Of what nobody else holds. */
  void own(long size, boolean needed) {
    own += size;
    pending += needed ? 0 : size;
  }

  void mirror(long size) {
    mirror += size;
  }

  boolean isNothing() {
    return held == 0 && mirror == 0;
  }

  ObjectNode json(String namespace, String name) {
    ObjectNode json = Json.object();
    if (!name.isEmpty()) {
      json.put("name", name);
    }
    return json.put("namespace", namespace)
        .put("ownBytes", own)
        .put("sharedBytes", held - own)
        .put("pendingBytes", pending)
        .put("mirrorBytes", mirror);
  }
}
