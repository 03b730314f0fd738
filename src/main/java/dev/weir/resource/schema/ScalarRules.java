package dev.weir.resource.schema;

import dev.weir.resource.Quantity;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Which values a {@link Schema.Scalar} takes. Go clients read into fields of fixed types, and one
 * value beyond its type makes a whole list unreadable to them.
 */
final class ScalarRules {
  private static final Pattern TIME =
      Pattern.compile(
          "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})");

  /** What Go shows as no time at all. */
  private static final Instant ZERO = Instant.parse("0001-01-01T00:00:00Z");

  private ScalarRules() {}

  static boolean fits(JsonNode value, Schema.Scalar scalar) {
    return switch (scalar.type()) {
      case "string" -> value.isString() && isWritten(value.stringValue(), scalar);
      case "boolean" -> value.isBoolean();
      case "integer" -> isWhole(value, scalar);
      case "number" -> value.isNumber();
      default ->
          scalar.equals(Schema.INT_OR_STRING)
              ? value.isString() || isWhole(value, scalar)
              : Quantity.parse(value).isPresent();
    };
  }

  private static boolean isWritten(String text, Schema.Scalar scalar) {
    return switch (scalar.format()) {
      case "date-time" -> time(text).isPresent();
      case "byte" -> isBase64(text);
      default -> true;
    };
  }

  private static boolean isWhole(JsonNode value, Schema.Scalar scalar) {
    return value.isIntegralNumber()
        && (scalar.equals(Schema.INT64) ? value.canConvertToLong() : value.canConvertToInt());
  }

  /** True for the time that stands for none, and is {@code null} once it is kept. */
  static boolean isZeroTime(JsonNode value, Schema schema) {
    return schema.equals(Schema.TIME)
        && value.isString()
        && time(value.stringValue()).filter(ZERO::equals).isPresent();
  }

  private static Optional<Instant> time(String text) {
    if (!TIME.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      Instant time = OffsetDateTime.parse(text).toInstant();
      return Optional.of(time).filter(t -> t.atOffset(ZoneOffset.UTC).getYear() <= 9999);
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  static String withoutLineBreaks(String base64) {
    return base64.replaceAll("[\\r\\n]", "");
  }

  private static boolean isBase64(String text) {
    try {
      var _ = Base64.getDecoder().decode(withoutLineBreaks(text));
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /** What a scalar takes, in words. */
  static String expected(Schema.Scalar scalar) {
    return switch (scalar.type()) {
      case "string" ->
          switch (scalar.format()) {
            case "date-time" -> "a time such as 2006-01-02T15:04:05Z";
            case "byte" -> "a base64 string";
            default -> "a string";
          };
      case "boolean" -> "true or false";
      case "integer" -> whole(scalar);
      case "number" -> "a number";
      default ->
          scalar.equals(Schema.INT_OR_STRING)
              ? "a string or " + whole(scalar)
              : "a quantity such as 100m, 2 or 1Gi";
    };
  }

  private static String whole(Schema.Scalar scalar) {
    return "a whole number of " + (scalar.equals(Schema.INT64) ? 64 : 32) + " bits";
  }
}
