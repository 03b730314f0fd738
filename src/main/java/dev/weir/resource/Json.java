package dev.weir.resource;

import java.io.InputStream;
import java.util.OptionalLong;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON in and out, with bounds on what is read. */
public final class Json {
  /** Deepest nesting that is read. */
  public static final int MAX_DEPTH = 100;

  /** Largest object that is read, in bytes; etcd's own bound for a request is half of it. */
  public static final int MAX_BYTES = 3 * 1024 * 1024;

  /**
   * Most names, values and brackets of what somebody sends: as a tree each takes up to a hundred
   * bytes, however short it is written.
   */
  static final int MAX_TOKENS = 300_000;

  private static final StreamReadConstraints BOUNDS =
      StreamReadConstraints.builder()
          .maxNestingDepth(MAX_DEPTH)
          .maxStringLength(64 * 1024 * 1024)
          .maxNumberLength(100)
          .build();

  private static final JsonMapper MAPPER = mapper(BOUNDS);

  private static final JsonMapper SENT = mapper(BOUNDS.rebuild().maxTokenCount(MAX_TOKENS).build());

  private static final JsonMapper STRICT =
      SENT.rebuild().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final ObjectReader MEMBER =
      MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  private static JsonMapper mapper(StreamReadConstraints bounds) {
    return JsonMapper.builder(JsonFactory.builder().streamReadConstraints(bounds).build())
        .nodeFactory(HugeNumberException.NODES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();
  }

  /** Shared and immutable; for reading and writing records. */
  public static JsonMapper mapper() {
    return MAPPER;
  }

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /**
   * Reads one JSON value.
   *
   * @throws JacksonException if the text is no JSON or beyond the bounds
   */
  public static JsonNode parse(byte[] bytes) {
    return parse(MAPPER, bytes);
  }

  /** As {@link #parse(byte[])}, for what a client or another server sends. */
  public static JsonNode parseSent(byte[] bytes) {
    return parse(SENT, bytes);
  }

  /** As {@link #parseSent(byte[])}, and a member that stands twice is an error. */
  public static JsonNode parseStrict(byte[] bytes) {
    return parse(STRICT, bytes);
  }

  private static JsonNode parse(JsonMapper mapper, byte[] bytes) {
    try {
      return mapper.readTree(bytes);
    } catch (HugeNumberException somewhere) {
      throw somewhere.placed(MAPPER.createParser(bytes));
    }
  }

  public static JsonNode parse(InputStream bytes) {
    return MAPPER.readTree(bytes);
  }

  public static JsonNode parse(String text) {
    return MAPPER.readTree(text);
  }

  /**
   * Reads one JSON object.
   *
   * @throws IllegalArgumentException if the value is something else
   */
  public static ObjectNode parseObject(byte[] bytes) {
    if (parse(bytes) instanceof ObjectNode object) {
      return object;
    }
    throw new IllegalArgumentException("a JSON object is expected");
  }

  /**
   * Reads one member of a JSON object, and nothing that stands behind it; a new empty object if it
   * is absent or something else.
   */
  public static ObjectNode parseMember(byte[] object, String member) {
    try (JsonParser parser = MAPPER.createParser(object)) {
      JsonToken _ = parser.nextToken();
      for (String name = parser.nextName(); name != null; name = parser.nextName()) {
        JsonToken _ = parser.nextToken();
        if (name.equals(member)) {
          return MEMBER.readTree(parser) instanceof ObjectNode found ? found : object();
        }
        parser.skipChildren();
      }
    }
    return object();
  }

  /**
   * One text of a JSON object, read without keeping the rest; empty if it is absent or something
   * else.
   *
   * @param names is told the names of the object's members
   */
  public static String text(byte[] object, String member, Consumer<String> names) {
    String text = "";
    try (JsonParser parser = MAPPER.createParser(object)) {
      JsonToken _ = parser.nextToken();
      for (String name = parser.nextName(); name != null; name = parser.nextName()) {
        names.accept(name);
        JsonToken value = parser.nextToken();
        if (name.equals(member)) {
          text = value == JsonToken.VALUE_STRING ? parser.getString() : "";
        }
        parser.skipChildren();
      }
    }
    return text;
  }

  public static byte[] bytes(JsonNode node) {
    return MAPPER.writeValueAsBytes(node);
  }

  public static String text(JsonNode node) {
    return MAPPER.writeValueAsString(node);
  }

  /** The text of a string member, or empty if it is absent or something else. */
  public static String string(JsonNode object, String member) {
    JsonNode value = object.get(member);
    return value != null && value.isString() ? value.stringValue() : "";
  }

  /** A whole number of 64 bits; empty if the value is anything else. */
  public static OptionalLong whole(JsonNode value) {
    return value.isIntegralNumber() && value.canConvertToLong()
        ? OptionalLong.of(value.longValue())
        : OptionalLong.empty();
  }

  /** The object member, or a new empty object that is not attached. */
  public static ObjectNode objectAt(JsonNode object, String member) {
    return object.get(member) instanceof ObjectNode found ? found : object();
  }

  /** The array member, or a new empty array that is not attached. */
  public static ArrayNode arrayAt(JsonNode object, String member) {
    return object.get(member) instanceof ArrayNode found ? found : array();
  }

  /** The object member, made if it is absent or something else. */
  public static ObjectNode ensureObject(ObjectNode object, String member) {
    return object.get(member) instanceof ObjectNode found ? found : object.putObject(member);
  }

  /** The array member, made if it is absent or something else. */
  public static ArrayNode ensureArray(ObjectNode object, String member) {
    return object.get(member) instanceof ArrayNode found ? found : object.putArray(member);
  }
}
