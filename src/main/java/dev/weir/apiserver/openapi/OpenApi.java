package dev.weir.apiserver.openapi;

import dev.weir.objects.Catalog;
import dev.weir.objects.Rest;
import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.protobuf.KindSchemas;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ObjectNode;

/** The documents of a catalog; each is made when it is first asked for (cli.md 18.1). */
public final class OpenApi {
  /** Where the index is; a document lies under it by its API path, such as {@code apis/apps/v1}. */
  public static final String ROOT = "/openapi/v3";

  private final Map<String, List<Rest>> resources = new LinkedHashMap<>();
  private final Map<String, byte[]> made = new ConcurrentHashMap<>();
  private final KindSchemas schemas;
  private final String version;
  private final byte[] index;

  /**
   * @param version of the product: documents change only with it and with the catalog
   */
  public OpenApi(Catalog catalog, KindSchemas schemas, String version) {
    this.schemas = schemas;
    this.version = version;
    for (Rest rest : catalog.all()) {
      ResourceKind kind = rest.kind();
      String path =
          kind.group().isEmpty()
              ? "api/" + kind.version()
              : "apis/" + kind.group() + "/" + kind.version();
      resources.computeIfAbsent(path, _ -> new ArrayList<>()).add(rest);
    }
    this.index = index();
  }

  /** Paths of all documents, without {@link #ROOT}. */
  public List<String> paths() {
    return List.copyOf(resources.keySet());
  }

  /** The list of documents with their addresses. */
  public byte[] list() {
    return index;
  }

  /** One document; empty if there is none at the path. */
  public Optional<byte[]> document(String path) {
    return Optional.ofNullable(resources.get(path))
        .map(kinds -> made.computeIfAbsent(path, _ -> Json.bytes(document(path, kinds))));
  }

  /** Changes when the document does. */
  public String hash(String path) {
    StringBuilder facts = new StringBuilder(version);
    resources
        .getOrDefault(path, List.of())
        .forEach(rest -> facts.append(rest.kind()).append(rest.subresources()));
    return digest(facts.toString());
  }

  private static String digest(String facts) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(facts.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().withUpperCase().formatHex(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * All documents as one of version 2.
   *
   * @param binary in gnostic's protobuf messages rather than JSON
   */
  public byte[] versionTwo(boolean binary) {
    return made.computeIfAbsent(binary ? "v2 binary" : "v2", _ -> makeTwo(binary));
  }

  private byte[] makeTwo(boolean binary) {
    List<ObjectNode> documents =
        resources.entrySet().stream().map(e -> document(e.getKey(), e.getValue())).toList();
    ObjectNode two = OpenApiV2.of(version, documents);
    return binary ? GnosticDocument.of(two) : Json.bytes(two);
  }

  /** Changes when any document does. */
  public String hash() {
    StringBuilder all = new StringBuilder();
    paths().forEach(path -> all.append(hash(path)));
    return digest(all.toString());
  }

  private byte[] index() {
    ObjectNode document = Json.object();
    ObjectNode paths = document.putObject("paths");
    resources
        .keySet()
        .forEach(
            path ->
                paths
                    .putObject(path)
                    .put("serverRelativeURL", ROOT + "/" + path + "?hash=" + hash(path)));
    return Json.bytes(document);
  }

  private ObjectNode document(String path, List<Rest> kinds) {
    ObjectNode document = Json.object();
    document.put("openapi", "3.0.0");
    document.putObject("info").put("title", "Weir").put("version", version);
    ObjectNode paths = document.putObject("paths");
    Components components = new Components();
    for (Rest rest : kinds) {
      new Operations("/" + path, rest, components, schemas).addTo(paths);
    }
    document.set("components", components.toJson());
    return document;
  }
}
