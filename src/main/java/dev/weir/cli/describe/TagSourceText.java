package dev.weir.cli.describe;

import dev.weir.resource.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Where a spec tag gets its image from, in words, and its policies (cli.md 7, table). */
final class TagSourceText {
  private TagSourceText() {}

  /** The lines, each with its end. */
  static String of(@Nullable JsonNode spec, String namespace) {
    if (spec == null) {
      return "  no spec tag\n";
    }
    if (!spec.has("from")) {
      return "  tag without source image\n";
    }
    StringBuilder text = new StringBuilder("  ").append(source(spec, namespace)).append('\n');
    if (Json.objectAt(spec, "importPolicy").path("insecure").asBoolean(false)) {
      text.append("    will use insecure HTTPS or HTTP connections\n");
    }
    if (Json.string(Json.objectAt(spec, "referencePolicy"), "type").equals("Local")) {
      text.append("    prefer registry pullthrough when referencing this tag\n");
    }
    return text.toString();
  }

  private static String source(JsonNode spec, String namespace) {
    JsonNode from = Json.objectAt(spec, "from");
    String space = Json.string(from, "namespace");
    String kind = Json.string(from, "kind");
    String name =
        (space.isEmpty() || space.equals(namespace) ? "" : space + "/") + Json.string(from, "name");
    boolean reference = spec.path("reference").asBoolean(false);
    boolean scheduled = Json.objectAt(spec, "importPolicy").path("scheduled").asBoolean(false);
    return switch (kind) {
      case "ImageStreamTag" -> words(reference, scheduled, "", name);
      case "DockerImage" -> words(reference, scheduled, "registry ", name);
      case "ImageStreamImage" -> words(reference, false, "image ", name);
      default ->
          reference ? "reference to " + kind + " " + name : "updates from " + kind + " " + name;
    };
  }

  private static String words(boolean reference, boolean scheduled, String what, String name) {
    if (reference) {
      return "reference to " + what + name;
    }
    return scheduled ? "updates automatically from " + what + name : "tagged from " + name;
  }
}
