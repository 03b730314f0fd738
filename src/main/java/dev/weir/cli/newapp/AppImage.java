package dev.weir.cli.newapp;

import dev.weir.imagestream.catalog.OfferedStream;
import dev.weir.reference.ImageReference;
import dev.weir.resource.Json;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An image that was found.
 *
 * @param argument what was asked for
 * @param metadata the image's {@code dockerImageMetadata}; empty if nothing is known of it
 */
record AppImage(String argument, Origin origin, ObjectNode metadata) {
  /** Where it is. */
  sealed interface Origin {
    /** A tag of a stream; an image may come to it later. */
    record OfStream(OfferedStream stream, String tag) implements Origin {}

    /** Another registry's, as the server found it there. */
    record OfRegistry(ImageReference reference, boolean insecure) implements Origin {}

    /** Nobody found it; whoever runs it may. */
    record Missing() implements Origin {}
  }

  /** A port that it listens on. */
  record Port(int number, String protocol) {}

  private JsonNode config() {
    JsonNode config = Json.objectAt(metadata, "Config");
    return config.isEmpty() ? Json.objectAt(metadata, "ContainerConfig") : config;
  }

  /** What it is called by itself. */
  String name() {
    return switch (origin) {
      case Origin.OfStream(OfferedStream stream, String _) -> stream.name();
      case Origin.OfRegistry(ImageReference reference, boolean _) -> lastPart(reference.name());
      case Origin.Missing _ ->
          lastPart(argument.replaceFirst("@.*$", "").replaceFirst(":[^/]*$", ""));
    };
  }

  private static String lastPart(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The tag under which it is. */
  String tag() {
    return switch (origin) {
      case Origin.OfStream(OfferedStream _, String tag) -> tag;
      case Origin.OfRegistry(ImageReference reference, boolean _) when !reference.tag().isEmpty() ->
          reference.tag();
      default -> OfferedStream.LATEST;
    };
  }

  /** Ports by their numbers. */
  List<Port> ports() {
    return Json.objectAt(config(), "ExposedPorts")
        .propertyStream()
        .map(port -> port.getKey().split("/", 2))
        .filter(parts -> parts[0].matches("\\d{1,5}"))
        .map(
            parts ->
                new Port(
                    Integer.parseInt(parts[0]),
                    parts.length < 2 ? "TCP" : parts[1].toUpperCase(Locale.ROOT)))
        .sorted(Comparator.comparingInt(Port::number).thenComparing(Port::protocol))
        .toList();
  }

  /** Directories that it wants volumes for, by name. */
  List<String> volumes() {
    return Json.objectAt(config(), "Volumes")
        .propertyStream()
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  private String label(String key) {
    return Json.string(Json.objectAt(config(), "Labels"), key);
  }

  /** True if source code can be built on it. */
  boolean isBuilder() {
    return !label("io.openshift.s2i.scripts-url").isEmpty()
        || !label("io.s2i.scripts-url").isEmpty()
        || environment().anyMatch(variable -> variable.startsWith("STI_"))
        || (origin instanceof Origin.OfStream(OfferedStream stream, String tag)
            && stream.isBuilder(tag));
  }

  private Stream<String> environment() {
    return Json.arrayAt(config(), "Env").valueStream().map(variable -> variable.asString(""));
  }

  String displayName() {
    return label("io.k8s.display-name");
  }

  String description() {
    return label("io.k8s.description");
  }

  List<String> categories() {
    return Stream.of(label("io.openshift.tags").split(","))
        .map(String::strip)
        .filter(tag -> !tag.isEmpty())
        .toList();
  }

  /** When it was made, as its configuration says. */
  String created() {
    return Json.string(metadata, "Created");
  }

  /** The first digits of its id; empty if nothing is known of it. */
  String shortId() {
    String id = Json.string(metadata, "Id").replaceFirst("^sha256:", "");
    return id.substring(0, Math.min(id.length(), 7));
  }
}
