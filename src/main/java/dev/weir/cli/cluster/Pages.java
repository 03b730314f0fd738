package dev.weir.cli.cluster;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Flags;
import dev.weir.client.Resources.Query;
import dev.weir.client.http.ApiRequest;
import dev.weir.client.http.ResourcePath;
import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lists in pages of {@code --chunk-size}.
 *
 * @param size objects in one page; 0 for all at once
 */
public record Pages(Cluster cluster, int size) {
  /** Asks for a table; a server without tables answers with the objects (cli.md 18.4). */
  public static final String TABLE =
      "application/json;as=Table;v=v1;g=meta.k8s.io,"
          + "application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json";

  private static final int USUAL = 500;

  public static Flags declare(Flags flags) {
    return flags.text(
        "--chunk-size", "N", "Ask for N objects at a time, 500 if left out; 0 for all at once.");
  }

  /**
   * As the flag says.
   *
   * @throws CliException if it is no count
   */
  public static Pages of(Call call, Cluster cluster) {
    String size = call.text("--chunk-size");
    if (!size.isEmpty() && !size.matches("\\d{1,9}")) {
      throw CliException.flags(
          "invalid argument \"" + size + "\" for \"--chunk-size\" flag: a count is expected");
    }
    return new Pages(cluster, size.isEmpty() ? USUAL : Integer.parseInt(size));
  }

  /** Objects of a kind, each with its kind. */
  public List<ObjectNode> objects(ResourceKind kind, String namespace, Query query)
      throws IOException {
    List<ObjectNode> found = new ArrayList<>();
    each(
        kind,
        namespace,
        query,
        "",
        ApiRequest.JSON,
        page -> {
          for (JsonNode item : Json.arrayAt(page, "items")) {
            if (item instanceof ObjectNode object) {
              found.add(named(kind, object));
            }
          }
        });
    return found;
  }

  /** Items of a list carry no kind of their own on some servers. */
  private static ObjectNode named(ResourceKind kind, ObjectNode item) {
    if (item.has("kind")) {
      return item;
    }
    ObjectNode named = Json.object().put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    named.setAll(item);
    return named;
  }

  /**
   * Gives every page of a list, at least one.
   *
   * @param more parameters besides, such as {@code includeObject=Object}; empty for none
   * @param accept media types to ask for
   */
  public void each(
      ResourceKind kind,
      String namespace,
      Query query,
      String more,
      String accept,
      Consumer<ObjectNode> taker)
      throws IOException {
    String next = "";
    do {
      String limit = size == 0 ? "" : "limit=" + size;
      String token = next.isEmpty() ? "" : "continue=" + ResourcePath.encode(next);
      String target = target(kind, namespace, query, limit, token, more);
      ObjectNode page = cluster.client().json(ApiRequest.get(target).accepting(accept));
      taker.accept(page);
      next = Json.string(Json.objectAt(page, "metadata"), "continue");
    } while (!next.isEmpty());
  }

  /** Path and query of a list; empty parameters are left out. */
  public static String target(
      ResourceKind kind, String namespace, Query query, String... parameters) {
    List<String> all = new ArrayList<>(List.of(parameters));
    all.add(selector("labelSelector", query.labelSelector()));
    all.add(selector("fieldSelector", query.fieldSelector()));
    all.removeIf(String::isEmpty);
    String path = ResourcePath.of(kind, namespace);
    return all.isEmpty() ? path : path + "?" + String.join("&", all);
  }

  private static String selector(String name, String value) {
    return value.isEmpty() ? "" : name + "=" + ResourcePath.encode(value);
  }
}
