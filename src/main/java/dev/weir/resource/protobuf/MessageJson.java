package dev.weir.resource.protobuf;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.weir.resource.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Turns a Kubernetes message into the JSON of the same object. */
final class MessageJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  /**
   * Fields whose zero is a choice. Writers of these messages send the zero of every plain field, so
   * that a zero elsewhere only says that nothing was chosen.
   */
  private static final Set<String> ZERO_COUNTS =
      Set.of(
          "activeDeadlineSeconds",
          "allocateLoadBalancerNodePorts",
          "allowPrivilegeEscalation",
          "automountServiceAccountToken",
          "backoffLimit",
          "backoffLimitPerIndex",
          "blockOwnerDeletion",
          "completions",
          "controller",
          "defaultMode",
          "deletionGracePeriodSeconds",
          "enableServiceLinks",
          "expirationSeconds",
          "failedJobsHistoryLimit",
          "fsGroup",
          "gracePeriodSeconds",
          "hostUsers",
          "immutable",
          "manualSelector",
          "maxFailedIndexes",
          "minReplicas",
          "mode",
          "optional",
          "orphanDependents",
          "parallelism",
          "partition",
          "priority",
          "privileged",
          "progressDeadlineSeconds",
          "readOnlyRootFilesystem",
          "replicas",
          "revisionHistoryLimit",
          "runAsGroup",
          "runAsNonRoot",
          "runAsUser",
          "setHostnameAsFQDN",
          "shareProcessNamespace",
          "startingDeadlineSeconds",
          "successfulJobsHistoryLimit",
          "suspend",
          "terminationGracePeriodSeconds",
          "tolerationSeconds",
          "ttlSecondsAfterFinished");

  private MessageJson() {}

  static ObjectNode object(Message message) {
    ObjectNode object = Json.object();
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              if (Messages.isInline(field)) {
                object.setAll(object((Message) value));
              } else {
                field(field, value).ifPresent(json -> object.set(field.getName(), json));
              }
            });
    return object;
  }

  private static Optional<JsonNode> field(FieldDescriptor field, Object value) {
    if (field.isMapField()) {
      return Optional.of(map((List<?>) value));
    }
    if (field.isRepeated()) {
      ArrayNode list = Json.array();
      ((List<?>) value).forEach(item -> list.add(value(item)));
      return Optional.of(list);
    }
    JsonNode json = value(value);
    boolean nothing =
        switch (value) {
          case Boolean flag -> !flag && !ZERO_COUNTS.contains(field.getName());
          case Number number -> number.doubleValue() == 0 && !ZERO_COUNTS.contains(field.getName());
          case String text -> text.isEmpty();
          default -> json.isNull();
        };
    return nothing ? Optional.empty() : Optional.of(json);
  }

  private static ObjectNode map(List<?> entries) {
    ObjectNode map = Json.object();
    for (Object entry : entries) {
      Message pair = (Message) entry;
      var fields = pair.getDescriptorForType().getFields();
      map.set(String.valueOf(pair.getField(fields.get(0))), value(pair.getField(fields.get(1))));
    }
    return map;
  }

  private static JsonNode value(Object value) {
    return switch (value) {
      case String text -> NODES.stringNode(text);
      case Boolean flag -> NODES.booleanNode(flag);
      case Integer number -> NODES.numberNode(number);
      case Long number -> NODES.numberNode(number);
      case Double number -> NODES.numberNode(number);
      case Float number -> NODES.numberNode(number);
      case ByteString bytes ->
          NODES.stringNode(Base64.getEncoder().encodeToString(bytes.toByteArray()));
      case Message message -> message(message);
      default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
    };
  }

  private static JsonNode message(Message message) {
    return switch (Messages.form(message.getDescriptorForType())) {
      case OBJECT -> object(message);
      case TIME -> time(message, SECONDS);
      case MICRO_TIME -> time(message, MICROS);
      case QUANTITY -> NODES.stringNode(String.valueOf(first(message)));
      case INT_OR_STRING -> intOrString(message);
      case RAW -> raw((ByteString) first(message));
      case BARE_LIST -> {
        ArrayNode list = Json.array();
        ((List<?>) first(message)).forEach(item -> list.add(value(item)));
        yield list;
      }
    };
  }

  /** The zero time stands for none. */
  private static JsonNode time(Message message, DateTimeFormatter format) {
    long seconds = (Long) member(message, "seconds");
    int nanos = (Integer) member(message, "nanos");
    return seconds == 0 && nanos == 0
        ? NODES.nullNode()
        : NODES.stringNode(format.format(Instant.ofEpochSecond(seconds, nanos)));
  }

  private static JsonNode intOrString(Message message) {
    return (Long) member(message, "type") == 0
        ? NODES.numberNode((Integer) member(message, "intVal"))
        : NODES.stringNode((String) member(message, "strVal"));
  }

  private static JsonNode raw(ByteString bytes) {
    return bytes.isEmpty() ? NODES.nullNode() : Json.parseSent(bytes.toByteArray());
  }

  private static Object first(Message message) {
    return message.getField(message.getDescriptorForType().getFields().getFirst());
  }

  private static Object member(Message message, String name) {
    return message.getField(message.getDescriptorForType().findFieldByName(name));
  }
}
