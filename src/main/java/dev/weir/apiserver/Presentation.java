package dev.weir.apiserver;

import dev.weir.http.Exchange;
import dev.weir.resource.ApiStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the client wants its answer: the outcome of content negotiation (cli.md 18.4).
 *
 * @param shape the object itself, a table of it, or its metadata only
 * @param version of the meta.k8s.io kinds where the shape is one of them
 * @param includeObject what a table's rows carry
 */
record Presentation(Encoding encoding, Shape shape, String version, IncludeObject includeObject) {
  enum Encoding {
    JSON,
    PRETTY_JSON,
    YAML;

    String contentType() {
      return this == YAML ? "application/yaml" : "application/json";
    }
  }

  enum Shape {
    OBJECT,
    TABLE,
    METADATA
  }

  enum IncludeObject {
    NONE,
    METADATA,
    OBJECT
  }

  private static final String KNOWN =
      "only the following media types are accepted: application/json, application/yaml";

  private record Wish(String type, Map<String, String> parameters, double quality) {}

  /** Plain JSON without a look at what is accepted: errors and pages outside of resources. */
  static Presentation plain(Exchange exchange) {
    return new Presentation(json(exchange), Shape.OBJECT, "v1", IncludeObject.METADATA);
  }

  /**
   * Chooses by the Accept header.
   *
   * @throws dev.weir.resource.StatusException 406 if nothing fits
   */
  static Presentation negotiate(Exchange exchange) {
    String accept = String.join(",", exchange.headers().getValuesList("Accept"));
    if (accept.isBlank()) {
      return plain(exchange);
    }
    for (Wish wish : wishes(accept)) {
      Optional<Presentation> found = fulfil(wish, exchange);
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw ApiStatus.notAcceptable(KNOWN).exception();
  }

  private static Optional<Presentation> fulfil(Wish wish, Exchange exchange) {
    Encoding encoding =
        switch (wish.type()) {
          case "application/json", "application/*", "*/*" -> json(exchange);
          case "application/yaml", "application/x-yaml", "text/yaml" -> Encoding.YAML;
          default -> null;
        };
    String version = wish.parameters().getOrDefault("v", "v1");
    if (encoding == null || (!version.equals("v1") && !version.equals("v1beta1"))) {
      return Optional.empty();
    }
    return switch (wish.parameters().getOrDefault("as", "")) {
      case "" -> Optional.of(plain(encoding));
      case "Table" ->
          Optional.of(new Presentation(encoding, Shape.TABLE, version, include(exchange)));
      case "PartialObjectMetadata", "PartialObjectMetadataList" ->
          Optional.of(new Presentation(encoding, Shape.METADATA, version, IncludeObject.METADATA));
      default -> Optional.empty();
    };
  }

  private static Presentation plain(Encoding encoding) {
    return new Presentation(encoding, Shape.OBJECT, "v1", IncludeObject.METADATA);
  }

  private static Encoding json(Exchange exchange) {
    String pretty = exchange.query("pretty");
    return pretty.equals("true") || pretty.equals("1") ? Encoding.PRETTY_JSON : Encoding.JSON;
  }

  private static IncludeObject include(Exchange exchange) {
    return switch (exchange.query("includeObject")) {
      case "", "Metadata" -> IncludeObject.METADATA;
      case "None" -> IncludeObject.NONE;
      case "Object" -> IncludeObject.OBJECT;
      case String other ->
          throw ApiStatus.badRequest(
                  "invalid includeObject \"" + other + "\": must be None, Metadata or Object")
              .exception();
    };
  }

  private static List<Wish> wishes(String accept) {
    List<Wish> found = new ArrayList<>();
    for (String part : accept.split(",", -1)) {
      String[] pieces = part.strip().split(";", -1);
      Map<String, String> parameters = new HashMap<>();
      for (int i = 1; i < pieces.length; i++) {
        String[] pair = pieces[i].strip().split("=", 2);
        parameters.put(pair[0].strip(), pair.length == 2 ? pair[1].strip() : "");
      }
      found.add(
          new Wish(
              pieces[0].strip().toLowerCase(java.util.Locale.ROOT),
              parameters,
              quality(parameters)));
    }
    found.sort(Comparator.comparingDouble(Wish::quality).reversed());
    return found;
  }

  private static double quality(Map<String, String> parameters) {
    try {
      return Double.parseDouble(parameters.getOrDefault("q", "1"));
    } catch (NumberFormatException _) {
      return 0;
    }
  }
}
