package dev.weir.resource.patch;

import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.schema.Schema;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A patch of any of the types that a PATCH request may have, as a change of an object. */
public final class ObjectPatch {
  public static final String JSON = "application/json-patch+json";
  public static final String MERGE = "application/merge-patch+json";
  public static final String STRATEGIC = "application/strategic-merge-patch+json";

  private static final String APPLY = "application/apply-patch+yaml";

  private ObjectPatch() {}

  /**
   * Reads a patch.
   *
   * @param schema by which a strategic merge goes
   * @param kept true of annotations of which a patch that takes one away by its name leaves the key
   *     with an empty value, since an update that does not name it keeps it
   * @return leaves what it is given as it is; refuses with 422 what the patch does not fit
   * @throws dev.weir.resource.StatusException 415 for another type, 400 for a patch that fits
   *     nothing
   */
  public static UnaryOperator<ObjectNode> of(
      String mediaType, Supplier<JsonNode> patch, Supplier<Schema> schema, Predicate<String> kept) {
    UnaryOperator<ObjectNode> change = read(mediaType, patch, schema, new EmptiedAnnotations(kept));
    return present -> {
      try {
        return change.apply(present);
      } catch (PatchException unfit) {
        throw refusal(unfit).exception();
      }
    };
  }

  private static UnaryOperator<ObjectNode> read(
      String mediaType,
      Supplier<JsonNode> patch,
      Supplier<Schema> schema,
      EmptiedAnnotations emptied) {
    return switch (mediaType) {
      case JSON -> {
        JsonPatch operations = operations(patch.get());
        yield present -> object(operations.apply(present, emptied::left));
      }
      case MERGE -> {
        JsonNode change = patch.get();
        yield present -> emptied.merged(change, present, MergePatch.apply(present, change), false);
      }
      case STRATEGIC -> {
        JsonNode change = patch.get();
        Schema shape = schema.get();
        yield present ->
            emptied.merged(
                change, present, StrategicMergePatch.apply(present, change, shape), true);
      }
      case APPLY ->
          throw ApiStatus.unsupportedMediaType(
                  "server-side apply is not offered; use client-side apply (kubectl apply"
                      + " without --server-side) or one of the patch types "
                      + String.join(", ", JSON, MERGE, STRATEGIC))
              .exception();
      default ->
          throw ApiStatus.unsupportedMediaType(
                  "the body of the request was in an unknown format ("
                      + mediaType
                      + ") - accepted media types include: "
                      + String.join(", ", JSON, MERGE, STRATEGIC))
              .exception();
    };
  }

  private static JsonPatch operations(JsonNode patch) {
    try {
      return JsonPatch.parse(patch);
    } catch (PatchException malformed) {
      throw refusal(malformed).exception();
    }
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
        : new ApiStatus(422, "Invalid", message, Json.object());
  }
}
