package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.FieldManager;
import dev.weir.cli.cluster.KnownKinds;
import dev.weir.cli.cluster.MergeKeys;
import dev.weir.cli.cluster.Writes;
import dev.weir.cli.result.Printer;
import dev.weir.cli.target.Address;
import dev.weir.cli.target.ManifestFiles;
import dev.weir.cli.target.Target;
import dev.weir.cli.target.Targets;
import dev.weir.failure.FileProblem;
import dev.weir.failure.TextProblem;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.YamlDocuments;
import dev.weir.resource.patch.JsonPatch;
import dev.weir.resource.patch.MergePatch;
import dev.weir.resource.patch.PatchException;
import dev.weir.resource.patch.StrategicMergePatch;
import java.io.IOException;
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
        Flags.of("patch (TYPE NAME | TYPE/NAME | -f FILE) -p PATCH")
            .describedAs("Change fields of an object. PATCH is JSON or YAML.")
            .examples("weir patch is/ruby -p '{\"spec\":{\"lookupPolicy\":{\"local\":true}}}'")
            .text("-p,--patch", "PATCH", "The patch.")
            .text("--patch-file", "FILE", "File that holds the patch.")
            .text("--subresource", "NAME", "Change what it shows under this name, such as status.")
            .text("--type", "TYPE", "strategic (the default), merge or json.");
    Targets.declareOnlyLocal(ManifestFiles.declare(flags));
    return FieldManager.declare(Printer.declare(DryRun.declare(flags)));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    String mediaType = mediaType(call.text("--type"));
    JsonNode patch = patch(call);
    Address.refuseBoth(call, call.positional());
    Printer printer = Printer.of(call, DryRun.of(call));
    try (Targets targets = Targets.of(call)) {
      List<Target> found = targets.find(call.positional(), "patch");
      return targets.each(found, target -> patch(call, targets, target, mediaType, patch, printer));
    }
  }

  private static void patch(
      Call call, Targets targets, Target target, String mediaType, JsonNode patch, Printer printer)
      throws IOException {
    ObjectNode before = target.object();
    if (printer.dryRun() == DryRun.CLIENT || targets.areLocal()) {
      printer.done(
          target.kind(),
          printer.isText() ? before : here(target.kind(), mediaType, before, patch),
          "patched");
      return;
    }
    Cluster cluster = targets.server("patch");
    ObjectNode after =
        new Writes(cluster.client(), printer.dryRun(), FieldManager.of(call, "weir-patch"))
            .patch(
                target.kind(),
                target.namespace(),
                target.name().name(),
                call.text("--subresource"),
                mediaType,
                patch);
    printer.done(
        kind(target.kind(), after),
        after,
        before.equals(after) ? "patched (no change)" : "patched");
  }

  /** A subresource such as scale answers with a kind of its own. */
  private static ResourceKind kind(ResourceKind patched, ObjectNode answer) {
    String kind = answer.path("kind").asString("");
    return kind.isEmpty() || kind.equals(patched.kind()) ? patched : KnownKinds.guessed(answer);
  }

  /** What the patch makes of the object, without the server and its defaults. */
  private static ObjectNode here(
      ResourceKind kind, String mediaType, ObjectNode before, JsonNode patch) {
    try {
      return switch (mediaType) {
        case JSON -> (ObjectNode) JsonPatch.parse(patch).apply(before);
        case MERGE -> MergePatch.apply(before, patch);
        default -> StrategicMergePatch.apply(before, patch, MergeKeys.of(kind));
      };
    } catch (PatchException e) {
      throw CliException.error(String.valueOf(e.getMessage()));
    }
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
    if (!call.text("--patch").isEmpty() && !file.isEmpty()) {
      throw CliException.error("cannot specify --patch and --patch-file together");
    }
    if (call.text("--patch").isEmpty() && file.isEmpty()) {
      throw CliException.error(
          "must specify --patch or --patch-file containing the contents of the patch");
    }
    String text =
        file.isEmpty() ? call.text("--patch") : FileProblem.read(call.context().file(file));
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
