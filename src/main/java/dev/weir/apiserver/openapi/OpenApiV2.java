package dev.weir.apiserver.openapi;

import dev.weir.resource.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The documents of version 3 as one of version 2 (Swagger 2.0), for clients that explain, compare
 * and check dry runs by that (cli.md 18.1).
 */
final class OpenApiV2 {
  private static final String KINDS = "x-kubernetes-group-version-kind";
  private static final List<String> METHODS = List.of("get", "put", "post", "delete", "patch");

  private final ObjectNode document = Json.object();
  private final ObjectNode paths = Json.object();
  private final ObjectNode definitions = Json.object();

  private OpenApiV2(String version) {
    document.put("swagger", "2.0");
    document.putObject("info").put("title", "Weir").put("version", version);
    document.set("paths", paths);
    document.set("definitions", definitions);
  }

  static ObjectNode of(String version, List<ObjectNode> documents) {
    OpenApiV2 merged = new OpenApiV2(version);
    documents.forEach(merged::add);
    return merged.document;
  }

  private void add(ObjectNode three) {
    three.path("components").path("schemas").forEachEntry(this::define);
    three
        .path("paths")
        .forEachEntry((path, item) -> paths.set(path, pathItem((ObjectNode) item.deepCopy())));
  }

  /** A definition may stand in several documents, in each for the kinds of that group. */
  private void define(String name, JsonNode schema) {
    if (definitions.get(name) instanceof ObjectNode known) {
      ArrayNode kinds = Json.ensureArray(known, KINDS);
      schema.path(KINDS).valueStream().filter(k -> !holds(kinds, k)).forEach(kinds::add);
      if (kinds.isEmpty()) {
        known.remove(KINDS);
      }
    } else {
      definitions.set(name, schema(schema));
    }
  }

  private static boolean holds(ArrayNode list, JsonNode wanted) {
    return list.valueStream().anyMatch(wanted::equals);
  }

  private static ObjectNode pathItem(ObjectNode item) {
    ObjectNode two = Json.object();
    two.set("parameters", parameters(Json.arrayAt(item, "parameters")));
    for (String method : METHODS) {
      if (item.get(method) instanceof ObjectNode operation) {
        two.set(method, operation(operation));
      }
    }
    return two;
  }

  private static ObjectNode operation(ObjectNode three) {
    ObjectNode two = three.deepCopy();
    ArrayNode parameters = parameters(Json.arrayAt(three, "parameters"));
    ObjectNode content = Json.objectAt(Json.objectAt(three, "requestBody"), "content");
    if (!content.isEmpty()) {
      content.propertyNames().forEach(Json.ensureArray(two, "consumes")::add);
      parameters
          .addObject()
          .put("name", "body")
          .put("in", "body")
          .put("required", true)
          .set("schema", schema(content.iterator().next().path("schema")));
    }
    two.remove("requestBody");
    two.set("parameters", parameters);
    ObjectNode responses = two.putObject("responses");
    three.path("responses").forEachEntry((code, answer) -> responses.set(code, response(answer)));
    two.putArray("produces").add("application/json").add("application/yaml");
    return two;
  }

  private static ObjectNode response(JsonNode three) {
    ObjectNode two = Json.object().put("description", Json.string(three, "description"));
    JsonNode schema = three.path("content").path("application/json").path("schema");
    if (schema.isObject()) {
      two.set("schema", schema(schema));
    }
    return two;
  }

  private static ArrayNode parameters(ArrayNode three) {
    ArrayNode two = Json.array();
    for (JsonNode parameter : three) {
      ObjectNode flat = two.addObject();
      parameter.forEachEntry(
          (member, value) -> {
            if (member.equals("schema")) {
              flat.setAll((ObjectNode) value.deepCopy());
            } else {
              flat.set(member, value);
            }
          });
    }
    return two;
  }

  /** Version 2 knows no choices, and puts its references elsewhere. */
  private static ObjectNode schema(JsonNode three) {
    ObjectNode two = Json.object();
    three.forEachEntry(
        (member, value) -> {
          switch (member) {
            case "$ref" ->
                two.put(member, value.asString().replace("components/schemas", "definitions"));
            case "allOf" -> two.setAll(schema(value.path(0)));
            case "oneOf" -> two.put("type", "string");
            case "default" -> {}
            case "items", "additionalProperties" -> two.set(member, schema(value));
            case "properties" -> {
              ObjectNode properties = two.putObject(member);
              value.forEachEntry((name, property) -> properties.set(name, schema(property)));
            }
            default -> two.set(member, value);
          }
        });
    return two;
  }
}
