package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Flags;
import dev.weir.cli.output.Format;
import dev.weir.resource.Json;
import dev.weir.resource.YamlDocuments;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the objects that {@code -f} names: files, directories, standard input; lists unfolded. */
final class ManifestFiles {
  private static final Set<String> LEGACY_IMAGE_KINDS =
      Set.of("ImageStream", "ImageStreamTag", "ImageStreamImport", "ImageStreamMapping", "Image");
  private static final int MAX_INPUT = 64 * 1024 * 1024;

  private ManifestFiles() {}

  static Flags declare(Flags flags) {
    return flags
        .texts("-f,--filename", "FILE", "File or directory with objects; - is standard input.")
        .flag("-R,--recursive", "Read directories below the given ones, too.");
  }

  /**
   * The objects in the order of the files.
   *
   * @throws CliException if a file is missing or cannot be understood
   */
  static List<ObjectNode> read(Call call) throws IOException {
    List<ObjectNode> objects = new ArrayList<>();
    for (String name : call.arguments().texts("--filename")) {
      if (name.equals("-")) {
        String text = new String(call.context().in().readNBytes(MAX_INPUT), StandardCharsets.UTF_8);
        unfold(call, documents("STDIN", text), objects);
      } else {
        for (Path file : files(call, name)) {
          unfold(call, documents(name, Files.readString(file)), objects);
        }
      }
    }
    if (objects.isEmpty()) {
      throw CliException.error("no objects passed");
    }
    return objects;
  }

  private static List<Path> files(Call call, String name) throws IOException {
    if (name.startsWith("http://") || name.startsWith("https://")) {
      throw CliException.error(
          "weir reads no URLs: fetch " + name + " with another program and pass it with -f -");
    }
    Path path = call.context().directory().resolve(name);
    if (!Files.exists(path)) {
      throw CliException.error("the path \"" + name + "\" does not exist");
    }
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    int depth = call.flag("--recursive") ? Integer.MAX_VALUE : 1;
    try (Stream<Path> found = Files.walk(path, depth)) {
      return found
          .filter(
              file -> file.toString().matches(".*\\.(json|yaml|yml)") && !Files.isDirectory(file))
          .sorted()
          .toList();
    } catch (NoSuchFileException e) {
      throw CliException.error("the path \"" + e.getMessage() + "\" does not exist");
    }
  }

  private static List<JsonNode> documents(String name, String text) {
    try {
      return text.stripLeading().startsWith("{")
          ? List.of(Json.parse(text))
          : YamlDocuments.documents(text);
    } catch (JacksonException e) {
      throw CliException.error("error parsing " + name + ": " + e.getOriginalMessage());
    }
  }

  private static void unfold(Call call, List<JsonNode> documents, List<ObjectNode> found) {
    for (JsonNode document : documents) {
      for (JsonNode item : Format.items(document)) {
        if (!(item instanceof ObjectNode object) || Json.string(object, "kind").isEmpty()) {
          throw CliException.error("Object 'Kind' is missing in '" + shortened(item) + "'");
        }
        found.add(modernised(call, object));
      }
    }
  }

  private static String shortened(JsonNode node) {
    String text = node.toString();
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }

  /** Documents of the 3.x era name image kinds without a group (cli.md 20, row 30). */
  private static ObjectNode modernised(Call call, ObjectNode object) {
    String kind = Json.string(object, "kind");
    if (Json.string(object, "apiVersion").equals("v1") && LEGACY_IMAGE_KINDS.contains(kind)) {
      call.warn("info: " + kind + " of apiVersion v1 is read as apiVersion image.openshift.io/v1");
      object.put("apiVersion", "image.openshift.io/v1");
    }
    return object;
  }
}
