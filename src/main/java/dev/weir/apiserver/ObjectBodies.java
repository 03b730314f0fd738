package dev.weir.apiserver;

import dev.weir.http.Exchange;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.schema.Schema;
import java.io.IOException;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Reads the objects that requests carry, and checks their fields. */
final class ObjectBodies {

  ObjectNode read(Call call) throws IOException {
    Bodies.Format format = Bodies.format(call.exchange());
    byte[] bytes = Bodies.bytes(call.exchange());
    if (format == Bodies.Format.PROTOBUF) {
      throw ApiStatus.unsupportedMediaType("protobuf bodies are not read").exception();
    }
    ObjectNode object = Bodies.parseObject(bytes, format);
    checkFields(call, object);
    return object;
  }

  /** The options in the body of a DELETE; an empty object if there is no body. */
  ObjectNode readDeleteOptions(Exchange exchange) throws IOException {
    byte[] bytes = Bodies.bytes(exchange);
    return bytes.length == 0 ? Json.object() : Bodies.parseObject(bytes, Bodies.format(exchange));
  }

  Optional<Schema> schema(ResourceKind kind) {
    return Optional.empty();
  }

  void checkFields(Call call, ObjectNode object) {}
}
