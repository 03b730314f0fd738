package dev.weir.clients;

import dev.weir.resource.Json;
import dev.weir.resource.Yaml;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes up requests, mostly wrong ones; the same seed makes the same requests. */
final class RandomRequests {
  private static final List<String> NAMES =
      List.of(
          "walk-a",
          "walk-b",
          "default",
          "absent",
          "a:b",
          "a@sha256:12",
          "%00",
          "..",
          "%2e%2e",
          "a%2Fb",
          "%ff%fe",
          "~",
          "*",
          "A_B",
          "x".repeat(300),
          "%E2%98%83",
          "a+b",
          ":",
          "@",
          "%25");
  private static final List<String> NAMESPACES =
      List.of("walk", "walk", "walk", "default", "absent", "..", "%2F", "W");
  private static final List<String> SUBRESOURCES =
      List.of(
          "status", "scale", "layers", "secrets", "token", "finalize", "log", "absent", "status/x");
  private static final List<String> METHODS =
      List.of(
          "GET", "GET", "GET", "POST", "POST", "PUT", "PATCH", "PATCH", "DELETE", "HEAD", "OPTIONS",
          "FOO");
  private static final Map<String, List<String>> QUERY =
      Map.ofEntries(
          Map.entry(
              "labelSelector",
              List.of(
                  "a=b",
                  "a in (b,c)",
                  "!a",
                  "a notin ()",
                  "((",
                  "=,",
                  "a=b=c",
                  "a in (",
                  ",",
                  "é=ü")),
          Map.entry(
              "fieldSelector",
              List.of(
                  "metadata.name=a",
                  "metadata.name!=",
                  "x=y",
                  "=",
                  ",",
                  "metadata.namespace=walk",
                  "status.phase=Active",
                  "a\\=b=c")),
          Map.entry("limit", List.of("1", "0", "-1", "99999999999999999999", "x", "")),
          Map.entry("continue", List.of("x", "MTox", "AAAA", "OTk5OTk5OTk5OTk6eA", "LTE6", "é")),
          Map.entry(
              "resourceVersion",
              List.of("0", "1", "5", "-1", "99999999", "999999999999999999999", "x")),
          Map.entry("resourceVersionMatch", List.of("Exact", "NotOlderThan", "x")),
          Map.entry("sendInitialEvents", List.of("true", "false", "x")),
          Map.entry("allowWatchBookmarks", List.of("true", "maybe")),
          Map.entry("dryRun", List.of("All", "None", "")),
          Map.entry("fieldValidation", List.of("Strict", "Warn", "Ignore", "x")),
          Map.entry("fieldManager", List.of("x", "y".repeat(200))),
          Map.entry("propagationPolicy", List.of("Foreground", "Orphan", "Background", "x")),
          Map.entry("gracePeriodSeconds", List.of("0", "-5", "x")),
          Map.entry("pretty", List.of("true", "1")),
          Map.entry("includeObject", List.of("None", "Object", "x")),
          Map.entry("export", List.of("true")));
  private static final List<String> ACCEPTS =
      List.of(
          "application/json",
          "*/*",
          "application/yaml",
          "text/html",
          "",
          ";;;,,,",
          "application/json;q=x",
          "application/json;as=Table;v=v1;g=meta.k8s.io",
          "application/json;as=Table;v=v1beta1;g=meta.k8s.io",
          "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io",
          "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
          "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
          "application/vnd.kubernetes.protobuf,application/json",
          "application/com.github.proto-openapi.spec.v2@v1.0+protobuf");
  private static final List<String> TYPES =
      List.of(
          "application/json",
          "application/yaml",
          "application/vnd.kubernetes.protobuf",
          "text/plain",
          "",
          "application/json; charset=utf-16",
          "application/x-www-form-urlencoded");
  private static final List<String> PATCHES =
      List.of(
          "application/merge-patch+json",
          "application/json-patch+json",
          "application/strategic-merge-patch+json",
          "application/apply-patch+yaml",
          "application/json");
  private static final List<String> PAGES =
      List.of(
          "/",
          "/api",
          "/apis",
          "/api/v1",
          "/oapi",
          "/oapi/v1",
          "/openapi/v2",
          "/openapi/v3",
          "/version",
          "/healthz",
          "/metrics",
          "/apis/apps",
          "/openapi/v3/api/v1?hash=x",
          "/.well-known/oauth-authorization-server",
          "//api/v1",
          "/api//v1",
          "/api/v1/namespaces//secrets",
          "/api/v1/watch/pods",
          "/logs",
          "/%2e%2e/etc/passwd");

  private final RandomGenerator random;
  private final List<KindSample> kinds;

  RandomRequests(RandomGenerator random, List<KindSample> kinds) {
    this.random = random;
    this.kinds = kinds;
  }

  /** A request without its credentials. */
  @SuppressWarnings("ArrayRecordComponent") // made to be sent, never compared
  record Wish(String method, String path, Map<String, String> headers, byte[] body) {
    @Override
    public String toString() {
      String text = new String(body, StandardCharsets.ISO_8859_1);
      return "%s %s %s\n%s"
          .formatted(method, path, headers, text.substring(0, Math.min(1500, text.length())));
    }
  }

  Wish next() {
    if (random.nextInt(12) == 0) {
      return new Wish(pick(METHODS), pick(PAGES), headers("", ""), new byte[0]);
    }
    KindSample kind = pick(kinds);
    String method = pick(METHODS);
    boolean named = random.nextInt(method.equals("POST") ? 10 : 3) != 0 != method.equals("POST");
    StringBuilder path = new StringBuilder(collection(kind));
    if (named) {
      path.append('/').append(random.nextBoolean() ? pick(kind.names()) : pick(NAMES));
      if (random.nextInt(5) == 0) {
        path.append('/').append(pick(SUBRESOURCES));
      }
    }
    if (random.nextInt(30) == 0) {
      path.append('/');
    }
    path.append(query(method));
    byte[] body = body(method, kind);
    String type =
        method.equals("PATCH")
            ? pick(PATCHES)
            : random.nextInt(6) == 0 ? pick(TYPES) : pick(TYPES.subList(0, 2));
    if (type.equals("application/yaml")
        && body.length > 0
        && body[0] == '{'
        && random.nextBoolean()) {
      body = asYaml(body);
    }
    return new Wish(method, path.toString(), headers(type, body.length > 0 ? "body" : ""), body);
  }

  private String collection(KindSample kind) {
    String path = kind.path();
    if (kind.namespaced()) {
      path = path.replace("/walk/", "/" + pick(NAMESPACES) + "/");
      if (random.nextInt(15) == 0) {
        path = path.replaceFirst("/namespaces/[^/]*", "");
      }
    }
    if (kind.group().equals("image.openshift.io") && random.nextInt(4) == 0) {
      path = path.replace("/apis/image.openshift.io/v1", "/oapi/v1");
    }
    return random.nextInt(40) == 0 ? path.replace("/v1/", "/v9/") : path;
  }

  private String query(String method) {
    List<String> parts = new ArrayList<>();
    List<String> keys = QUERY.keySet().stream().sorted().toList();
    for (int i = random.nextInt(4); i > 0; i--) {
      String key = pick(keys);
      parts.add(key + "=" + URLEncoder.encode(pick(QUERY.get(key)), StandardCharsets.UTF_8));
    }
    if (method.equals("GET") && random.nextInt(60) == 0) {
      parts.add("watch=true&timeoutSeconds=1");
    }
    return parts.isEmpty() ? "" : "?" + String.join("&", parts);
  }

  private Map<String, String> headers(String type, String body) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (random.nextInt(3) == 0) {
      headers.put("Accept", pick(ACCEPTS));
    }
    if (!body.isEmpty() && !type.isEmpty()) {
      headers.put("Content-Type", type);
    }
    if (random.nextInt(40) == 0) {
      headers.put("Content-Encoding", pick(List.of("gzip", "identity", "x")));
    }
    if (random.nextInt(40) == 0) {
      headers.put("If-None-Match", pick(List.of("*", "\"x\"", "x")));
    }
    return headers;
  }

  private byte[] body(String method, KindSample kind) {
    return switch (method) {
      case "POST", "PUT" -> objectBody(kind);
      case "PATCH" -> patchBody(kind);
      case "DELETE" -> random.nextBoolean() ? new byte[0] : Json.bytes(deleteOptions());
      default -> new byte[0];
    };
  }

  private byte[] objectBody(KindSample kind) {
    JsonNode object = kind.object(pick(kind.names()));
    int changes = random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      change(object);
    }
    byte[] bytes = Json.bytes(random.nextInt(25) == 0 ? value(3) : object);
    return switch (random.nextInt(14)) {
      case 0 -> java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 1 -> flipped(bytes);
      case 2 -> protobuf();
      default -> bytes;
    };
  }

  private byte[] patchBody(KindSample kind) {
    if (random.nextBoolean()) {
      return Json.bytes(jsonPatch());
    }
    ObjectNode object = kind.object(pick(kind.names()));
    change(object);
    change(object);
    List<String> directives =
        List.of(
            "$patch",
            "$retainKeys",
            "$setElementOrder/containers",
            "$deleteFromPrimitiveList/finalizers");
    if (random.nextBoolean()) {
      Json.ensureObject(object, pick(List.of("metadata", "spec"))).set(pick(directives), value(2));
    }
    return Json.bytes(object);
  }

  private ArrayNode jsonPatch() {
    ArrayNode patch = Json.array();
    for (int i = random.nextInt(4); i >= 0; i--) {
      ObjectNode op = patch.addObject();
      op.put("op", pick(List.of("add", "remove", "replace", "move", "copy", "test", "x")));
      List<String> pointers =
          List.of(
              "/metadata/labels/a",
              "/metadata",
              "",
              "/",
              "/spec/tags/0",
              "/spec/tags/-",
              "/spec/tags/99999999999",
              "/metadata/name",
              "x",
              "/~2",
              "/metadata/labels/walk",
              "/spec",
              "/kind",
              "/metadata/finalizers/-1");
      op.put("path", pick(pointers)).put("from", pick(pointers));
      op.set("value", value(2));
    }
    return patch;
  }

  private ObjectNode deleteOptions() {
    ObjectNode options = Json.object().put("kind", "DeleteOptions").put("apiVersion", "v1");
    options.set(
        pick(List.of("dryRun", "preconditions", "propagationPolicy", "gracePeriodSeconds", "x")),
        value(2));
    return options;
  }

  /** Puts something else in a random place. */
  private void change(JsonNode root) {
    JsonNode place = root;
    while (true) {
      List<JsonNode> inside =
          place.valueStream().filter(n -> n.isContainer() && !n.isEmpty()).toList();
      if (inside.isEmpty() || random.nextInt(3) == 0) {
        break;
      }
      place = pick(inside);
    }
    if (place instanceof ObjectNode object) {
      List<String> members = new ArrayList<>(object.propertyNames());
      members.add("extra");
      members.add("metadata");
      object.set(pick(members), value(3));
    } else if (place instanceof ArrayNode list) {
      list.add(value(3));
    }
  }

  private JsonNode value(int depth) {
    return switch (random.nextInt(depth > 0 ? 13 : 10)) {
      case 0 -> Json.parse("null");
      case 1 -> Json.parse(random.nextBoolean() ? "true" : "false");
      case 2 ->
          Json.parse(
              pick(
                  List.of(
                      "0",
                      "-1",
                      "1e300",
                      "9223372036854775808",
                      "1.5",
                      "123456789012345678901234567890")));
      case 3 -> Json.parse("\"\"");
      case 4 ->
          text(
              pick(
                  List.of(
                      "a",
                      "../x",
                      "\u0000\u0001",
                      "x".repeat(5000),
                      "\uD83D\uDE00",
                      "\n\n",
                      "2026-13-45T99:99:99Z",
                      "sha256:1")));
      case 5 -> Json.array();
      case 6 -> Json.object();
      case 7 -> Json.object().put("name", "a").put("kind", "DockerImage");
      case 8 -> Json.parse("[null,1,\"a\",{\"name\":null}]");
      case 9 -> Json.parse("{\"a\":".repeat(60) + "1" + "}".repeat(60));
      case 10 -> Json.array().add(value(depth - 1)).add(value(depth - 1));
      default -> {
        ObjectNode object = Json.object();
        object.set(
            pick(List.of("name", "labels", "tags", "from", "spec", "annotations", "uid", "$patch")),
            value(depth - 1));
        yield object;
      }
    };
  }

  private static JsonNode text(String text) {
    return Json.array().add(text).get(0);
  }

  private byte[] flipped(byte[] bytes) {
    byte[] copy = bytes.clone();
    for (int i = 0; i < 3; i++) {
      copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
    }
    return copy;
  }

  private byte[] protobuf() {
    byte[] bytes = new byte[4 + random.nextInt(60)];
    random.nextBytes(bytes);
    System.arraycopy(new byte[] {'k', '8', 's', 0}, 0, bytes, 0, 4);
    return bytes;
  }

  private static byte[] asYaml(byte[] json) {
    try {
      return Yaml.bytes(Json.parse(json));
    } catch (RuntimeException _) {
      return json;
    }
  }

  <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
