package dev.weir.resource;

/**
 * One thing wrong with one field, in the words of Kubernetes (image-api.md 7.6).
 *
 * @param reason {@code FieldValueInvalid}, {@code FieldValueRequired}, …
 * @param field path such as {@code spec.tags[2.0].from.name}
 * @param message without the path
 */
public record FieldProblem(String reason, String field, String message) {
  public static FieldProblem invalid(String field, Object value, String detail) {
    String shown = value instanceof String s ? "\"" + s + "\"" : String.valueOf(value);
    return new FieldProblem("FieldValueInvalid", field, "Invalid value: " + shown + ": " + detail);
  }

  public static FieldProblem required(String field, String detail) {
    return new FieldProblem(
        "FieldValueRequired", field, "Required value" + (detail.isEmpty() ? "" : ": " + detail));
  }

  public static FieldProblem notFound(String field, String value) {
    return new FieldProblem("FieldValueNotFound", field, "Not found: \"" + value + "\"");
  }

  public static FieldProblem forbidden(String field, String detail) {
    return new FieldProblem("FieldValueForbidden", field, "Forbidden: " + detail);
  }

  public static FieldProblem duplicate(String field, String value) {
    return new FieldProblem("FieldValueDuplicate", field, "Duplicate value: \"" + value + "\"");
  }

  /** More than so many bytes. */
  public static FieldProblem tooLong(String field, int bytes) {
    return new FieldProblem(
        "FieldValueTooLong", field, "Too long: may not be more than " + bytes + " bytes");
  }

  public static FieldProblem unsupported(String field, String value, String supported) {
    return new FieldProblem(
        "FieldValueNotSupported",
        field,
        "Unsupported value: \"" + value + "\": supported values: " + supported);
  }

  @Override
  public String toString() {
    return field + ": " + message;
  }
}
