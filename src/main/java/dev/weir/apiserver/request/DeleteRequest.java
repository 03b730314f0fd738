package dev.weir.apiserver.request;

import dev.weir.http.Exchange;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.meta.Propagation;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.schema.FieldCheck;
import dev.weir.resource.schema.OptionSchemas;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads how to delete, from the query and from the {@code DeleteOptions} in the body. */
public final class DeleteRequest {
  private DeleteRequest() {}

  /**
   * How to delete.
   *
   * @throws dev.weir.resource.StatusException 400 if the options cannot be read
   */
  public static DeleteOptions read(Call call, ObjectBodies bodies) throws IOException {
    Exchange exchange = call.exchange();
    ObjectNode body = bodies.readDeleteOptions(exchange);
    requireTypes(body);
    List<String> dryRun = new ArrayList<>(exchange.queryValues("dryRun"));
    Json.arrayAt(body, "dryRun").forEach(value -> dryRun.add(value.asString("")));
    ObjectNode preconditions = Json.objectAt(body, "preconditions");
    return new DeleteOptions(
        QueryOptions.dryRun(dryRun),
        Json.string(preconditions, "uid"),
        Json.string(preconditions, "resourceVersion"),
        propagation(exchange, body));
  }

  /** An option that cannot be read must not be taken for none: it may hold the deletion back. */
  private static void requireTypes(ObjectNode options) {
    List<String> mismatches = FieldCheck.prune(options, OptionSchemas.DELETE_OPTIONS).mismatches();
    if (!mismatches.isEmpty()) {
      throw ApiStatus.badRequest(
              "the DeleteOptions in the request cannot be read: " + String.join(", ", mismatches))
          .exception();
    }
  }

  private static Propagation propagation(Exchange exchange, ObjectNode body) {
    String inBody = Json.string(body, "propagationPolicy");
    String policy = inBody.isEmpty() ? exchange.query("propagationPolicy") : inBody;
    Optional<Boolean> orphan =
        Optional.ofNullable(body.get("orphanDependents"))
            .filter(JsonNode::isBoolean)
            .map(JsonNode::booleanValue);
    if (orphan.isEmpty() && exchange.hasQuery("orphanDependents")) {
      orphan = Optional.of(QueryOptions.flag("orphanDependents", exchange));
    }
    if (orphan.isPresent() && !policy.isEmpty()) {
      throw ApiStatus.badRequest(
              "orphanDependents and propagationPolicy cannot both be set: leave the first out")
          .exception();
    }
    if (orphan.isPresent()) {
      return orphan.get() ? Propagation.ORPHAN : Propagation.BACKGROUND;
    }
    return propagation(policy);
  }

  private static Propagation propagation(String policy) {
    return switch (policy) {
      case "" -> Propagation.USUAL;
      case "Background" -> Propagation.BACKGROUND;
      case "Foreground" -> Propagation.FOREGROUND;
      case "Orphan" -> Propagation.ORPHAN;
      default ->
          throw ApiStatus.badRequest(
                  "invalid propagationPolicy \""
                      + policy
                      + "\": must be Background, Foreground or Orphan")
              .exception();
    };
  }
}
