package dev.weir.cli.image;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.output.Progress;
import dev.weir.cli.result.Printer;
import dev.weir.reference.ImageReference;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** {@code import-image}: looks at registries now and records what is there (cli.md 4). */
public final class ImportImage implements Command {
  private static final int TRIES = 5;

  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("import-image IMAGESTREAM[:TAG]")
            .describedAs(
                "Import tags of an image stream from their registries. Without a tag, :latest.")
            .examples(
                """
                # Look again where ruby:2.0 came from
                weir import-image ruby:2.0

                # A new stream from a registry
                weir import-image app:v1 --from=quay.io/team/app:v1 --confirm

                # All tags of a repository
                weir import-image app --from=quay.io/team/app --all --confirm\
                """)
            .text("--from", "PULLSPEC", "Repository or image to import from.")
            .flag("--confirm", "Allow making the stream or changing where it imports from.")
            .flag("--all", "Import all tags.")
            .text("--reference-policy", "POLICY", "source or local.")
            .text("--import-mode", "MODE", "Legacy or PreserveOriginal.")
            .flag("--scheduled", "Import again from time to time.")
            .flag("--insecure", "Allow HTTP and unknown certificates.")
            .optional("--dry-run", "BOOL", "true", "Import, but store nothing.");
    return Printer.declare(flags);
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    ImportTarget target = ImportTarget.of(call);
    Printer printer = Printer.of(call);
    boolean dryRun = !call.text("--dry-run").isEmpty() && !call.text("--dry-run").equals("false");
    try (Cluster cluster = Cluster.of(call)) {
      ObjectNode answer;
      try (Progress _ = Progress.of(call.context(), ImportImage::waiting)) {
        answer = imported(cluster, new ImportRequest(call, target, cluster.namespace()), dryRun);
      }
      if (!printer.isText()) {
        printer.object(Json.objectAt(Json.objectAt(answer, "status"), "import"));
      }
      return ImportReport.print(call, answer, target.stream(), dryRun, printer.isText());
    }
  }

  /** The server itself may import a stream that was just made, so a lost race is run again. */
  private static ObjectNode imported(Cluster cluster, ImportRequest wanted, boolean dryRun) {
    for (int tries = 1; ; tries++) {
      Optional<ObjectNode> stream = stream(cluster, wanted.stream());
      ObjectNode request = wanted.of(stream.orElseGet(Json::object));
      Json.ensureObject(request, "spec").put("import", !dryRun);
      try {
        return cluster
            .resources()
            .create(Kinds.IMAGE_STREAM_IMPORT, cluster.namespace(), request)
            .copy();
      } catch (StatusException e) {
        if (e.status().code() != 409 || tries == TRIES) {
          throw e;
        }
      }
    }
  }

  private static String waiting(Duration so) {
    return "the server is asking the registry, " + so.toSeconds() + " s";
  }

  private static Optional<ObjectNode> stream(Cluster cluster, String name) {
    try {
      return Optional.of(
          cluster.resources().get(Kinds.IMAGE_STREAM, cluster.namespace(), name).copy());
    } catch (StatusException e) {
      if (e.status().code() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** What the arguments name. */
  record ImportTarget(String stream, String tag, ImageReference typed) {
    static ImportTarget of(Call call) {
      if (call.positional().isEmpty()) {
        throw malformed("");
      }
      String argument = call.positional().getFirst();
      ImageReference typed;
      try {
        typed = ImageReference.parse(argument);
      } catch (IllegalArgumentException e) {
        throw malformed(": " + e.getMessage());
      }
      if (!typed.id().isEmpty()) {
        throw CliException.error("to import images by ID, use the 'tag' command");
      }
      if (typed.name().isEmpty()) {
        throw malformed("");
      }
      if (!typed.tag().isEmpty() && call.flag("--all")) {
        throw CliException.error("cannot specify a tag \"" + argument + "\" as well as --all");
      }
      return new ImportTarget(typed.name(), typed.tag(), typed);
    }

    private static CliException malformed(String why) {
      return CliException.error(
          "the image name must be a valid container image pull spec or reference to an image"
              + " stream (e.g. myregistry/myteam/image:tag)"
              + why);
    }
  }
}
