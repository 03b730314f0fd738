package dev.weir.apiserver;

import dev.weir.objects.Updated;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.patch.JsonPatch;
import dev.weir.resource.patch.MergePatch;
import dev.weir.resource.patch.PatchException;
import dev.weir.resource.patch.StrategicMergePatch;
import dev.weir.resource.schema.Schema;
import java.io.IOException;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Changes parts of an object. The patched object keeps the {@code resourceVersion} of the one that
 * it was made of, unless the patch names another.
 */
final class Patch {
  private final Answers answers;
  private final ObjectBodies bodies;

  Patch(Answers answers, ObjectBodies bodies) {
    this.answers = answers;
    this.bodies = bodies;
  }

  void answer(Call call) throws IOException {
    WriteOptions options = QueryOptions.write(call.exchange());
    UnaryOperator<ObjectNode> patch = patch(call);
    Remarks remarks = new Remarks(call);
    Updated updated =
        call.rest()
            .update(
                call.scope(),
                call.name(),
                present -> {
                  remarks.before(present);
                  ObjectNode changed = patched(call, present, patch);
                  remarks.sent(changed);
                  return changed;
                },
                options);
    remarks.add(updated.object());
    answers.object(call, updated.created() ? 201 : 200, updated.object());
  }

  private ObjectNode patched(Call call, ObjectNode present, UnaryOperator<ObjectNode> patch) {
    ObjectNode changed;
    try {
      changed = patch.apply(present);
    } catch (PatchException unfit) {
      throw refusal(unfit).exception();
    }
    bodies.checkFields(call, changed);
    Identity.settle(call, changed);
    return changed;
  }

  private UnaryOperator<ObjectNode> patch(Call call) throws IOException {
    String type = Bodies.mediaType(call.exchange());
    try {
      return switch (type) {
        case "application/json-patch+json" -> {
          JsonPatch patch = JsonPatch.parse(body(call));
          yield present -> object(patch.apply(present));
        }
        case "application/merge-patch+json" -> {
          JsonNode patch = body(call);
          yield present -> MergePatch.apply(present, patch);
        }
        case "application/strategic-merge-patch+json" -> {
          JsonNode patch = body(call);
          Schema schema = bodies.schema(call);
          yield present -> StrategicMergePatch.apply(present, patch, schema);
        }
        case "application/apply-patch+yaml" ->
            throw ApiStatus.unsupportedMediaType(
                    "server-side apply is not offered; use client-side apply (kubectl apply"
                        + " without --server-side) or one of the patch types"
                        + " application/json-patch+json, application/merge-patch+json,"
                        + " application/strategic-merge-patch+json")
                .exception();
        default ->
            throw ApiStatus.unsupportedMediaType(
                    "the body of the request was in an unknown format ("
                        + type
                        + ") - accepted media types include: application/json-patch+json,"
                        + " application/merge-patch+json, application/strategic-merge-patch+json")
                .exception();
      };
    } catch (PatchException malformed) {
      throw refusal(malformed).exception();
    }
  }

  private static JsonNode body(Call call) throws IOException {
    return Bodies.parse(Bodies.bytes(call.exchange()), Bodies.Format.JSON);
  }

  private static ObjectNode object(JsonNode patched) {
    if (patched instanceof ObjectNode object) {
      return object;
    }
    throw ApiStatus.badRequest("the patch makes the object something else than a JSON object")
        .exception();
  }

  private static ApiStatus refusal(PatchException failure) {
    String message = String.valueOf(failure.getMessage());
    return failure.isMalformed()
        ? ApiStatus.badRequest(message)
        : new ApiStatus(422, "Invalid", message, dev.weir.resource.Json.object());
  }
}
