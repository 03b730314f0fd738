package dev.weir.objects;

import dev.weir.resource.ApiStatus;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import tools.jackson.databind.node.ObjectNode;

/** What must hold of an object before it is deleted. */
public final class Preconditions {
  private Preconditions() {}

  /** Refuses with 409 if the object is another one, or another version, than the caller means. */
  public static void require(
      ResourceKind kind, String name, ObjectNode present, DeleteOptions options) {
    if (!options.uid().isEmpty() && !options.uid().equals(Meta.uid(present))) {
      throw failed(kind, name, "UID", options.uid(), Meta.uid(present));
    }
    String version = Meta.resourceVersion(present);
    if (!options.resourceVersion().isEmpty() && !options.resourceVersion().equals(version)) {
      throw failed(kind, name, "ResourceVersion", options.resourceVersion(), version);
    }
  }

  private static RuntimeException failed(
      ResourceKind kind, String name, String what, String wanted, String found) {
    return ApiStatus.conflict(
            kind,
            name,
            "Precondition failed: "
                + what
                + " in precondition: "
                + wanted
                + ", "
                + what
                + " in object meta: "
                + found)
        .exception();
  }
}
