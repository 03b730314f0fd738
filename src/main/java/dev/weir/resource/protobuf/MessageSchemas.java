package dev.weir.resource.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.weir.resource.schema.Field;
import dev.weir.resource.schema.Schema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Schemas of Kubernetes' kinds, read from their messages when they are first needed. */
final class MessageSchemas {
  private final Map<Descriptor, Schema.Fields> known = new ConcurrentHashMap<>();
  private final Descriptions descriptions = Descriptions.read();

  /** The schema of a kind; empty if it is not among the published messages. */
  Optional<Schema.Fields> find(String apiVersion, String kind) {
    return Messages.find(apiVersion, kind).map(this::kind);
  }

  /**
   * The schema of a message of the core group that is part of other kinds.
   *
   * @throws java.util.NoSuchElementException if there is no such message
   */
  Schema.Fields core(String name) {
    return object(Messages.find("v1", name).orElseThrow());
  }

  private Schema.Fields kind(Descriptor message) {
    Map<String, Field> fields = new LinkedHashMap<>();
    fields.put("apiVersion", Field.of(Schema.STRING, "Version of the schema of this object."));
    fields.put("kind", Field.of(Schema.STRING, "Kind of this object."));
    fields.putAll(object(message).fields());
    return new Kind(name(message), descriptions.of(message.getName()), fields);
  }

  private Schema.Fields object(Descriptor message) {
    return known.computeIfAbsent(message, MessageFields::new);
  }

  /** {@code k8s.io.api.core.v1.Pod} is published as {@code io.k8s.api.core.v1.Pod}. */
  private static String name(Descriptor message) {
    return message.getFullName().replaceFirst("^k8s\\.io\\.", "io.k8s.");
  }

  private record Kind(String name, String description, Map<String, Field> fields)
      implements Schema.Fields {}

  private final class MessageFields implements Schema.Fields {
    private final Descriptor message;
    private volatile Map<String, Field> fields = Map.of();

    MessageFields(Descriptor message) {
      this.message = message;
    }

    @Override
    public String name() {
      return MessageSchemas.name(message);
    }

    @Override
    public String description() {
      return descriptions.of(message.getName());
    }

    @Override
    public Map<String, Field> fields() {
      if (fields.isEmpty() && !message.getFields().isEmpty()) {
        Map<String, Field> found = new LinkedHashMap<>();
        for (FieldDescriptor field : message.getFields()) {
          if (Messages.isInline(field)) {
            found.putAll(object(field.getMessageType()).fields());
          } else {
            found.put(field.getName(), described(field));
          }
        }
        fields = found;
      }
      return fields;
    }
  }

  private Field described(FieldDescriptor field) {
    String about = descriptions.of(field.getContainingType().getName(), field.getName());
    return new Field(schema(field), about, MergeKeys.of(field));
  }

  private Schema schema(FieldDescriptor field) {
    if (field.isMapField()) {
      return new Schema.Values(single(field.getMessageType().findFieldByName("value")));
    }
    return field.isRepeated() ? new Schema.Items(single(field)) : single(field);
  }

  private Schema single(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case INT -> Schema.INT32;
      case LONG -> Schema.INT64;
      case FLOAT, DOUBLE -> new Schema.Scalar("number", "double");
      case BOOLEAN -> Schema.BOOLEAN;
      case STRING, ENUM -> Schema.STRING;
      case BYTE_STRING -> Schema.BYTES;
      case MESSAGE -> message(field.getMessageType());
    };
  }

  private Schema message(Descriptor message) {
    return switch (Messages.form(message)) {
      case OBJECT -> object(message);
      case TIME -> Schema.TIME;
      case MICRO_TIME -> Schema.TIME;
      case QUANTITY -> Schema.QUANTITY;
      case INT_OR_STRING -> Schema.INT_OR_STRING;
      case RAW -> Schema.ANYTHING;
      case BARE_LIST -> new Schema.Items(Schema.STRING);
    };
  }
}
