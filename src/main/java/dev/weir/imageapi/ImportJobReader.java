package dev.weir.imageapi;

import dev.weir.imagestream.ImportPolicy;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.StreamJson;
import dev.weir.imagestream.TagSource;
import dev.weir.importing.ImportJob;
import dev.weir.importing.Wanted;
import dev.weir.importing.WantedRepository;
import dev.weir.reference.ImageReference;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads and checks what an ImageStreamImport asks for (image-api.md 2.5, 7.5). */
final class ImportJobReader {
  private final List<FieldProblem> problems = new ArrayList<>();

  private ImportJobReader() {}

  /**
   * Reads.
   *
   * @param dryRun nothing is stored whatever the body says
   * @throws dev.weir.resource.StatusException 422 with all problems, 400 for a wrong type
   */
  static ImportJob read(ObjectNode body, boolean dryRun) {
    ImportJobReader reader = new ImportJobReader();
    ObjectNode spec = Json.objectAt(body, "spec");
    List<Wanted> images = new ArrayList<>();
    for (JsonNode image : Json.arrayAt(spec, "images")) {
      images.add(reader.image("spec.images[" + images.size() + "]", image));
    }
    Optional<WantedRepository> repository =
        spec.get("repository") instanceof ObjectNode node
            ? Optional.of(reader.repository(node))
            : Optional.empty();
    reader.refuse(body, images.isEmpty() && repository.isEmpty());
    return new ImportJob(images, repository, !dryRun && spec.path("import").asBoolean(false));
  }

  private void refuse(ObjectNode body, boolean nothing) {
    if (nothing) {
      problems.add(
          FieldProblem.invalid(
              "spec.images", "", "you must specify at least one image or a repository import"));
    }
    if (!StreamName.isValidName(Meta.name(body))) {
      problems.add(
          FieldProblem.invalid(
              "metadata.name", Meta.name(body), "must match \"[a-z0-9]+(?:[._-][a-z0-9]+)*\""));
    }
    if (!problems.isEmpty()) {
      throw ApiStatus.invalid(Kinds.IMAGE_STREAM_IMPORT, Meta.name(body), problems).exception();
    }
  }

  /** An item has the members of a tag reference, so it is read as one. */
  private static SpecTag asTag(String path, JsonNode node) {
    try {
      return StreamJson.readSpecTag(path, node);
    } catch (IllegalArgumentException e) {
      throw ApiStatus.badRequest("ImageStreamImport cannot be read: " + e.getMessage()).exception();
    }
  }

  private Wanted image(String path, JsonNode node) {
    SpecTag read = asTag(path, node);
    String from = source(path, read).orElse("");
    Optional<ImageReference> parsed =
        from.equals(Wanted.ANYTHING) ? Optional.empty() : parse(path, from);
    String to = "";
    if (node.get("to") instanceof ObjectNode target) {
      to = Json.string(target, "name");
      if (to.isEmpty()) {
        problems.add(
            FieldProblem.required(
                path + ".to.name", "the name of the target tag must be specified"));
      }
    } else {
      to = parsed.map(ImageReference::tag).orElse("");
    }
    return new Wanted(from, to, policy(path, read), read.referencePolicy(), includesManifest(node));
  }

  private WantedRepository repository(ObjectNode node) {
    String path = "spec.repository";
    SpecTag read = asTag(path, node);
    String from = source(path, read).orElse("");
    Optional<ImageReference> repository = parse(path, from);
    if (repository.filter(parsed -> parsed.name().isEmpty()).isPresent()) {
      problems.add(
          FieldProblem.required(path + ".from.name", "container image references require a name"));
    }
    repository
        .filter(parsed -> !parsed.tag().isEmpty() || !parsed.id().isEmpty())
        .ifPresent(
            _ ->
                problems.add(
                    FieldProblem.invalid(
                        path + ".from.name",
                        from,
                        "you must specify an image repository, not a tag or ID")));
    return new WantedRepository(
        from, policy(path, read), read.referencePolicy(), includesManifest(node));
  }

  private Optional<String> source(String path, SpecTag read) {
    Optional<TagSource> from = read.from();
    if (from.filter(f -> f.kind().equals(TagSource.DOCKER_IMAGE)).isEmpty()) {
      problems.add(
          FieldProblem.invalid(
              path + ".from.kind",
              from.map(TagSource::kind).orElse(""),
              "only DockerImage is supported"));
    }
    String name = from.map(TagSource::name).orElse("");
    if (name.isEmpty()) {
      problems.add(FieldProblem.required(path + ".from.name", ""));
      return Optional.empty();
    }
    return Optional.of(name);
  }

  private Optional<ImageReference> parse(String path, String name) {
    if (name.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(ImageReference.parse(name));
    } catch (IllegalArgumentException e) {
      problems.add(FieldProblem.invalid(path + ".from.name", name, String.valueOf(e.getMessage())));
      return Optional.empty();
    }
  }

  private ImportPolicy policy(String path, SpecTag read) {
    String mode = read.importPolicy().mode();
    if (!mode.equals(ImportPolicy.LEGACY) && !mode.equals(ImportPolicy.PRESERVE_ORIGINAL)) {
      problems.add(
          FieldProblem.invalid(
              path + ".importPolicy.importMode",
              mode,
              "invalid import mode, valid modes are '', 'Legacy', 'PreserveOriginal'"));
    }
    return read.importPolicy();
  }

  private static boolean includesManifest(JsonNode node) {
    return node.path("includeManifest").asBoolean(false);
  }
}
