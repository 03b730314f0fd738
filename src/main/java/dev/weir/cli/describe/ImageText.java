package dev.weir.cli.describe;

import dev.weir.cli.output.Ages;
import dev.weir.cli.output.TabbedText;
import dev.weir.image.Images;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.Sizes;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** An image as text (cli.md 7, "describe istag / isimage / image"). */
public final class ImageText {
  private static final DateTimeFormatter PROBED =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xx zzz", Locale.ROOT);

  private final StringBuilder text = new StringBuilder();
  private final JsonNode image;
  private final Instant now;

  private ImageText(JsonNode image, Instant now) {
    this.image = image;
    this.now = now;
  }

  /**
   * Describes.
   *
   * @param shownName first line, such as {@code ruby:2.0}; empty for none
   */
  public static String of(JsonNode image, String shownName, Instant now) {
    return of(image, shownName, new OfTag("", ""), now);
  }

  /**
   * What is told of a tag beside its image; what is empty is no line.
   *
   * @param held who holds it, and why
   * @param moved how it came to the image, see {@link MoveText}
   */
  public record OfTag(String held, String moved) {}

  /** As above, of the image of a tag. */
  public static String of(JsonNode image, String shownName, OfTag tag, Instant now) {
    ImageText made = new ImageText(image, now);
    if (!shownName.isEmpty()) {
      made.line("Image Name", shownName);
    }
    if (!tag.held().isEmpty()) {
      made.line("Held", tag.held());
    }
    if (!tag.moved().isEmpty()) {
      made.line("Tag Moved", tag.moved());
    }
    made.identity();
    made.layers();
    made.signatures();
    made.configuration();
    return TabbedText.DESCRIBE.align(made.text.toString());
  }

  private void line(String title, String value) {
    text.append(title).append(":\t").append(value.isEmpty() ? "<none>" : value).append('\n');
  }

  private void lines(String title, List<String> values) {
    if (!values.isEmpty()) {
      text.append(title).append(":\t").append(String.join("\n\t", values)).append('\n');
    }
  }

  private void identity() {
    line("Docker Image", Json.string(image, "dockerImageReference"));
    line("Name", Meta.name(image));
    String created = MetadataText.created(image);
    if (!created.isEmpty()) {
      line("Created", Ages.ago(created, now));
    }
    if (!Meta.labels(image).isEmpty()) {
      text.append(MetadataText.map("Labels", Meta.labels(image)));
    }
    if (!Meta.annotations(image).isEmpty()) {
      text.append(MetadataText.annotations(image));
    }
    String artifact = Meta.annotation(image, Images.ARTIFACT_TYPE);
    if (!artifact.isEmpty()) {
      line("Artifact Type", artifact);
    }
  }

  private void layers() {
    JsonNode metadata = Json.objectAt(image, "dockerImageMetadata");
    List<JsonNode> layers = Json.arrayAt(image, "dockerImageLayers").valueStream().toList();
    String size = Sizes.decimal(metadata.path("Size").asLong(0));
    if (layers.isEmpty()) {
      line("Layer Size", size);
      return;
    }
    line("Image Size", size + " in " + layers.size() + " layers");
    lines(
        "Layers",
        layers.stream()
            .map(
                layer ->
                    Sizes.decimal(layer.path("size").asLong(0)) + "\t" + Json.string(layer, "name"))
            .toList());
  }

  /** Whoever signed the image; a signature that nobody judged is unverified. */
  private void signatures() {
    for (JsonNode signature : Json.arrayAt(image, "signatures")) {
      text.append("Image Signatures:\t\n");
      below("Name", Meta.name(signature));
      below("Type", Json.string(signature, "type"));
      JsonNode issuer = signature.path("issuedBy");
      below("Status", issuer.isObject() ? "Verified" : "Unverified");
      if (issuer.isObject()) {
        below("Issued By", Json.string(issuer, "commonName"));
        Json.arrayAt(signature, "conditions").forEach(this::judged);
      }
    }
  }

  /** One line of the judgement, with the time as {@code oc} has it. */
  private void judged(JsonNode condition) {
    String time = Json.string(condition, "lastProbeTime");
    below(
        "",
        "Signature is %s (%s on %s)"
            .formatted(
                Json.string(condition, "type"),
                Json.string(condition, "message"),
                time.isEmpty()
                    ? "<unknown>"
                    : PROBED.format(Instant.parse(time).atZone(ZoneId.systemDefault()))));
  }

  private void below(String title, String value) {
    text.append('\t').append(title).append(":\t").append(value).append('\n');
  }

  private void configuration() {
    JsonNode metadata = Json.objectAt(image, "dockerImageMetadata");
    JsonNode config = Json.objectAt(metadata, "Config");
    line("Image Created", Ages.ago(Json.string(metadata, "Created"), now));
    line("Author", Json.string(metadata, "Author"));
    line("Arch", Json.string(metadata, "Architecture"));
    lines("Manifests", manifests());
    List<String> entrypoint = texts(config, "Entrypoint");
    lines("Entrypoint", entrypoint.isEmpty() ? List.of() : List.of(String.join(" ", entrypoint)));
    line("Command", String.join(" ", texts(config, "Cmd")));
    line("Working Dir", Json.string(config, "WorkingDir"));
    line("User", Json.string(config, "User"));
    line("Exposes Ports", String.join(", ", keys(config, "ExposedPorts")));
    line("Docker Labels", String.join("\n\t", labels(config)));
    lines("Environment", texts(config, "Env"));
    lines("Volumes", keys(config, "Volumes"));
  }

  private List<String> manifests() {
    return Json.arrayAt(image, "dockerImageManifests")
        .valueStream()
        .map(manifest -> platform(manifest) + "\t" + Json.string(manifest, "digest"))
        .toList();
  }

  private static String platform(JsonNode manifest) {
    String os = Json.string(manifest, "os");
    String architecture = Json.string(manifest, "architecture");
    String variant = Json.string(manifest, "variant");
    return os.isEmpty() && architecture.isEmpty()
        ? "<none>"
        : os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
  }

  private static List<String> texts(JsonNode object, String member) {
    return StreamSupport.stream(Json.arrayAt(object, member).spliterator(), false)
        .map(value -> value.asString(""))
        .toList();
  }

  private static List<String> keys(JsonNode object, String member) {
    return Json.objectAt(object, member).propertyNames().stream().sorted().toList();
  }

  private static List<String> labels(JsonNode config) {
    List<String> found = new ArrayList<>();
    Json.objectAt(config, "Labels")
        .forEachEntry((key, value) -> found.add(key + "=" + value.asString("")));
    return found.stream().sorted().toList();
  }
}
