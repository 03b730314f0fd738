package dev.weir.cli.completion;

import dev.weir.cli.cluster.Cluster;
import dev.weir.client.http.ApiRequest;
import dev.weir.client.http.ResourcePath;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.ResourceKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Names that only the server knows. */
final class ServerWords {
  private static final int MOST = 500;

  /** Without specs: of a stream with long histories only the name is sent. */
  private static final String NAMES_ONLY =
      "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

  static final List<String> WORKLOADS =
      List.of(
          "deployment",
          "dc",
          "statefulset",
          "daemonset",
          "cronjob",
          "job",
          "pod",
          "bc",
          "replicationcontroller");

  /** What {@code follow} looks at. */
  static final List<String> FOLLOWED = List.of("deployment", "dc", "cronjob", "istag");

  private final Cluster cluster;

  ServerWords(Cluster cluster) {
    this.cluster = cluster;
  }

  /** Plural and short names of all kinds. */
  List<String> kinds() throws IOException {
    return cluster.kinds().servedLately().stream()
        .filter(kind -> kind.verbs().contains("list") || kind.verbs().contains("get"))
        .flatMap(kind -> Stream.concat(Stream.of(kind.plural()), kind.shortNames().stream()))
        .distinct()
        .toList();
  }

  List<String> names(String type) throws IOException {
    return names(cluster.kinds().called(type));
  }

  List<String> names(ResourceKind kind) throws IOException {
    return names(kind, kind.namespaced() ? cluster.namespace() : "");
  }

  private List<String> names(ResourceKind kind, String namespace) throws IOException {
    ApiRequest request =
        ApiRequest.get(ResourcePath.of(kind, namespace) + "?limit=" + MOST).accepting(NAMES_ONLY);
    return Json.arrayAt(cluster.client().json(request), "items")
        .valueStream()
        .map(item -> Json.string(Json.objectAt(item, "metadata"), "name"))
        .toList();
  }

  /** {@code TYPE NAME} or {@code TYPE/NAME}. */
  List<String> objects(List<String> before, String current) throws IOException {
    int slash = current.indexOf('/');
    if (slash >= 0) {
      return slashed(current.substring(0, slash));
    }
    if (before.isEmpty()) {
      return kinds();
    }
    return before.getFirst().contains("/") ? slashed(List.of()) : names(before.getFirst());
  }

  /** The same, where only what has pods is of use. */
  List<String> workloads(List<String> types, List<String> before, String current)
      throws IOException {
    int slash = current.indexOf('/');
    if (slash >= 0) {
      return slashed(current.substring(0, slash));
    }
    return before.isEmpty() || before.getFirst().contains("/")
        ? slashed(types)
        : names(before.getFirst());
  }

  private List<String> slashed(String type) throws IOException {
    return names(type).stream().map(name -> type + "/" + name).toList();
  }

  private static List<String> slashed(List<String> types) {
    return types.stream().map(type -> type + "/").toList();
  }

  /** {@code STREAM:}, or the tags if it is clear of which stream; {@code NS/STREAM:TAG}, too. */
  List<String> tags(String current) throws IOException {
    int slash = current.indexOf('/');
    String namespace = slash < 0 ? cluster.namespace() : current.substring(0, slash);
    String before = slash < 0 ? "" : current.substring(0, slash + 1);
    String rest = current.substring(slash + 1);
    int colon = rest.indexOf(':');
    if (colon >= 0) {
      return tags(namespace, before, rest.substring(0, colon));
    }
    List<String> streams =
        names(Kinds.IMAGE_STREAM, namespace).stream().filter(it -> it.startsWith(rest)).toList();
    List<String> tags =
        streams.size() == 1 ? tags(namespace, before, streams.getFirst()) : List.of();
    return tags.isEmpty() ? streams.stream().map(stream -> before + stream + ":").toList() : tags;
  }

  private List<String> tags(String namespace, String before, String stream) throws IOException {
    ObjectNode object =
        cluster
            .client()
            .json(ApiRequest.get(ResourcePath.of(Kinds.IMAGE_STREAM, namespace, stream)));
    List<String> tags = new ArrayList<>();
    for (JsonNode tag : Json.arrayAt(Json.objectAt(object, "spec"), "tags")) {
      tags.add(Json.string(tag, "name"));
    }
    for (JsonNode tag : Json.arrayAt(Json.objectAt(object, "status"), "tags")) {
      tags.add(Json.string(tag, "tag"));
    }
    return tags.stream().distinct().map(tag -> before + stream + ":" + tag).toList();
  }
}
