package dev.weir.apiserver.request;

import dev.weir.http.Exchange;
import dev.weir.http.Warnings;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.schema.FieldCheck;
import dev.weir.resource.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What the client wants to hear of fields that its object should not have. */
enum FieldValidation {
  STRICT,
  WARN,
  IGNORE;

  /** The wish in the query; {@code Warn} if there is none, as in Kubernetes. */
  static FieldValidation of(Exchange exchange) {
    return switch (exchange.query("fieldValidation")) {
      case "Strict" -> STRICT;
      case "", "Warn" -> WARN;
      case "Ignore" -> IGNORE;
      case String other ->
          throw ApiStatus.badRequest(
                  "invalid fieldValidation \"" + other + "\": must be Ignore, Warn or Strict")
              .exception();
    };
  }

  boolean looksAtFields() {
    return this != IGNORE;
  }

  /**
   * Takes unknown fields away and tells of them in the way that was asked for.
   *
   * @param twice members that stand twice
   * @throws dev.weir.resource.StatusException 400 for a value of a wrong type and for what Strict
   *     does not allow; 422 for what stands where it must not be
   */
  void check(Call call, ObjectNode object, Optional<Schema.Fields> schema, List<String> twice) {
    List<FieldProblem> misplaced = call.rest().misplaced(object);
    if (!misplaced.isEmpty()) {
      throw ApiStatus.invalid(call.rest().original(), Meta.name(object), misplaced).exception();
    }
    List<String> problems = new ArrayList<>();
    if (schema.isPresent()) {
      FieldCheck found = FieldCheck.prune(object, schema.get());
      if (!found.mismatches().isEmpty()) {
        throw refusal(call, object, String.join(", ", found.mismatches())).exception();
      }
      found.unknown().forEach(path -> problems.add("unknown field \"" + path + "\""));
    }
    twice.forEach(path -> problems.add("duplicate field \"" + path + "\""));
    if (problems.isEmpty()) {
      return;
    }
    switch (this) {
      case STRICT -> throw strict(call, object, problems).exception();
      case WARN -> warn(call.exchange(), problems);
      case IGNORE -> {}
    }
  }

  private static ApiStatus strict(Call call, ObjectNode object, List<String> problems) {
    return refusal(call, object, "strict decoding error: " + String.join(", ", problems));
  }

  /** What a body says wrongly is a bad request; what a patch makes of an object is invalid. */
  private static ApiStatus refusal(Call call, ObjectNode object, String why) {
    if (call.exchange().method().equals("PATCH")) {
      return ApiStatus.invalid(
          call.kind(),
          Meta.name(object),
          List.of(new FieldProblem("FieldValueInvalid", "patch", "Invalid value: " + why)));
    }
    return cannotBeHandled(call.kind(), why);
  }

  private static ApiStatus cannotBeHandled(ResourceKind kind, String why) {
    return ApiStatus.badRequest(
        kind.kind()
            + " in version \""
            + kind.version()
            + "\" cannot be handled as a "
            + kind.kind()
            + ": "
            + why);
  }

  private static void warn(Exchange exchange, List<String> problems) {
    exchange.response().getHeaders().remove("Warning");
    Warnings.add(exchange, problems);
  }
}
