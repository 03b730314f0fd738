package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.FieldManager;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.cli.cluster.Writes;
import dev.weir.cli.result.Printer;
import dev.weir.cli.target.NamedObjects;
import dev.weir.failure.TextProblem;
import dev.weir.resource.YamlDocuments;
import dev.weir.resource.patch.JsonPatch;
import dev.weir.resource.patch.MergePatch;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code patch}: changes single fields of objects (cli.md 8). */
public final class Patch implements Command {
  private static final String STRATEGIC = "application/strategic-merge-patch+json";
  private static final String MERGE = "application/merge-patch+json";
  private static final String JSON = "application/json-patch+json";

  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("patch (TYPE NAME | TYPE/NAME) -p PATCH")
            .describedAs("Change fields of an object. PATCH is JSON or YAML.")
            .examples("weir patch is/ruby -p '{\"spec\":{\"lookupPolicy\":{\"local\":true}}}'")
            .text("-p,--patch", "PATCH", "The patch.")
            .text("--patch-file", "FILE", "File that holds the patch.")
            .text("--subresource", "NAME", "Change what it shows under this name, such as status.")
            .text("--type", "TYPE", "strategic (the default), merge or json.");
    return FieldManager.declare(Printer.declare(DryRun.declare(flags)));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    String mediaType = mediaType(call.text("--type"));
    JsonNode patch = patch(call);
    if (call.positional().isEmpty()) {
      throw CliException.usage("You must specify the type of resource to patch.");
    }
    Printer printer = Printer.of(call, DryRun.of(call));
    try (Cluster cluster = Cluster.of(call)) {
      for (ObjectName name : NamedObjects.of(call, cluster, call.positional())) {
        patch(call, cluster, name, mediaType, patch, printer);
      }
    }
    return ExitCode.SUCCESS;
  }

  private static void patch(
      Call call,
      Cluster cluster,
      ObjectName name,
      String mediaType,
      JsonNode patch,
      Printer printer)
      throws IOException {
    ObjectNode before = cluster.get(name.kind(), cluster.namespace(), name.name());
    if (printer.dryRun() == DryRun.CLIENT) {
      printer.done(
          name.kind(), printer.isText() ? before : here(mediaType, before, patch), "patched");
      return;
    }
    ObjectNode after =
        new Writes(cluster.client(), printer.dryRun(), FieldManager.of(call, "weir-patch"))
            .patch(
                name.kind(),
                cluster.namespace(),
                name.name(),
                call.text("--subresource"),
                mediaType,
                patch);
    printer.done(name.kind(), after, before.equals(after) ? "patched (no change)" : "patched");
  }

  /** What the patch would make of the object, as far as that is known without the server. */
  private static ObjectNode here(String mediaType, ObjectNode before, JsonNode patch) {
    return switch (mediaType) {
      case JSON -> (ObjectNode) JsonPatch.parse(patch).apply(before);
      case MERGE -> MergePatch.apply(before, patch);
      default ->
          throw CliException.error(
              "only the server knows how to merge lists: use --dry-run=server, or --type=merge");
    };
  }

  private static String mediaType(String type) {
    return switch (type) {
      case "", "strategic" -> STRATEGIC;
      case "merge" -> MERGE;
      case "json" -> JSON;
      default ->
          throw CliException.error(
              "--type must be one of [json merge strategic], not \"" + type + "\"");
    };
  }

  private static JsonNode patch(Call call) throws IOException {
    String file = call.text("--patch-file");
    if (call.text("--patch").isEmpty() == file.isEmpty()) {
      throw CliException.error(
          "must specify --patch or --patch-file containing the contents of the patch");
    }
    String text =
        file.isEmpty() ? call.text("--patch") : Files.readString(call.context().file(file));
    try {
      List<JsonNode> documents = YamlDocuments.documents(text);
      if (documents.size() == 1) {
        return documents.getFirst();
      }
    } catch (JacksonException e) {
      throw CliException.error(
          "unable to parse \"" + text + "\": it is no JSON or YAML at " + TextProblem.place(e));
    }
    throw CliException.error("the patch must be one JSON or YAML value");
  }
}
