package dev.weir.apiserver;

import dev.weir.apiserver.discovery.Discovery;
import dev.weir.apiserver.legacy.LegacyForms;
import dev.weir.apiserver.openapi.OpenApi;
import dev.weir.http.Door;
import dev.weir.http.Exchange;
import dev.weir.objects.Catalog;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.protobuf.KindSchemas;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/** What the API answers outside of resources: health, version, discovery. */
final class Pages {
  /** Who may read a page. */
  enum Audience {
    EVERYBODY,
    /** Whoever has a name (Kubernetes gives it to {@code system:authenticated}). */
    AUTHENTICATED,
    /** Whoever may {@code get} the path. */
    PERMITTED
  }

  /** A page's content, made anew for each request. */
  interface Content {
    void send(Exchange exchange) throws IOException, InterruptedException;
  }

  /**
   * A page.
   *
   * @param methods that it answers
   */
  record Page(Audience audience, Set<String> methods, Content content) {
    Page(Audience audience, Content content) {
      this(audience, Set.of("GET", "HEAD"), content);
    }

    static Page of(Door door) {
      Audience audience = door.decides() ? Audience.AUTHENTICATED : Audience.PERMITTED;
      return new Page(audience, door.methods(), door::handle);
    }
  }

  private static final String JSON = "application/json";
  private static final String OPENAPI_V2 =
      "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

  private final Map<String, Page> pages = new LinkedHashMap<>();

  /**
   * @param old what is served under {@link LegacyForms#ROOT}
   * @param version of the product, such as {@code 0.1.0}
   * @param ready whether the server has started and does not stop
   * @param permitted further pages by path, for those who may ask for them
   */
  Pages(
      Catalog catalog,
      Catalog old,
      KindSchemas schemas,
      String version,
      Readiness ready,
      Map<String, Door> permitted) {
    add("/livez", Audience.EVERYBODY, exchange -> health(exchange, Optional.empty()));
    add("/healthz", Audience.EVERYBODY, exchange -> health(exchange, obstacle(ready, exchange)));
    add("/readyz", Audience.EVERYBODY, exchange -> health(exchange, obstacle(ready, exchange)));
    ObjectNode versions = version(version);
    add("/version", Audience.EVERYBODY, exchange -> json(exchange, versions));
    Discovery discovery = new Discovery(catalog);
    discovery
        .documents()
        .forEach(
            (path, document) ->
                add(path, Audience.AUTHENTICATED, discovered(path, document, discovery)));
    Discovery.old(LegacyForms.ROOT, old)
        .forEach(
            (path, document) ->
                add(path, Audience.AUTHENTICATED, exchange -> discovery(exchange, document)));
    OpenApi openApi = new OpenApi(catalog, schemas, version);
    add(
        OpenApi.ROOT,
        Audience.AUTHENTICATED,
        exchange -> Tagged.send(exchange, JSON, openApi.list()));
    openApi
        .paths()
        .forEach(
            path ->
                add(
                    OpenApi.ROOT + "/" + path,
                    Audience.AUTHENTICATED,
                    exchange -> document(exchange, openApi, path)));
    add("/openapi/v2", Audience.AUTHENTICATED, exchange -> versionTwo(exchange, openApi));
    permitted.forEach((path, door) -> pages.put(path, Page.of(door)));
    add("/", Audience.EVERYBODY, this::root);
  }

  private void add(String path, Audience audience, Content content) {
    pages.put(path, new Page(audience, content));
  }

  Optional<Page> find(String path) {
    return Optional.ofNullable(pages.get(trimmed(path)));
  }

  /** The path of a page that there is; one name for the many of discovery. */
  static String template(String path) {
    if (path.startsWith("/apis/")) {
      return "/apis/{group}";
    }
    return path.startsWith(OpenApi.ROOT) ? OpenApi.ROOT : trimmed(path);
  }

  private static String trimmed(String path) {
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private void root(Exchange exchange) throws IOException {
    ObjectNode document = Json.object();
    var paths = document.putArray("paths");
    new TreeSet<>(pages.keySet()).forEach(paths::add);
    json(exchange, document);
  }

  /** The two entrances are also given in aggregated form, to those who ask. */
  private static Content discovered(String path, ObjectNode document, Discovery discovery) {
    Content plain = exchange -> discovery(exchange, document);
    boolean entrance = path.equals("/api") || path.equals("/apis");
    return entrance ? exchange -> groups(exchange, discovery, plain) : plain;
  }

  private static void discovery(Exchange exchange, ObjectNode document) throws IOException {
    Presentation.Encoding encoding = Presentation.plain(exchange).encoding();
    Tagged.send(exchange, JSON, Answers.encode(encoding, Json.bytes(document)));
  }

  private static void groups(Exchange exchange, Discovery discovery, Content plain)
      throws IOException, InterruptedException {
    String accept = String.join(",", exchange.headers().getValuesList("Accept"));
    for (String wish : accept.replace(" ", "").split(",", -1)) {
      if (wish.contains("as=APIGroupDiscoveryList") && wish.startsWith("application/json")) {
        String version = wish.contains("v=v2beta1") ? "v2beta1" : "v2";
        if (version.equals("v2beta1") || wish.matches(".*;v=v2(;.*)?")) {
          boolean core = exchange.rawPath().replace("/", "").equals("api");
          Tagged.send(
              exchange,
              "application/json;g=apidiscovery.k8s.io;v=" + version + ";as=APIGroupDiscoveryList",
              Json.bytes(discovery.aggregated(core, version)));
          return;
        }
      }
    }
    plain.send(exchange);
  }

  /** The address changes with the document, so that clients may keep it. */
  private static void document(Exchange exchange, OpenApi openApi, String path) throws IOException {
    if (exchange.query("hash").equals(openApi.hash(path))) {
      exchange.setHeader("Cache-Control", "public, immutable");
    }
    if (Tagged.isKnown(exchange, openApi.hash(path))) {
      return;
    }
    bytes(exchange, openApi.document(path).orElseThrow());
  }

  /** Clients ask for the binary form with an {@code @} in its type and want it without. */
  private static void versionTwo(Exchange exchange, OpenApi openApi) throws IOException {
    String accept = String.join(",", exchange.headers().getValuesList("Accept"));
    boolean binary = accept.contains("application/com.github.proto-openapi.spec.v2");
    boolean json =
        accept.isBlank() || accept.contains("application/json") || accept.contains("*/*");
    if (!binary && !json) {
      throw ApiStatus.notAcceptable(
              "only the following media types are accepted: application/json, " + OPENAPI_V2)
          .exception();
    }
    exchange.setHeader("Vary", "Accept");
    if (Tagged.isKnown(exchange, openApi.hash() + (binary ? "-B" : ""))) {
      return;
    }
    exchange.status(200);
    exchange.send(binary ? OPENAPI_V2 : JSON, openApi.versionTwo(binary));
  }

  private static void bytes(Exchange exchange, byte[] json) throws IOException {
    exchange.status(200);
    exchange.send(JSON, json);
  }

  private static Optional<String> obstacle(Readiness ready, Exchange exchange) {
    return ready.obstacle(exchange.queryValues("exclude"));
  }

  private static void health(Exchange exchange, Optional<String> obstacle) throws IOException {
    exchange.status(obstacle.isEmpty() ? 200 : 503);
    exchange.send(
        "text/plain; charset=utf-8",
        obstacle.map(why -> "not ready: " + why).orElse("ok").getBytes(StandardCharsets.UTF_8));
  }

  private static void json(Exchange exchange, ObjectNode document) throws IOException {
    exchange.status(200);
    Presentation presentation = Presentation.plain(exchange);
    Answers.send(exchange, presentation.encoding(), Json.bytes(document));
  }

  /** Clients compare with the Kubernetes version whose conventions the API follows. */
  private static ObjectNode version(String version) {
    return Json.object()
        .put("major", "1")
        .put("minor", "32")
        .put("gitVersion", "v1.32.0+weir-" + version)
        .put("gitCommit", "")
        .put("gitTreeState", "clean")
        .put("buildDate", "2026-01-01T00:00:00Z")
        .put("goVersion", "none")
        .put("compiler", "javac")
        .put("platform", System.getProperty("os.name", "").toLowerCase(Locale.ROOT) + "/jvm");
  }
}
