package dev.weir.cli.create;

import dev.weir.cli.call.Flags;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code --append-hash}: the end of a name that follows from what a secret or a config map holds,
 * as kubectl and kustomize make it.
 */
final class DataHash {
  private static final int LENGTH = 10;

  private DataHash() {}

  static Flags declare(Flags flags) {
    return flags.flag("--append-hash", "Let the name end in a hash of what it holds.");
  }

  /** Of the members that kubectl takes, in their order there; no vowels, so that it is no word. */
  static String of(ObjectNode object) {
    String kind = Json.string(object, "kind");
    ObjectNode hashed = Json.object();
    if (object.has("binaryData")) {
      hashed.set("binaryData", object.get("binaryData"));
    }
    hashed.set("data", object.get("data")); // null if there is none
    hashed.put("kind", kind).put("name", Meta.name(object));
    if (kind.equals("Secret")) {
      hashed.put("type", Json.string(object, "type"));
    }
    String hex = Digest.of(Json.bytes(hashed)).hex();
    return hex.substring(0, LENGTH)
        .replace('0', 'g')
        .replace('1', 'h')
        .replace('3', 'k')
        .replace('a', 'm')
        .replace('e', 't');
  }
}
