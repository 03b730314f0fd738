package dev.weir.resource.schema;

import java.util.Map;

/** The shape of a value. */
public sealed interface Schema {
  /** Whatever it is, it is kept. */
  record Anything() implements Schema {}

  /**
   * A value without parts.
   *
   * @param type OpenAPI type: {@code string}, {@code integer}, {@code number}, {@code boolean};
   *     {@code ""} for a string or a number
   * @param format OpenAPI format, such as {@code int64} or {@code date-time}; may be empty
   */
  record Scalar(String type, String format) implements Schema {}

  /** A list. */
  record Items(Schema item) implements Schema {}

  /**
   * A map from free keys.
   *
   * @param keptEmpty an empty map says something else than none
   */
  record Values(Schema value, boolean keptEmpty) implements Schema {
    /** A map that is not kept if it is empty. */
    public Values(Schema value) {
      this(value, false);
    }
  }

  /** An object with known fields. An interface, since messages may hold themselves. */
  non-sealed interface Fields extends Schema {
    /** Name in the published documents, such as {@code io.k8s.api.core.v1.Container}. */
    String name();

    String description();

    /** By JSON name, in the order of their declaration. */
    Map<String, Field> fields();
  }

  Schema ANYTHING = new Anything();
  Schema STRING = new Scalar("string", "");
  Schema BOOLEAN = new Scalar("boolean", "");
  Schema INT32 = new Scalar("integer", "int32");
  Schema INT64 = new Scalar("integer", "int64");
  Schema BYTES = new Scalar("string", "byte");
  Schema QUANTITY = new Scalar("", "quantity");
  Schema INT_OR_STRING = new Scalar("", "int-or-string");
  Schema TIME = new Scalar("string", "date-time");
}
