package dev.weir.apiserver;

import dev.weir.objects.TableView;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Turns objects into what a {@link Presentation} asks for: tables, rows, bare metadata. */
final class Shapes {
  private static final String META_GROUP = "meta.k8s.io/";

  private final Presentation presentation;
  private final TableView view;
  private final Instant now;

  Shapes(Presentation presentation, TableView view, Instant now) {
    this.presentation = presentation;
    this.view = view;
    this.now = now;
  }

  /** One object alone, as JSON. */
  byte[] single(ApiObject object) {
    return switch (presentation.shape()) {
      case OBJECT -> object.json();
      case METADATA -> Json.bytes(metadataOnly(object.tree()));
      case TABLE -> {
        ObjectNode table = table(Meta.resourceVersion(object.tree()));
        table.withArray("rows").add(row(object.tree()));
        yield Json.bytes(table);
      }
    };
  }

  /** One object as a member of a list: itself, its metadata, or its row. */
  byte[] item(ApiObject object) {
    return switch (presentation.shape()) {
      case OBJECT -> object.json();
      case METADATA -> Json.bytes(metadataOnly(object.tree()));
      case TABLE -> Json.bytes(row(object.tree()));
    };
  }

  /** A table with its columns and no rows. */
  ObjectNode table(String resourceVersion) {
    ObjectNode table = Json.object();
    table.put("kind", "Table").put("apiVersion", apiVersion());
    table.putObject("metadata").put("resourceVersion", resourceVersion);
    table.set("columnDefinitions", columns());
    table.putArray("rows");
    return table;
  }

  ArrayNode columns() {
    ArrayNode columns = Json.array();
    view.columns()
        .forEach(
            c ->
                columns
                    .addObject()
                    .put("name", c.name())
                    .put("type", c.type())
                    .put("format", c.format())
                    .put("description", c.description())
                    .put("priority", c.priority()));
    return columns;
  }

  String apiVersion() {
    return META_GROUP + presentation.version();
  }

  private ObjectNode row(ObjectNode object) {
    ObjectNode row = Json.object();
    ArrayNode cells = row.putArray("cells");
    List<Object> values = view.cells().apply(object, now);
    values.forEach(v -> cells.add(Json.mapper().<tools.jackson.databind.JsonNode>valueToTree(v)));
    switch (presentation.includeObject()) {
      case NONE -> {}
      case METADATA -> row.set("object", metadataOnly(object));
      case OBJECT -> row.set("object", object);
    }
    return row;
  }

  private ObjectNode metadataOnly(ObjectNode object) {
    ObjectNode partial = Json.object();
    partial.put("kind", "PartialObjectMetadata").put("apiVersion", apiVersion());
    partial.set("metadata", Json.objectAt(object, "metadata"));
    return partial;
  }
}
