package dev.weir.apiserver.openapi;

import com.google.protobuf.CodedOutputStream;
import dev.weir.resource.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A document of version 2 in the binary form that clients ask for: the messages of gnostic's
 * OpenAPIv2.proto, as far as {@link OpenApiV2} uses them. Field numbers stand beside field names.
 */
final class GnosticDocument {
  private static final String EXTENSION = "x-";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

  private GnosticDocument() {}

  /** Writes the fields of one message. */
  private interface Fields {
    void write(GnosticDocument to) throws IOException;
  }

  static byte[] of(ObjectNode document) {
    return message(
        to -> {
          to.text(1, document, "swagger");
          to.nested(2, info(document.path("info")));
          to.nested(8, paths(document.path("paths")));
          to.nested(9, named(1, document.path("definitions"), GnosticDocument::schema));
        });
  }

  private static byte[] message(Fields fields) {
    try {
      GnosticDocument message = new GnosticDocument();
      fields.write(message);
      message.out.flush();
      return message.bytes.toByteArray();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private void text(int field, JsonNode from, String member) throws IOException {
    String text = Json.string(from, member);
    if (!text.isEmpty()) {
      out.writeString(field, text);
    }
  }

  private void texts(int field, JsonNode list) throws IOException {
    for (JsonNode text : list) {
      out.writeString(field, text.asString());
    }
  }

  private void flag(int field, JsonNode from, String member) throws IOException {
    if (from.path(member).asBoolean(false)) {
      out.writeBool(field, true);
    }
  }

  private void nested(int field, byte[] message) throws IOException {
    out.writeByteArray(field, message);
  }

  /** A map as a list of pairs. */
  private static byte[] named(int field, JsonNode map, Function<JsonNode, byte[]> value) {
    return message(to -> to.pairs(field, map, value));
  }

  private void pairs(int field, JsonNode map, Function<JsonNode, byte[]> value) throws IOException {
    for (var entry : map.properties()) {
      nested(field, pair(entry.getKey(), value.apply(entry.getValue())));
    }
  }

  private static byte[] pair(String name, byte[] value) {
    return message(
        to -> {
          to.out.writeString(1, name);
          to.nested(2, value);
        });
  }

  /** Values of free form are text; JSON is YAML too. */
  private void extensions(int field, JsonNode of) throws IOException {
    for (var entry : of.properties()) {
      if (entry.getKey().startsWith(EXTENSION)) {
        String text = Json.text(entry.getValue());
        nested(field, pair(entry.getKey(), message(any -> any.out.writeString(2, text))));
      }
    }
  }

  private static byte[] info(JsonNode info) {
    return message(
        to -> {
          to.text(1, info, "title");
          to.text(2, info, "version");
        });
  }

  private static byte[] paths(JsonNode paths) {
    return named(2, paths, GnosticDocument::pathItem);
  }

  private static byte[] pathItem(JsonNode item) {
    return message(
        to -> {
          List<String> methods = List.of("", "", "get", "put", "post", "delete", "", "", "patch");
          for (int field = 2; field < methods.size(); field++) {
            if (item.get(methods.get(field)) instanceof ObjectNode operation) {
              to.nested(field, operation(operation));
            }
          }
          to.parameters(9, item);
        });
  }

  private static byte[] operation(JsonNode operation) {
    return message(
        to -> {
          to.text(3, operation, "description");
          to.text(5, operation, "operationId");
          to.texts(6, operation.path("produces"));
          to.texts(7, operation.path("consumes"));
          to.parameters(8, operation);
          to.nested(9, named(1, operation.path("responses"), GnosticDocument::response));
          to.extensions(13, operation);
        });
  }

  private static byte[] response(JsonNode response) {
    byte[] own =
        message(
            to -> {
              to.text(1, response, "description");
              if (response.has("schema")) {
                byte[] schema = schema(response.path("schema"));
                to.nested(2, message(item -> item.nested(1, schema)));
              }
            });
    return message(value -> value.nested(1, own));
  }

  private void parameters(int field, JsonNode holder) throws IOException {
    for (JsonNode parameter : holder.path("parameters")) {
      byte[] one =
          switch (Json.string(parameter, "in")) {
            case "body" -> message(to -> to.nested(1, bodyParameter(parameter)));
            case "path" -> nonBody(4, parameter, 5);
            default -> nonBody(3, parameter, 6);
          };
      nested(field, message(item -> item.nested(1, one)));
    }
  }

  private static byte[] bodyParameter(JsonNode parameter) {
    return message(
        to -> {
          to.text(2, parameter, "name");
          to.text(3, parameter, "in");
          to.flag(4, parameter, "required");
          to.nested(5, schema(parameter.path("schema")));
        });
  }

  /**
   * @param place field of the kind of parameter
   * @param type field of the type in that kind
   */
  private static byte[] nonBody(int place, JsonNode parameter, int type) {
    byte[] own =
        message(
            to -> {
              to.flag(1, parameter, "required");
              to.text(2, parameter, "in");
              to.text(4, parameter, "name");
              to.text(type, parameter, "type");
            });
    byte[] nonBody = message(to -> to.nested(place, own));
    return message(to -> to.nested(2, nonBody));
  }

  private static byte[] schema(JsonNode schema) {
    return message(
        to -> {
          to.text(1, schema, "$ref");
          to.text(2, schema, "format");
          to.text(4, schema, "description");
          to.texts(19, schema.path("required"));
          if (schema.get("additionalProperties") instanceof ObjectNode values) {
            byte[] each = schema(values);
            to.nested(21, message(item -> item.nested(1, each)));
          }
          if (schema.has("type")) {
            to.nested(22, message(type -> type.text(1, schema, "type")));
          }
          if (schema.get("items") instanceof ObjectNode item) {
            byte[] each = schema(item);
            to.nested(23, message(items -> items.nested(1, each)));
          }
          if (schema.has("properties")) {
            to.nested(25, named(1, schema.path("properties"), GnosticDocument::schema));
          }
          to.extensions(31, schema);
        });
  }
}
