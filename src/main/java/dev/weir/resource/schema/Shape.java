package dev.weir.resource.schema;

import java.util.LinkedHashMap;
import java.util.Map;

/** Writes down the schema of an object field by field. */
final class Shape {
  private final String name;
  private final String description;
  private final Map<String, Field> fields = new LinkedHashMap<>();

  private Shape(String name, String description) {
    this.name = name;
    this.description = description;
  }

  static Shape of(String name, String description) {
    return new Shape(name, description);
  }

  /** A kind: with apiVersion, kind and metadata. */
  static Shape kind(String name, String description) {
    return of(name, description)
        .with("apiVersion", Schema.STRING, "Version of the schema of this object.")
        .with("kind", Schema.STRING, "Kind of this object.")
        .with("metadata", MetaSchemas.OBJECT_META, "Standard object metadata.");
  }

  Shape with(String field, Schema schema, String about) {
    fields.put(field, Field.of(schema, about));
    return this;
  }

  Shape list(String field, Schema item, String about) {
    return with(field, new Schema.Items(item), about);
  }

  /** A list whose items a strategic merge finds by a key. */
  Shape list(String field, Schema item, String mergeKey, String about) {
    fields.put(field, new Field(new Schema.Items(item), about, Field.Merge.by(mergeKey)));
    return this;
  }

  Schema.Fields done() {
    return new Declared(name, description, java.util.Collections.unmodifiableMap(fields));
  }

  private record Declared(String name, String description, Map<String, Field> fields)
      implements Schema.Fields {}
}
