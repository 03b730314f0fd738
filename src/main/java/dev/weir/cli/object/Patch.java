package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.cli.cluster.Writes;
import dev.weir.cli.result.Printer;
import dev.weir.resource.Meta;
import dev.weir.resource.YamlDocuments;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code patch}: changes single fields of objects (cli.md 8). */
public final class Patch implements Command {
  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("patch (TYPE NAME | TYPE/NAME) -p PATCH")
            .describedAs("Change fields of an object. PATCH is JSON or YAML.")
            .examples("weir patch is/ruby -p '{\"spec\":{\"lookupPolicy\":{\"local\":true}}}'")
            .text("-p,--patch", "PATCH", "The patch.")
            .text("--patch-file", "FILE", "File that holds the patch.")
            .text("--type", "TYPE", "strategic (the default), merge or json.");
    return Printer.declare(DryRun.declare(flags));
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
        patch(cluster, name, mediaType, patch, printer);
      }
    }
    return ExitCode.SUCCESS;
  }

  private static void patch(
      Cluster cluster, ObjectName name, String mediaType, JsonNode patch, Printer printer)
      throws IOException {
    ObjectNode before =
        cluster.resources().get(name.kind(), cluster.namespace(), name.name()).copy();
    if (printer.dryRun() == DryRun.CLIENT) {
      printer.done(name.kind(), before, "patched");
      return;
    }
    ObjectNode after =
        new Writes(cluster.client(), printer.dryRun(), "weir-patch")
            .patch(name.kind(), cluster.namespace(), name.name(), mediaType, patch);
    boolean same = Meta.resourceVersion(before).equals(Meta.resourceVersion(after));
    printer.done(name.kind(), after, same ? "patched (no change)" : "patched");
  }

  private static String mediaType(String type) {
    return switch (type) {
      case "", "strategic" -> "application/strategic-merge-patch+json";
      case "merge" -> "application/merge-patch+json";
      case "json" -> "application/json-patch+json";
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
        file.isEmpty()
            ? call.text("--patch")
            : Files.readString(call.context().directory().resolve(file));
    try {
      List<JsonNode> documents = YamlDocuments.documents(text);
      if (documents.size() == 1) {
        return documents.getFirst();
      }
    } catch (JacksonException e) {
      throw CliException.error("unable to parse \"" + text + "\": " + e.getOriginalMessage());
    }
    throw CliException.error("the patch must be one JSON or YAML value");
  }
}
