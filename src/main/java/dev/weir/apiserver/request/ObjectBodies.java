package dev.weir.apiserver.request;

import dev.weir.http.Exchange;
import dev.weir.resource.Json;
import dev.weir.resource.Yaml;
import dev.weir.resource.protobuf.KindSchemas;
import dev.weir.resource.protobuf.ProtobufBody;
import dev.weir.resource.schema.DuplicateFields;
import dev.weir.resource.schema.Schema;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.node.ObjectNode;

/** Reads the objects that requests carry, and checks their fields. */
public final class ObjectBodies {
  private final KindSchemas schemas;

  /**
   * @param schemas what each kind has
   */
  public ObjectBodies(KindSchemas schemas) {
    this.schemas = schemas;
  }

  /** Reads an object in any of the formats and takes away fields that its kind does not have. */
  public ObjectNode read(Call call) throws IOException {
    FieldValidation validation = FieldValidation.of(call.exchange());
    Bodies.Format format = Bodies.format(call.exchange());
    byte[] bytes = Bodies.bytes(call.exchange());
    ObjectNode object = object(bytes, format);
    List<String> twice =
        validation.looksAtFields() && format != Bodies.Format.PROTOBUF
            ? duplicates(bytes, format)
            : List.of();
    Optional<Schema.Fields> schema = schemas.find(call.rest().original());
    validation.check(call, object, schema, twice);
    return object;
  }

  /** The options in the body of a DELETE; an empty object if there is no body. */
  ObjectNode readDeleteOptions(Exchange exchange) throws IOException {
    byte[] bytes = Bodies.bytes(exchange);
    return bytes.length == 0 ? Json.object() : object(bytes, Bodies.format(exchange));
  }

  private static ObjectNode object(byte[] bytes, Bodies.Format format) {
    return format == Bodies.Format.PROTOBUF
        ? ProtobufBody.read(bytes)
        : Bodies.parseObject(bytes, format);
  }

  private static List<String> duplicates(byte[] bytes, Bodies.Format format) {
    try (JsonParser tokens =
        format == Bodies.Format.YAML ? Yaml.parser(bytes) : Json.mapper().createParser(bytes)) {
      return DuplicateFields.in(tokens);
    }
  }

  /** The schema by which a strategic merge goes. */
  public Schema schema(Call call) {
    Optional<Schema.Fields> found = schemas.find(call.rest().original());
    return found.isPresent() ? found.get() : Schema.ANYTHING;
  }

  /** Members that stand twice in a patch; none if it cannot be read, which is told elsewhere. */
  public List<String> twiceInPatch(Call call, byte[] patch) {
    try {
      return FieldValidation.of(call.exchange()).looksAtFields()
          ? duplicates(patch, Bodies.Format.JSON)
          : List.of();
    } catch (JacksonException _) {
      return List.of();
    }
  }

  /**
   * As {@link #read} does, for an object that a patch made.
   *
   * @param twice members that stand twice in the patch
   */
  public void checkFields(Call call, ObjectNode object, List<String> twice) {
    FieldValidation.of(call.exchange())
        .check(call, object, schemas.find(call.rest().original()), twice);
  }
}
