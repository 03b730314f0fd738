package dev.weir.resource.schema;

import dev.weir.resource.Json;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What of a value its schema allows, where {@link FieldCheck} would refuse the whole. */
public final class Fitting {
  private Fitting() {}

  /**
   * A new tree of those parts that the schema knows and that have the right type: a list loses
   * single items, a map single entries, an object single members.
   */
  public static ObjectNode parts(ObjectNode object, Schema.Fields schema) {
    ObjectNode kept = Json.object();
    schema
        .fields()
        .forEach(
            (name, field) ->
                fit(object.path(name), field.schema()).ifPresent(value -> kept.set(name, value)));
    return kept;
  }

  private static Optional<JsonNode> fit(JsonNode value, Schema schema) {
    return switch (schema) {
      case Schema.Anything _ -> Optional.of(value).filter(v -> !v.isMissingNode());
      case Schema.Scalar scalar -> Optional.of(value).filter(v -> ScalarRules.fits(v, scalar));
      case Schema.Items(Schema item) -> {
        ArrayNode kept = Json.array();
        value.valueStream().forEach(one -> fit(one, item).ifPresent(kept::add));
        yield value.isArray() ? Optional.of(kept) : Optional.empty();
      }
      case Schema.Values(Schema each, _) -> {
        if (!(value instanceof ObjectNode map)) {
          yield Optional.empty();
        }
        ObjectNode kept = Json.object();
        map.forEachEntry((key, one) -> fit(one, each).ifPresent(fitting -> kept.set(key, fitting)));
        yield Optional.of(kept);
      }
      case Schema.Fields fields ->
          value instanceof ObjectNode object
              ? Optional.of(parts(object, fields))
              : Optional.empty();
    };
  }
}
