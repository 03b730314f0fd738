package dev.weir.storage.usage;

import dev.weir.resource.Json;
import tools.jackson.databind.node.ObjectNode;

/** Bytes of a stream or a project. */
final class Sums {
  private long held;
  private long own;
  private long pending;
  private long prunable;
  private long mirror;

  void hold(long size) {
    held += size;
  }

  /** Of what nobody else holds. */
  void own(long size, Ledger.Need need) {
    own += size;
    pending += need == Ledger.Need.NONE ? size : 0;
    prunable += need == Ledger.Need.PRUNABLE ? size : 0;
  }

  void mirror(long size) {
    mirror += size;
  }

  boolean isNothing() {
    return held == 0 && mirror == 0;
  }

  /**
   * As clients get it.
   *
   * @param name empty of a project
   * @param told whether it can be told what pruning would free
   */
  ObjectNode json(String namespace, String name, boolean told) {
    ObjectNode json = Json.object();
    if (!name.isEmpty()) {
      json.put("name", name);
    }
    json.put("namespace", namespace)
        .put("ownBytes", own)
        .put("sharedBytes", held - own)
        .put("pendingBytes", pending);
    if (told) {
      json.put("prunableBytes", prunable);
    }
    return json.put("mirrorBytes", mirror);
  }
}
