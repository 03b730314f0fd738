package dev.weir.apiserver.openapi;

import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.schema.Field;
import dev.weir.resource.schema.Schema;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** The named schemas of one document. */
final class Components {
  private static final String REFERENCE = "#/components/schemas/";

  private final Map<String, ObjectNode> schemas = new TreeMap<>();

  ObjectNode toJson() {
    ObjectNode components = Json.object();
    ObjectNode named = components.putObject("schemas");
    schemas.forEach(named::set);
    return components;
  }

  /** Publishes a kind and returns a reference to it. */
  ObjectNode kind(ResourceKind kind, Schema.Fields schema) {
    ObjectNode reference = reference(schema);
    mark(kind, schemas.getOrDefault(schema.name(), Json.object()));
    return reference;
  }

  /** Publishes a kind whose objects may have any fields. */
  ObjectNode openKind(ResourceKind kind) {
    String name = "dev.weir." + kind.qualifiedKind();
    ObjectNode schema = schemas.computeIfAbsent(name, _ -> Json.object());
    schema.put("type", "object").put("x-kubernetes-preserve-unknown-fields", true);
    mark(kind, schema);
    return Json.object().put("$ref", REFERENCE + name);
  }

  private static void mark(ResourceKind kind, ObjectNode schema) {
    var kinds = Json.ensureArray(schema, "x-kubernetes-group-version-kind");
    ObjectNode own = groupVersionKind(kind);
    if (!kinds.valueStream().toList().contains(own)) {
      kinds.add(own);
    }
  }

  static ObjectNode groupVersionKind(ResourceKind kind) {
    return Json.object()
        .put("group", kind.group())
        .put("kind", kind.kind())
        .put("version", kind.version());
  }

  private ObjectNode reference(Schema.Fields fields) {
    if (!schemas.containsKey(fields.name())) {
      ObjectNode schema = Json.object();
      // Before its members, since they may refer to it.
      schemas.put(fields.name(), schema);
      describe(schema, fields.description());
      schema.put("type", "object");
      ObjectNode properties = Json.object();
      fields.fields().forEach((name, field) -> properties.set(name, member(field)));
      if (!properties.isEmpty()) {
        schema.set("properties", properties);
      }
    }
    return Json.object().put("$ref", REFERENCE + fields.name());
  }

  private ObjectNode member(Field field) {
    ObjectNode schema = schema(field.schema());
    if (schema.has("$ref")) {
      ObjectNode wrapped = Json.object();
      wrapped.putArray("allOf").add(schema);
      wrapped.putObject("default");
      schema = wrapped;
    }
    describe(schema, field.description());
    Field.Merge merge = field.merge();
    if (merge.lists() || merge.retainKeys()) {
      schema.put("x-kubernetes-patch-strategy", strategy(merge));
      if (!merge.key().isEmpty()) {
        schema.put("x-kubernetes-patch-merge-key", merge.key());
      }
    }
    return schema;
  }

  private static String strategy(Field.Merge merge) {
    if (merge.lists()) {
      return merge.retainKeys() ? "merge,retainKeys" : "merge";
    }
    return "retainKeys";
  }

  private static void describe(ObjectNode schema, String description) {
    if (!description.isEmpty()) {
      schema.put("description", description);
    }
  }

  private ObjectNode schema(Schema schema) {
    ObjectNode json = Json.object();
    switch (schema) {
      case Schema.Anything _ ->
          json.put("type", "object").put("x-kubernetes-preserve-unknown-fields", true);
      case Schema.Scalar(String type, String format) -> scalar(json, type, format);
      case Schema.Items(Schema item) -> {
        json.put("type", "array");
        json.set("items", schema(item));
      }
      case Schema.Values(Schema value, _) -> {
        json.put("type", "object");
        json.set("additionalProperties", schema(value));
      }
      case Schema.Fields fields -> {
        return reference(fields);
      }
    }
    return json;
  }

  private static void scalar(ObjectNode json, String type, String format) {
    if (type.isEmpty()) {
      var either = json.putArray("oneOf");
      either.addObject().put("type", format.equals("quantity") ? "number" : "integer");
      either.addObject().put("type", "string");
    } else {
      json.put("type", type);
    }
    if (!format.isEmpty() && !format.equals("quantity")) {
      json.put("format", format);
    }
  }
}
