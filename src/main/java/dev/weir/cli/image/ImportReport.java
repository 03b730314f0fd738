package dev.weir.cli.image;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.describe.ImageText;
import dev.weir.cli.describe.StreamText;
import dev.weir.resource.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Says what an import brought, in the blocks of cli.md 4. */
final class ImportReport {
  private ImportReport() {}

  /**
   * Prints the outcome.
   *
   * @param text false if the stream was printed in another format already
   * @throws CliException if something failed
   */
  static ExitCode print(
      Call call, ObjectNode imported, String stream, boolean dryRun, boolean text) {
    nameTags(imported);
    JsonNode status = Json.objectAt(imported, "status");
    JsonNode repository = Json.objectAt(status, "repository");
    List<String> failures = new ArrayList<>();
    collect(failures, "tag ", Json.arrayAt(status, "images"));
    collect(failures, "repository tag ", Json.arrayAt(repository, "images"));
    JsonNode whole = Json.objectAt(repository, "status");
    if (Json.string(whole, "status").equals("Failure")) {
      failures.add("repository failed: " + Json.string(whole, "message"));
    }
    if (text) {
      call.context().out().print(blocks(call, imported, stream, dryRun, !failures.isEmpty()));
    }
    failures.forEach(failure -> call.warn("error: " + failure));
    if (!failures.isEmpty()) {
      throw CliException.error("imported completed with errors");
    }
    return ExitCode.SUCCESS;
  }

  /** Results stand in the order of the request, and bear the source's tag: the target's counts. */
  private static void nameTags(ObjectNode imported) {
    ArrayNode asked = Json.arrayAt(Json.objectAt(imported, "spec"), "images");
    int at = 0;
    for (JsonNode image : Json.arrayAt(Json.objectAt(imported, "status"), "images")) {
      String target = Json.string(Json.objectAt(asked.path(at++), "to"), "name");
      if (!target.isEmpty() && image instanceof ObjectNode result) {
        result.put("tag", target);
      }
    }
  }

  private static void collect(List<String> failures, String what, JsonNode images) {
    for (JsonNode image : images) {
      JsonNode status = Json.objectAt(image, "status");
      if (Json.string(status, "status").equals("Failure")) {
        failures.add(what + tag(image) + " failed: " + Json.string(status, "message"));
      }
    }
  }

  private static String tag(JsonNode image) {
    String tag = Json.string(image, "tag");
    return tag.isEmpty() ? Json.string(Json.objectAt(image, "to"), "name") : tag;
  }

  private static String blocks(
      Call call, ObjectNode imported, String stream, boolean dryRun, boolean failed) {
    Instant now = call.context().clock().instant();
    JsonNode status = Json.objectAt(imported, "status");
    StringBuilder text =
        new StringBuilder("imagestream.image.openshift.io/" + stream + " imported");
    text.append(failed ? " with errors" : "").append(dryRun ? " (dry run)" : "").append("\n\n");
    ObjectNode result = Json.objectAt(status, "import");
    if (!result.isEmpty()) {
      text.append(StreamText.of(result, Map.of(), now)).append('\n');
    }
    JsonNode repository = Json.objectAt(status, "repository");
    for (JsonNode images :
        List.of(Json.arrayAt(status, "images"), Json.arrayAt(repository, "images"))) {
      for (JsonNode image : images) {
        if (image.path("image").isObject()) {
          text.append(ImageText.of(image.path("image"), stream + ":" + tag(image), now));
          text.append('\n');
        }
      }
    }
    List<String> more =
        Json.arrayAt(repository, "additionalTags").valueStream().map(JsonNode::asString).toList();
    if (!more.isEmpty()) {
      text.append("info: The remote repository contained ")
          .append(more.size())
          .append(" additional tags which were not imported: ")
          .append(String.join(", ", more))
          .append('\n');
    }
    return text.append('\n').toString();
  }
}
