package dev.weir.console.image;

import dev.weir.image.Images;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an image says of itself, as values.
 *
 * @param artifactType of what is no image to run; empty for images
 * @param size bytes, as it is sent; 0 if it is not known
 * @param created as the image says; empty if it does not
 * @param platform such as {@code linux/arm64}; empty of a list of images
 * @param settings what a container of it is started with, by name, in the order of {@link
 *     #SETTINGS}; what is not set is not there
 * @param environment in the image's order
 * @param steps base first
 * @param children of a list: the images for each platform
 * @param signatures that the Image object has, by name
 */
public record ImageFacts(
    String digest,
    String mediaType,
    String artifactType,
    long size,
    String created,
    String platform,
    Map<String, String> settings,
    Map<String, String> environment,
    Map<String, String> labels,
    List<Step> steps,
    List<Child> children,
    List<String> signatures) {
  /** Names of what a container is started with. */
  public static final List<String> SETTINGS =
      List.of("Entry point", "Command", "Working directory", "User", "Ports", "Volumes", "Author");

  public ImageFacts {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    steps = List.copyOf(steps);
    children = List.copyOf(children);
    signatures = List.copyOf(signatures);
  }

  /**
   * An image of a list.
   *
   * @param platform such as {@code linux/arm64/v8}
   */
  public record Child(String platform, String digest) {}

  public boolean isList() {
    return !children.isEmpty();
  }

  public List<Step.Layer> layers() {
    return steps.stream().flatMap(step -> step.layer().stream()).toList();
  }

  /** True if nothing tells how its layers were made: only its configuration would. */
  public boolean isUntold() {
    return !steps.isEmpty() && steps.stream().allMatch(step -> step.made().isEmpty());
  }

  /** The same for who may not pull the image. */
  ImageFacts withoutEnvironment() {
    return new ImageFacts(
        digest,
        mediaType,
        artifactType,
        size,
        created,
        platform,
        settings,
        Map.of(),
        labels,
        steps,
        children,
        signatures);
  }

  /**
   * Of an Image.
   *
   * @param config the image's configuration as it was pushed, which alone has the history; empty if
   *     it is not at hand
   */
  public static ImageFacts of(ObjectNode image, Optional<byte[]> config) {
    ObjectNode metadata = Json.objectAt(image, "dockerImageMetadata");
    ObjectNode own = Json.objectAt(metadata, "Config");
    ObjectNode told = config.map(ImageFacts::read).orElseGet(Json::object);
    List<Child> children =
        Json.arrayAt(image, "dockerImageManifests").valueStream().map(ImageFacts::child).toList();
    return new ImageFacts(
        Meta.name(image),
        Json.string(image, "dockerImageManifestMediaType"),
        Images.artifactType(image),
        Images.size(image),
        Json.string(metadata, "Created"),
        platform(
            Json.string(told, "os"),
            Json.string(metadata, "Architecture"),
            Json.string(told, "variant")),
        settings(metadata, own),
        environment(own),
        labels(own),
        Step.of(layers(image), Json.arrayAt(told, "history").valueStream().toList()),
        children,
        Json.arrayAt(image, "signatures").valueStream().map(Meta::name).toList());
  }

  private static ObjectNode read(byte[] config) {
    try {
      return Json.parseSent(config) instanceof ObjectNode object ? object : Json.object();
    } catch (JacksonException _) {
      return Json.object(); // what is pushed as a configuration may be anything
    }
  }

  private static Map<String, String> settings(ObjectNode metadata, ObjectNode own) {
    List<String> values =
        List.of(
            words(own, "Entrypoint"),
            words(own, "Cmd"),
            Json.string(own, "WorkingDir"),
            Json.string(own, "User"),
            keys(own, "ExposedPorts"),
            keys(own, "Volumes"),
            Json.string(metadata, "Author"));
    Map<String, String> found = new LinkedHashMap<>();
    for (int i = 0; i < values.size(); i++) {
      if (!values.get(i).isEmpty()) {
        found.put(SETTINGS.get(i), values.get(i));
      }
    }
    return found;
  }

  private static Map<String, String> environment(ObjectNode own) {
    Map<String, String> found = new LinkedHashMap<>();
    for (JsonNode one : Json.arrayAt(own, "Env")) {
      String[] parts = one.asString("").split("=", 2);
      found.put(parts[0], parts.length > 1 ? parts[1] : "");
    }
    return found;
  }

  private static Map<String, String> labels(ObjectNode own) {
    Map<String, String> found = new TreeMap<>();
    Json.objectAt(own, "Labels").forEachEntry((key, value) -> found.put(key, value.asString("")));
    return found;
  }

  /** As a shell would be given them: what has spaces in it stands in quotes. */
  private static String words(ObjectNode own, String member) {
    return String.join(
        " ",
        Json.arrayAt(own, member)
            .valueStream()
            .map(word -> word.asString(""))
            .map(word -> word.matches("\\S+") ? word : '"' + word + '"')
            .toList());
  }

  private static String keys(ObjectNode own, String member) {
    return String.join(", ", Json.objectAt(own, member).propertyNames().stream().sorted().toList());
  }

  private static List<Step.Layer> layers(ObjectNode image) {
    List<Step.Layer> layers = new ArrayList<>();
    for (JsonNode layer : Json.arrayAt(image, "dockerImageLayers")) {
      layers.add(
          new Step.Layer(Json.string(layer, "name"), Json.whole(layer.path("size")).orElse(0)));
    }
    return Meta.annotation(image, Images.LAYERS_ORDER).equals("descending")
        ? layers.reversed()
        : layers;
  }

  private static Child child(JsonNode child) {
    String platform =
        platform(
            Json.string(child, "os"),
            Json.string(child, "architecture"),
            Json.string(child, "variant"));
    return new Child(platform, Json.string(child, "digest"));
  }

  private static String platform(String os, String architecture, String variant) {
    return String.join(
        "/", List.of(os, architecture, variant).stream().filter(s -> !s.isEmpty()).toList());
  }
}
