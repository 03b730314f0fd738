package dev.weir.cli.image;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.image.ImportImage.ImportTarget;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Builds the ImageStreamImport of a call from the stream as it is (cli.md 4). */
final class ImportRequest {
  private final Call call;
  private final ImportTarget target;
  private final String namespace;
  private final String from;

  ImportRequest(Call call, ImportTarget target, String namespace) {
    this.call = call;
    this.target = target;
    this.namespace = namespace;
    this.from = call.text("--from");
  }

  /** Name of the stream that it is for. */
  String stream() {
    return target.stream();
  }

  /**
   * The request's body.
   *
   * @param stream as it is; empty if there is none
   * @throws CliException if the stream does not allow the import
   */
  ObjectNode of(ObjectNode stream) {
    ObjectNode request =
        Json.object().put("kind", "ImageStreamImport").put("apiVersion", "image.openshift.io/v1");
    ObjectNode meta = Meta.of(request).put("name", target.stream()).put("namespace", namespace);
    ObjectNode spec = request.putObject("spec");
    if (stream.isEmpty()) {
      fresh(spec);
      return request;
    }
    meta.put("resourceVersion", Meta.resourceVersion(stream));
    if (call.flag("--all")) {
      all(spec, stream);
    } else {
      one(spec, stream);
    }
    return request;
  }

  private void fresh(ObjectNode spec) {
    if (!call.flag("--confirm")) {
      throw CliException.error(
          "no image stream named \""
              + target.stream()
              + "\" exists, pass --confirm to create and import");
    }
    String source = from.isEmpty() ? target.typed().exact() : from;
    if (call.flag("--all")) {
      repository(spec, source);
    } else {
      image(spec, source, target.tag().isEmpty() ? "latest" : target.tag(), Json.object());
    }
  }

  private void all(ObjectNode spec, ObjectNode stream) {
    String stored = Json.string(Json.objectAt(stream, "spec"), "dockerImageRepository");
    if (!from.isEmpty() && !from.equals(stored)) {
      if (!call.flag("--confirm")) {
        throw CliException.error(
            stored.isEmpty()
                ? "the image stream does not currently import an entire Docker repository, pass"
                    + " --confirm to update"
                : "the image stream has a different import spec \""
                    + stored
                    + "\", pass --confirm to update");
      }
      repository(spec, from);
      return;
    }
    if (!stored.isEmpty()) {
      repository(spec, stored);
      return;
    }
    for (JsonNode tag : tags(stream)) {
      JsonNode source = Json.objectAt(tag, "from");
      if (Json.string(source, "kind").equals("DockerImage")) {
        image(spec, Json.string(source, "name"), Json.string(tag, "name"), tag);
      }
    }
    if (Json.arrayAt(spec, "images").isEmpty()) {
      throw CliException.error(
          "image stream does not have tags pointing to external container images");
    }
  }

  private void one(ObjectNode spec, ObjectNode stream) {
    String name = target.tag().isEmpty() ? "latest" : target.tag();
    String last = followed(stream, name);
    Optional<JsonNode> tag = tag(stream, last);
    if (tag.isEmpty()) {
      String stored = Json.string(Json.objectAt(stream, "spec"), "dockerImageRepository");
      if (from.isEmpty() && (stored.isEmpty() || !name.equals("latest"))) {
        throw CliException.error(
            "the tag \""
                + name
                + "\" does not exist on the image stream - choose an existing tag to import or use"
                + " the 'tag' command to create a new tag");
      }
      image(spec, from.isEmpty() ? stored : from, last, Json.object());
      return;
    }
    String source = source(tag.get(), name, last);
    if (!from.isEmpty() && !from.equals(source)) {
      String chain = name.equals(last) ? "" : "the tag \"" + last + "\" which points to ";
      throw CliException.error(
          "the tag \""
              + name
              + "\" points to "
              + chain
              + "\""
              + source
              + "\" - use the 'tag' command if you want to change the source to \""
              + from
              + "\"");
    }
    image(spec, source, last, tag.get());
  }

  private String source(JsonNode tag, String name, String last) {
    if (!tag.has("from")) {
      if (!from.isEmpty()) {
        throw CliException.error(
            "tag \""
                + last
                + "\" already exists - you must use the 'tag' command if you want to change the"
                + " source to \""
                + from
                + "\"");
      }
      throw CliException.error(
          "tag \""
              + name
              + "\" has no source to import from; use the 'tag' command to give it one");
    }
    JsonNode source = Json.objectAt(tag, "from");
    if (!Json.string(source, "kind").equals("DockerImage")) {
      throw CliException.error(
          "tag \""
              + last
              + "\" points to existing "
              + Json.string(source, "kind")
              + " \""
              + Json.string(source, "name")
              + "\", it cannot be re-imported");
    }
    return Json.string(source, "name");
  }

  /** The tag at the end of a chain of tags that follow one another inside the stream. */
  private String followed(ObjectNode stream, String name) {
    Set<String> seen = new HashSet<>();
    String current = name;
    while (true) {
      Optional<JsonNode> tag = tag(stream, current);
      JsonNode source = tag.map(t -> (JsonNode) Json.objectAt(t, "from")).orElse(Json.object());
      if (!Json.string(source, "kind").equals("ImageStreamTag")) {
        return current;
      }
      String space = Json.string(source, "namespace");
      String text = Json.string(source, "name");
      int colon = text.indexOf(':');
      boolean here = colon < 0 || text.substring(0, colon).equals(target.stream());
      if (!here || (!space.isEmpty() && !space.equals(namespace))) {
        throw CliException.error(
            "tag \"" + current + "\" points to an imagestreamtag from another ImageStream");
      }
      String next = text.substring(colon + 1);
      if (next.isEmpty()) {
        throw CliException.error("tag \"" + current + "\" points to an invalid imagestreamtag");
      }
      if (!seen.add(current) || next.equals(current)) {
        throw CliException.error(
            "tag \"" + current + "\" on the image stream is a reference to same tag");
      }
      current = next;
    }
  }

  private static ArrayNode tags(ObjectNode stream) {
    return Json.arrayAt(Json.objectAt(stream, "spec"), "tags");
  }

  private static Optional<JsonNode> tag(ObjectNode stream, String name) {
    return tags(stream)
        .valueStream()
        .filter(tag -> Json.string(tag, "name").equals(name))
        .findFirst();
  }

  private void repository(ObjectNode spec, String source) {
    ObjectNode repository = spec.putObject("repository");
    repository.putObject("from").put("kind", "DockerImage").put("name", source);
    policies(repository, Json.object());
  }

  private void image(ObjectNode spec, String source, String name, JsonNode stored) {
    ObjectNode image = Json.ensureArray(spec, "images").addObject();
    image.putObject("from").put("kind", "DockerImage").put("name", source);
    image.putObject("to").put("name", name);
    policies(image, stored);
  }

  /** A tag keeps its stored policies unless a flag says otherwise (cli.md 20, row 1). */
  private void policies(ObjectNode part, JsonNode stored) {
    JsonNode before = Json.objectAt(stored, "importPolicy");
    ObjectNode policy = part.putObject("importPolicy");
    if (call.flag("--insecure") || before.path("insecure").asBoolean(false)) {
      policy.put("insecure", true);
    }
    if (call.flag("--scheduled") || before.path("scheduled").asBoolean(false)) {
      policy.put("scheduled", true);
    }
    String mode = TagPolicies.importMode(call.text("--import-mode"));
    policy.put("importMode", first(mode, Json.string(before, "importMode"), "Legacy"));
    String given =
        TagPolicies.referencePolicy(
            call.text("--reference-policy"), "valid reference policy values are source or local");
    String kept = Json.string(Json.objectAt(stored, "referencePolicy"), "type");
    part.putObject("referencePolicy").put("type", first(given, kept, "Source"));
  }

  private static String first(String given, String kept, String otherwise) {
    if (!given.isEmpty()) {
      return given;
    }
    return kept.isEmpty() ? otherwise : kept;
  }
}
