package dev.weir.cli.target;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Failures;
import dev.weir.cli.call.Flags;
import dev.weir.cli.output.Format;
import dev.weir.failure.FileProblem;
import dev.weir.failure.TextProblem;
import dev.weir.resource.Json;
import dev.weir.resource.ManifestDocuments;
import dev.weir.resource.OldKinds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the objects that {@code -f} names: files, directories, standard input; lists unfolded. */
public final class ManifestFiles {
  private static final int MAX_INPUT = 64 * 1024 * 1024;

  private ManifestFiles() {}

  public static Flags declare(Flags flags) {
    return flags
        .texts("-f,--filename", "FILE", "File or directory with objects; - is standard input.")
        .flag("-R,--recursive", "Read directories below the given ones, too.");
  }

  /**
   * An object and where it was written.
   *
   * @param file as the user named it; {@code STDIN} for standard input
   */
  public record Written(String file, ObjectNode object) {}

  /**
   * The objects in the order of the files. A file that cannot be understood is a failure, and the
   * others are read.
   *
   * @param verb for the message if there is nothing at all
   * @throws CliException if a file is missing
   */
  public static List<Written> read(Call call, String verb, Failures failures) throws IOException {
    List<Written> objects = new ArrayList<>();
    for (String name : call.arguments().texts("--filename")) {
      if (name.equals("-")) {
        byte[] input = call.context().in().readNBytes(MAX_INPUT);
        unfold("STDIN", new String(input, StandardCharsets.UTF_8), objects, failures);
      } else {
        Path directory = call.context().directory();
        for (Path file : files(call, name)) {
          String shown =
              Path.of(name).isAbsolute()
                  ? file.toString()
                  : directory.relativize(file).normalize().toString();
          unfold(shown, FileProblem.read(file), objects, failures);
        }
      }
    }
    if (objects.isEmpty() && failures.isEmpty()) {
      throw CliException.error("no objects passed to " + verb);
    }
    modernise(call, objects);
    return objects;
  }

  /** Documents of the 3.x era name OpenShift's kinds without a group (cli.md 20, row 30). */
  private static void modernise(Call call, List<Written> objects) {
    Map<String, String> read = new LinkedHashMap<>();
    for (Written written : objects) {
      String kind = Json.string(written.object(), "kind");
      OldKinds.today(Json.string(written.object(), "apiVersion"), kind)
          .ifPresent(
              today -> {
                read.put(kind, today);
                written.object().put("apiVersion", today);
              });
    }
    read.forEach(
        (kind, today) ->
            call.warn("info: " + kind + " of apiVersion v1 is read as apiVersion " + today));
  }

  private static List<Path> files(Call call, String name) throws IOException {
    if (name.startsWith("http://") || name.startsWith("https://")) {
      throw CliException.error(
          "weir reads no URLs: fetch " + name + " with another program and pass it with -f -");
    }
    Path path = call.context().file(name);
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
      return ManifestDocuments.of(text);
    } catch (JacksonException e) {
      throw CliException.error(
          "error parsing " + name + ": it is no JSON or YAML at " + TextProblem.place(e));
    }
  }

  private static void unfold(String file, String text, List<Written> found, Failures failures) {
    try {
      for (JsonNode document : documents(file, text)) {
        for (JsonNode item : Format.items(document)) {
          add(file, named(item, document), found, failures);
        }
      }
    } catch (CliException e) {
      failures.add(String.valueOf(e.getMessage()));
    }
  }

  /** One that cannot be understood does not hide the ones behind it. */
  private static void add(String file, JsonNode item, List<Written> found, Failures failures) {
    try {
      found.add(new Written(file, object(file, item)));
    } catch (CliException e) {
      failures.add(String.valueOf(e.getMessage()));
    }
  }

  /** The items of a typed list, such as a ConfigMapList, need not say their kind again. */
  private static JsonNode named(JsonNode item, JsonNode list) {
    String kind = Json.string(list, "kind");
    if (!item.equals(list)
        && item instanceof ObjectNode object
        && Json.string(object, "kind").isEmpty()
        && !kind.equals("List")) {
      object.put("kind", kind.substring(0, kind.length() - "List".length()));
      object.put("apiVersion", Json.string(list, "apiVersion"));
    }
    return item;
  }

  private static ObjectNode object(String file, JsonNode item) {
    if (!(item instanceof ObjectNode object) || Json.string(object, "kind").isEmpty()) {
      throw CliException.error(
          "unable to decode \""
              + file
              + "\": Object 'Kind' is missing in '"
              + shortened(item)
              + "'");
    }
    return object;
  }

  private static String shortened(JsonNode node) {
    String text = node.toString();
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }
}
