package dev.weir.objects;

import dev.weir.objects.value.ValueCodec;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What the verbs of one stored kind share. */
record StoredKind(
    StoreContext context,
    ResourceKind kind,
    Strategy strategy,
    ValueCodec codec,
    StoredReads reads) {
  /** How often a write is tried before too many others are in the way. */
  static final int ATTEMPTS = 20;

  static StoredKind of(
      StoreContext context, ResourceKind kind, Strategy strategy, ValueCodec codec) {
    return new StoredKind(
        context, kind, strategy, codec, new StoredReads(context.store(), kind, strategy, codec));
  }

  RuntimeException busy() {
    return ApiStatus.serverTimeout(
            "the "
                + kind.plural()
                + " operation could not be completed: too many writers at once, please try again",
            2)
        .exception();
  }

  void refuse(ObjectNode object, List<FieldProblem> problems) {
    if (!problems.isEmpty()) {
      throw ApiStatus.invalid(kind, Meta.name(object), problems).exception();
    }
  }

  byte[] encode(ObjectNode object) {
    byte[] encoded = ApiObject.encode(object);
    if (encoded.length > Json.MAX_BYTES) {
      throw ApiStatus.tooLarge(
              kind.resource()
                  + " \""
                  + Meta.name(object)
                  + "\" is too large: "
                  + encoded.length
                  + " bytes, at most "
                  + Json.MAX_BYTES
                  + " can be stored")
          .exception();
    }
    return encoded;
  }
}
