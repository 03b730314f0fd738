package dev.weir.registry.extension;

import dev.weir.http.Exchange;
import dev.weir.registry.request.Action;
import dev.weir.registry.request.RepositoryCall;
import dev.weir.resource.Json;
import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /v2/_oci/ext/discover} and {@code GET /v2/<name>/_oci/ext/discover}: which extensions
 * there are.
 */
public final class Extensions {
  private static final String DRAFT =
      "https://github.com/opencontainers/distribution-spec/pull/606";
  private static final String DEFINITION =
      "https://github.com/opencontainers/distribution-spec/blob/main/extensions/_oci.md";

  private static final byte[] BODY = body();

  private Extensions() {}

  /** Of the registry, for whoever may talk to it at all. */
  public static Action.Plain ofRegistry(Callers callers) {
    return http -> {
      callers.require(http);
      send(http);
    };
  }

  /** Refuses callers that have to log in first. */
  @FunctionalInterface
  public interface Callers {
    void require(Exchange http);
  }

  /** Of a repository, whether it is there or not: all have the same. */
  public static void ofRepository(RepositoryCall call) throws IOException {
    send(call.http());
  }

  private static void send(Exchange http) throws IOException {
    http.status(200).send("application/json", BODY);
  }

  private static byte[] body() {
    ObjectNode body = Json.object();
    ObjectNode oci = body.putArray("extensions").addObject();
    oci.put("name", "_oci");
    oci.put("url", DEFINITION);
    oci.put(
        "description",
        "Discovery, and the history of a tag; the latter as a draft that may change: " + DRAFT);
    oci.putArray("endpoints").add("_oci/ext/discover").add("_oci/tag/history");
    return Json.bytes(body);
  }
}
