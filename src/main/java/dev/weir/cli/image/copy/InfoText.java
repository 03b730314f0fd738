package dev.weir.cli.image.copy;

import dev.weir.cli.output.Spans;
import dev.weir.cli.output.TabbedText;
import dev.weir.manifest.Descriptor;
import dev.weir.resource.Json;
import dev.weir.resource.Sizes;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An image for people (cli.md 6, "Text form"). */
final class InfoText {
  private static final TabbedText COLUMNS = new TabbedText(0, 1, false);

  private final StringBuilder rows = new StringBuilder();
  private final SeenImage image;
  private final Instant now;

  private InfoText(SeenImage image, Instant now) {
    this.image = image;
    this.now = now;
  }

  /** Lines with an empty one at the end. */
  static String of(SeenImage image, Instant now) {
    InfoText text = new InfoText(image, now);
    text.addManifest();
    image.config().ifPresentOrElse(text::addConfig, text::addArtifact);
    return COLUMNS.align(text.rows.toString()) + "\n";
  }

  private void addManifest() {
    add("Name:", image.name());
    if (!image.digest().toString().equals(image.asked())) {
      add("Digest:", image.digest().toString());
    }
    image.list().ifPresent(list -> add("Manifest List:", list.toString()));
    add("Media Type:", image.manifest().mediaType());
    addIfSet("Artifact Type:", image.config().isEmpty() ? image.manifest().artifact() : "");
    image.config().ifPresent(config -> add("Created:", created(Json.string(config, "created"))));
    addLayers(image.manifest().layers());
  }

  private String created(String time) {
    try {
      Instant created = OffsetDateTime.parse(time).toInstant();
      return created.equals(InfoJson.NEVER)
          ? "<unknown>"
          : Spans.coarse(Duration.between(created, now)) + " ago";
    } catch (DateTimeParseException _) {
      return "<unknown>";
    }
  }

  private void addLayers(List<Descriptor> layers) {
    if (layers.isEmpty()) {
      add("Layer Size:", Sizes.decimal(0));
      return;
    }
    long size = image.size();
    add(
        "Image Size:",
        size == 0
            ? layers.size() + " layers (size unavailable)"
            : Sizes.decimal(size) + " in " + layers.size() + " layers");
    String title = "Layers:";
    for (Descriptor layer : layers) {
      String kind = image.config().isPresent() ? "" : " " + PlainText.of(layer.mediaType());
      add(
          title,
          (layer.size() == 0 ? "--" : Sizes.decimal(layer.size())) + "\t" + layer.digest() + kind);
      title = "";
    }
  }

  private void addConfig(ObjectNode config) {
    add("OS:", PlainText.of(Json.string(config, "os")));
    add("Arch:", PlainText.of(Json.string(config, "architecture")));
    addIfSet("Author:", Json.string(config, "author"));
    if (config.get("config") instanceof ObjectNode container) {
      addContainer(container);
    }
  }

  private void addContainer(ObjectNode container) {
    String entrypoint = words(container, "Entrypoint");
    String command = words(container, "Cmd");
    addIfSet("Entrypoint:", entrypoint);
    addIfSet("Command:", entrypoint.isEmpty() && command.isEmpty() ? "<none>" : command);
    addIfSet("Working Dir:", Json.string(container, "WorkingDir"));
    addIfSet("User:", Json.string(container, "User"));
    addIfSet("Exposes Ports:", String.join(", ", names(container, "ExposedPorts").toList()));
    addAll("Environment:", Json.arrayAt(container, "Env").valueStream().map(JsonNode::asString));
    addAll("Labels:", pairs(Json.objectAt(container, "Labels")));
    addAll("Volumes:", names(container, "Volumes"));
  }

  private void addArtifact() {
    image.manifest().subject().ifPresent(subject -> add("Subject:", subject.digest().toString()));
    addAll(
        "Annotations:",
        new TreeMap<>(image.manifest().annotations())
            .entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()));
  }

  private static String words(ObjectNode container, String member) {
    return String.join(
        " ", Json.arrayAt(container, member).valueStream().map(JsonNode::asString).toList());
  }

  private static Stream<String> names(ObjectNode container, String member) {
    return Json.objectAt(container, member).propertyStream().map(it -> it.getKey()).sorted();
  }

  private static Stream<String> pairs(ObjectNode object) {
    return object
        .propertyStream()
        .sorted((one, other) -> one.getKey().compareTo(other.getKey()))
        .map(it -> it.getKey() + "=" + it.getValue().asString());
  }

  private void addAll(String title, Stream<String> values) {
    String next = title;
    for (String value : values.toList()) {
      add(next, PlainText.of(value));
      next = "";
    }
  }

  private void addIfSet(String title, String value) {
    if (!value.isEmpty()) {
      add(title, PlainText.of(value));
    }
  }

  private void add(String title, String value) {
    rows.append(title).append('\t').append(value).append('\n');
  }
}
