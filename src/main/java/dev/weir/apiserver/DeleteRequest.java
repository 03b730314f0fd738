package dev.weir.apiserver;

import dev.weir.http.Exchange;
import dev.weir.objects.DeleteOptions;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Reads how to delete, from the query and from the {@code DeleteOptions} in the body. */
final class DeleteRequest {
  private static final Set<String> PROPAGATION = Set.of("", "Background", "Foreground", "Orphan");

  private DeleteRequest() {}

  static DeleteOptions read(Call call, ObjectBodies bodies) throws IOException {
    Exchange exchange = call.exchange();
    ObjectNode body = bodies.readDeleteOptions(exchange);
    List<String> dryRun = new ArrayList<>(exchange.queryValues("dryRun"));
    Json.arrayAt(body, "dryRun").forEach(value -> dryRun.add(value.asString("")));
    checkPropagation(exchange.query("propagationPolicy"));
    checkPropagation(Json.string(body, "propagationPolicy"));
    ObjectNode preconditions = Json.objectAt(body, "preconditions");
    return new DeleteOptions(
        QueryOptions.dryRun(dryRun),
        Json.string(preconditions, "uid"),
        Json.string(preconditions, "resourceVersion"));
  }

  /** Nothing here has dependents, so that all of them mean the same. */
  private static void checkPropagation(String policy) {
    if (!PROPAGATION.contains(policy)) {
      throw ApiStatus.badRequest(
              "invalid propagationPolicy \""
                  + policy
                  + "\": must be Background, Foreground or Orphan")
          .exception();
    }
  }
}
