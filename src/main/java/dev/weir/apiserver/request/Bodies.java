package dev.weir.apiserver.request;

import dev.weir.failure.TextProblem;
import dev.weir.http.Exchange;
import dev.weir.resource.AliasException;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.HugeNumberException;
import dev.weir.resource.Json;
import dev.weir.resource.Yaml;
import java.io.IOException;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads request bodies: bounded, JSON or YAML (cli.md 18.4). */
public final class Bodies {
  /** A format of bodies. */
  public enum Format {
    JSON,
    YAML,
    PROTOBUF
  }

  private Bodies() {}

  /** The media type of the body, in lower case and without parameters; empty if none is told. */
  public static String mediaType(Exchange exchange) {
    String type = exchange.header("Content-Type").orElse("");
    return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws dev.weir.resource.StatusException 415 if it is none of the known
   */
  static Format format(Exchange exchange) {
    String encoding = exchange.header("Content-Encoding").orElse("identity");
    if (!encoding.equalsIgnoreCase("identity")) {
      throw ApiStatus.unsupportedMediaType(
              "request bodies with Content-Encoding " + encoding + " are not read; send it plain")
          .exception();
    }
    return switch (mediaType(exchange)) {
      case "", "application/json" -> Format.JSON;
      case "application/yaml", "application/x-yaml", "text/yaml" -> Format.YAML;
      case "application/vnd.kubernetes.protobuf" -> Format.PROTOBUF;
      case String other ->
          throw ApiStatus.unsupportedMediaType(
                  "the body of the request was in an unknown format ("
                      + other
                      + ") - accepted media types include: application/json, application/yaml,"
                      + " application/vnd.kubernetes.protobuf")
              .exception();
    };
  }

  /** The body as it was sent, within what a body may hold. */
  public static byte[] bytes(Exchange exchange) throws IOException {
    return exchange.readBody(Json.MAX_BYTES);
  }

  /**
   * Reads JSON, or YAML.
   *
   * @throws dev.weir.resource.StatusException 400 with the place of the first mistake
   */
  public static JsonNode parse(byte[] bytes, Format format) {
    try {
      return format == Format.YAML ? Yaml.parseSent(bytes) : Json.parseSent(bytes);
    } catch (JacksonException mistake) {
      throw malformed(mistake, format).exception();
    }
  }

  static ObjectNode parseObject(byte[] bytes, Format format) {
    if (parse(bytes, format) instanceof ObjectNode object) {
      return object;
    }
    throw ApiStatus.badRequest("the request body must be one " + format + " object").exception();
  }

  private static ApiStatus malformed(JacksonException mistake, Format format) {
    return ApiStatus.badRequest(
        "the request body is not valid "
            + format
            + " at "
            + TextProblem.place(mistake)
            + why(mistake));
  }

  /** The parser's own words speak of its switches, which the sender cannot set. */
  private static String why(JacksonException mistake) {
    return switch (mistake) {
      case HugeNumberException huge -> ": " + huge.getOriginalMessage();
      case AliasException alias -> ": " + alias.getOriginalMessage();
      case StreamConstraintsException _ ->
          ": it is nested too deeply, has too many values, or a name is too long";
      case UnexpectedEndOfInputException _ -> ": it ends too early";
      default -> "";
    };
  }
}
