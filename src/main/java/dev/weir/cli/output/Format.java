package dev.weir.cli.output;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.YamlDocuments;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How objects are printed for {@code -o}. */
public sealed interface Format {
  /** For people: tables or a line of success. */
  record Text(boolean wide) implements Format {}

  record JsonText() implements Format {}

  record YamlText() implements Format {}

  record Name() implements Format {}

  record Path(JsonPath template) implements Format {}

  /** What each expression of a template leads to, as a JSON array. */
  record PathJson(JsonPath template) implements Format {}

  record Columns(CustomColumns columns) implements Format {}

  /** Reads a file that an option names. */
  interface Files {
    /**
     * Its text.
     *
     * @throws JsonPathException if it cannot be read
     */
    String read(String name);
  }

  /**
   * Reads the value of {@code -o}.
   *
   * @param tables whether objects are shown in tables, so that {@code wide} says something
   * @throws JsonPathException in the words of cli.md 1
   */
  static Format parse(String option, boolean tables, Files files) {
    int equals = option.indexOf('=');
    String name = equals < 0 ? option : option.substring(0, equals);
    String argument = equals < 0 ? "" : option.substring(equals + 1);
    return switch (name) {
      case "" -> new Text(false);
      case "wide" -> {
        if (!tables) {
          throw unmatched(option, tables);
        }
        yield new Text(true);
      }
      case "json" -> new JsonText();
      case "yaml" -> new YamlText();
      case "name" -> new Name();
      case "jsonpath" -> new Path(path(required(argument)));
      case "jsonpath-as-json" -> new PathJson(path(required(argument)));
      case "jsonpath-file" -> new Path(path(files.read(required(argument))));
      case "custom-columns" -> new Columns(CustomColumns.parse(columns(argument)));
      case "custom-columns-file" ->
          new Columns(CustomColumns.ofFile(files.read(columns(argument))));
      case "go-template", "template", "go-template-file", "templatefile" -> throw noGoTemplates();
      default -> throw unmatched(option, tables);
    };
  }

  private static JsonPath path(String template) {
    try {
      return JsonPath.parse(template);
    } catch (JsonPathException e) {
      throw new JsonPathException("error parsing jsonpath " + template + ", " + e.getMessage());
    }
  }

  private static JsonPathException unmatched(String option, boolean tables) {
    return new JsonPathException(
        "unable to match a printer suitable for the output format \""
            + option
            + "\", allowed formats are: custom-columns,custom-columns-file,json,jsonpath,"
            + "jsonpath-as-json,jsonpath-file,name,"
            + (tables ? "wide,yaml" : "yaml"));
  }

  /** The one answer to Go templates, wherever they are asked for. */
  static JsonPathException noGoTemplates() {
    return new JsonPathException(
        "weir has no Go templates; say -o jsonpath='{.metadata.name}' instead, or -o"
            + " custom-columns=NAME:.metadata.name");
  }

  private static String required(String argument) {
    if (argument.isEmpty()) {
      throw new JsonPathException("template format specified but no template given");
    }
    return argument;
  }

  private static String columns(String argument) {
    if (argument.isEmpty()) {
      throw new JsonPathException("custom-columns format specified but no custom columns given");
    }
    return argument;
  }

  /** {@code kind.group/name}, such as {@code imagestream.image.openshift.io/ruby}. */
  static String nameOf(JsonNode object) {
    String apiVersion = Json.string(object, "apiVersion");
    int slash = apiVersion.indexOf('/');
    String kind = Json.string(object, "kind").toLowerCase(Locale.ROOT);
    return kind + (slash < 0 ? "" : "." + apiVersion.substring(0, slash)) + "/" + Meta.name(object);
  }

  /** Four spaces a level and members by name, as kubectl prints JSON. */
  static String json(JsonNode node) {
    var indenter = new DefaultIndenter("    ", "\n");
    var printer =
        new DefaultPrettyPrinter(
                Separators.createDefaultInstance()
                    .withObjectNameValueSpacing(Separators.Spacing.AFTER)
                    .withArrayEmptySeparator("")
                    .withObjectEmptySeparator(""))
            .withArrayIndenter(indenter)
            .withObjectIndenter(indenter);
    return Json.mapper().writer().with(printer).writeValueAsString(YamlDocuments.sorted(node))
        + "\n";
  }

  /**
   * An object or a list in this format; not for {@link Text}.
   *
   * @param lenient missing members of a template give nothing
   */
  static String print(Format format, JsonNode object, boolean lenient) {
    return switch (format) {
      case JsonText _ -> json(object);
      case YamlText _ -> YamlDocuments.text(object);
      case Name _ -> names(object);
      case Path(JsonPath template) -> template.render(object, lenient);
      case PathJson(JsonPath template) ->
          template.results(object, lenient).stream()
              .map(Format::json)
              .collect(Collectors.joining());
      case Columns(CustomColumns columns) -> columns.of(items(object), true);
      case Text _ -> throw new IllegalArgumentException("text has no tree form");
    };
  }

  private static String names(JsonNode object) {
    StringBuilder names = new StringBuilder();
    items(object).forEach(item -> names.append(nameOf(item)).append('\n'));
    return names.toString();
  }

  /** The items of a list, or the object itself. */
  static java.util.List<JsonNode> items(JsonNode object) {
    return object.get("items") != null && Json.string(object, "kind").endsWith("List")
        ? Json.arrayAt(object, "items").valueStream().toList()
        : java.util.List.of(object);
  }

  /** Without {@code metadata.managedFields}, which nobody wants to read. */
  static ObjectNode withoutManagedFields(ObjectNode object) {
    if (object.get("metadata") instanceof ObjectNode meta) {
      meta.remove("managedFields");
    }
    return object;
  }
}
