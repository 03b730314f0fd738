package dev.weir.cli.describe;

import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A kind or one of its fields as {@code explain} tells it, in the words and spaces of kubectl.
 *
 * @param schemas {@code components.schemas} of an OpenAPI v3 document
 */
public record SchemaText(ObjectNode schemas) {
  private static final String REFERENCE = "#/components/schemas/";
  private static final int WIDTH = 76;

  /** Group, kind and version, with an empty line after them. */
  public static String head(ResourceKind kind) {
    String group = kind.group().isEmpty() ? "" : "GROUP:      " + kind.group() + "\n";
    return group + "KIND:       " + kind.kind() + "\nVERSION:    " + kind.version() + "\n\n";
  }

  /** The schema of a kind; empty if the document has none. */
  public Optional<JsonNode> of(ResourceKind kind) {
    for (JsonNode schema : schemas) {
      for (JsonNode named : Json.arrayAt(schema, "x-kubernetes-group-version-kind")) {
        if (Json.string(named, "kind").equals(kind.kind())
            && Json.string(named, "group").equals(kind.group())
            && Json.string(named, "version").equals(kind.version())) {
          return Optional.of(schema);
        }
      }
    }
    return Optional.empty();
  }

  /** A member of a schema, through lists and maps; empty if there is none of the name. */
  public Optional<JsonNode> member(JsonNode schema, String name) {
    JsonNode member = content(schema).path("properties").path(name);
    return member.isMissingNode() ? Optional.empty() : Optional.of(member);
  }

  /**
   * What comes after the head.
   *
   * @param field name of the field, empty for the kind itself
   * @param recursive all fields below, without their descriptions
   */
  public String body(String field, JsonNode schema, boolean recursive) {
    StringBuilder text = new StringBuilder();
    if (!field.isEmpty()) {
      text.append("FIELD: ").append(field).append(" <").append(type(schema)).append(">\n\n");
    }
    enumeration(schema, text);
    text.append(field.isEmpty() ? "" : "\n").append("DESCRIPTION:\n").append(described(schema));
    JsonNode fields = content(schema).path("properties");
    if (!fields.isEmpty()) {
      text.append("FIELDS:\n");
      if (recursive) {
        nested(schema, 1, List.of(), text);
      } else {
        sorted(fields).forEach((name, member) -> field(schema, name, member, text));
      }
    }
    return text.append('\n').toString();
  }

  private static TreeMap<String, JsonNode> sorted(JsonNode fields) {
    TreeMap<String, JsonNode> sorted = new TreeMap<>();
    fields.forEachEntry(sorted::put);
    return sorted;
  }

  private void field(JsonNode owner, String name, JsonNode member, StringBuilder text) {
    String description = Json.string(member, "description");
    text.append("  ").append(line(owner, name, member)).append('\n');
    enumeration(member, text);
    text.append(indented(description.isEmpty() ? "<no description>" : description)).append('\n');
  }

  private String line(JsonNode owner, String name, JsonNode member) {
    boolean required =
        Json.arrayAt(content(owner), "required")
            .valueStream()
            .anyMatch(one -> one.asString("").equals(name));
    return name + "\t<" + type(member) + ">" + (required ? " -required-" : "");
  }

  private void nested(JsonNode schema, int depth, List<String> above, StringBuilder text) {
    String own = reference(inner(schema));
    if (!own.isEmpty() && above.contains(own)) {
      return; // a kind within itself has no end
    }
    List<String> path = new ArrayList<>(above);
    path.add(own);
    sorted(content(schema).path("properties"))
        .forEach(
            (name, member) -> {
              text.repeat("  ", depth).append(line(schema, name, member)).append('\n');
              nested(member, depth + 1, path, text);
            });
  }

  private static void enumeration(JsonNode schema, StringBuilder text) {
    if (!Json.arrayAt(schema, "enum").isEmpty()) {
      text.append("ENUM:\n");
      Json.arrayAt(schema, "enum")
          .forEach(value -> text.append("    ").append(value.asString("")).append('\n'));
    }
  }

  /** The field's own description, then that of its type. */
  private String described(JsonNode schema) {
    String own = Json.string(schema, "description");
    JsonNode content = content(schema);
    String type = content.equals(schema) ? "" : Json.string(content, "description");
    String both = indented(own) + indented(type);
    return both.isEmpty() ? "    <empty>\n" : both + "    \n";
  }

  private static String indented(String description) {
    return description.isEmpty()
        ? ""
        : description
            .lines()
            .map(line -> wrapped(line))
            .collect(Collectors.joining())
            .indent(4)
            .replaceAll("(?m)^ +$", "    ");
  }

  private static String wrapped(String line) {
    StringBuilder text = new StringBuilder();
    int length = 0;
    for (String word : line.split(" ", -1)) {
      if (length > 0 && length + 1 + word.length() > WIDTH) {
        text.append('\n');
        length = 0;
      } else if (length > 0) {
        text.append(' ');
        length++;
      }
      text.append(word);
      length += word.length();
    }
    return text.append('\n').toString();
  }

  /** What the items of a list or the values of a map are, else the schema itself. */
  private static JsonNode inner(JsonNode schema) {
    if (schema.has("items")) {
      return inner(schema.path("items"));
    }
    JsonNode values = schema.path("additionalProperties");
    return values.isObject() ? inner(values) : schema;
  }

  /** The schema that has the fields: references followed. */
  private JsonNode content(JsonNode schema) {
    JsonNode inner = inner(schema);
    String reference = reference(inner);
    return reference.isEmpty() ? inner : schemas.path(reference);
  }

  private static String reference(JsonNode schema) {
    JsonNode holder = schema.has("allOf") ? schema.path("allOf").path(0) : schema;
    String reference = Json.string(holder, "$ref");
    return reference.startsWith(REFERENCE) ? reference.substring(REFERENCE.length()) : "";
  }

  private static String type(JsonNode schema) {
    if (schema.has("items")) {
      return "[]" + type(schema.path("items"));
    }
    if (schema.path("additionalProperties").isObject()) {
      return "map[string]" + type(schema.path("additionalProperties"));
    }
    String reference = reference(schema);
    if (!reference.isEmpty()) {
      return reference.substring(reference.lastIndexOf('.') + 1);
    }
    String type = Json.string(schema, "type");
    return type.isEmpty() || type.equals("object") ? "Object" : type;
  }
}
