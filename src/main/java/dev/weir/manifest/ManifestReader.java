package dev.weir.manifest;

import dev.weir.failure.TextProblem;
import dev.weir.reference.Digest;
import dev.weir.resource.HugeNumberException;
import dev.weir.resource.Json;
import dev.weir.resource.schema.FieldCheck;
import dev.weir.resource.schema.ManifestSchemas;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads manifest bytes; the declared type and the document must agree (CVE-2021-41190). */
public final class ManifestReader {
  /** Most bytes of a manifest; the distribution spec asks for at least 4 MiB. */
  public static final int MAX_BYTES = 4 * 1024 * 1024;

  /** Most descriptors in one manifest. */
  public static final int MAX_DESCRIPTORS = 10_000;

  private static final int MAX_NAMED = 5;

  private ManifestReader() {}

  /**
   * Reads a manifest.
   *
   * @param declaredType the Content-Type it came with, or empty to go by the document
   * @throws ManifestException saying what is wrong
   */
  public static Manifest read(String declaredType, byte[] bytes) {
    ObjectNode document = parse(bytes);
    requireSecondSchema(declaredType, document);
    requireTypes(document);
    Manifest manifest = read(declaredType, document);
    if (Json.whole(document.path("schemaVersion")).orElse(0) != 2) {
      throw new ManifestException("schemaVersion must be 2");
    }
    return manifest;
  }

  /**
   * Reads a manifest that was taken before; what is asked of new ones may have become more since.
   *
   * @throws ManifestException saying what is wrong
   */
  public static Manifest readStored(String mediaType, byte[] bytes) {
    return read(mediaType, parse(bytes));
  }

  private static Manifest read(String declaredType, ObjectNode document) {
    String mediaType = mediaType(declaredType, document);
    requireOneShape(mediaType, document);
    Optional<Descriptor> subject =
        document.get("subject") instanceof ObjectNode s
            ? Optional.of(descriptor("subject", s))
            : Optional.empty();
    String artifactType = Json.string(document, "artifactType");
    Map<String, String> annotations = strings(document, "annotations");
    if (MediaTypes.isIndex(mediaType)) {
      return new Manifest.IndexManifest(
          mediaType, descriptors(document, "manifests"), subject, artifactType, annotations);
    }
    if (!(document.get("config") instanceof ObjectNode config)) {
      throw new ManifestException("config: a descriptor is required");
    }
    return new Manifest.ImageManifest(
        mediaType,
        descriptor("config", config),
        descriptors(document, "layers"),
        subject,
        artifactType,
        annotations);
  }

  /**
   * Reads a manifest that was taken before and goes by {@link #typeOf}.
   *
   * @throws ManifestException saying what is wrong
   */
  public static Manifest readStored(byte[] bytes) {
    ObjectNode document = parse(bytes);
    return read(typeOf(bytes), document);
  }

  /**
   * The type that a document itself says; by its shape an OCI type if it says none, which only OCI
   * documents may (registry.md 2.2).
   */
  public static String typeOf(byte[] document) {
    AtomicBoolean listsManifests = new AtomicBoolean();
    String own =
        Json.text(
            document,
            "mediaType",
            name -> {
              if (name.equals("manifests")) {
                listsManifests.set(true);
              }
            });
    if (!own.isEmpty()) {
      return own;
    }
    return listsManifests.get() ? MediaTypes.OCI_INDEX : MediaTypes.OCI_MANIFEST;
  }

  private static ObjectNode parse(byte[] bytes) {
    try {
      if (Json.parseStrict(bytes) instanceof ObjectNode object) {
        return object;
      }
    } catch (HugeNumberException e) {
      throw new ManifestException("the manifest is not valid JSON: " + e.getOriginalMessage());
    } catch (JacksonException e) {
      throw new ManifestException(
          TextProblem.isPage(bytes)
              ? "what was sent is a web page, not a manifest"
              : "the manifest is not valid JSON at " + TextProblem.place(e));
    }
    throw new ManifestException("the manifest is not a JSON object");
  }

  private static void requireSecondSchema(String declaredType, ObjectNode document) {
    if (FirstSchema.is(declaredType, document)) {
      throw new ManifestException(FirstSchema.REFUSAL);
    }
  }

  /** A Go client could not read a document with a single value of a wrong type. */
  private static void requireTypes(ObjectNode document) {
    List<String> mismatches = FieldCheck.prune(document, ManifestSchemas.MANIFEST).mismatches();
    if (!mismatches.isEmpty()) {
      throw new ManifestException(
          mismatches.size() <= MAX_NAMED
              ? String.join("; ", mismatches)
              : String.join("; ", mismatches.subList(0, MAX_NAMED)) + "; …");
    }
  }

  private static String mediaType(String declared, ObjectNode document) {
    String own = Json.string(document, "mediaType");
    if (!own.isEmpty() && !declared.isEmpty() && !own.equals(declared)) {
      throw new ManifestException(
          "the document's mediaType is \"" + own + "\" but it was sent as \"" + declared + "\"");
    }
    String mediaType = declared.isEmpty() ? own : declared;
    if (!MediaTypes.isManifest(mediaType)) {
      throw new ManifestException("unsupported manifest media type \"" + mediaType + "\"");
    }
    return mediaType;
  }

  private static void requireOneShape(String mediaType, ObjectNode document) {
    boolean index = MediaTypes.isIndex(mediaType);
    if (index && (document.has("layers") || document.has("config"))) {
      throw new ManifestException("an index must not have layers or config");
    }
    if (!index && document.has("manifests")) {
      throw new ManifestException("an image manifest must not have manifests");
    }
  }

  private static List<Descriptor> descriptors(ObjectNode document, String member) {
    JsonNode list = document.get(member);
    if (list == null || list.isNull()) {
      return List.of();
    }
    if (!list.isArray() || list.size() > MAX_DESCRIPTORS) {
      throw new ManifestException(
          member + ": a list of at most " + MAX_DESCRIPTORS + " descriptors is expected");
    }
    List<Descriptor> found = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      found.add(descriptor(member + "[" + i + "]", list.get(i)));
    }
    return found;
  }

  private static Descriptor descriptor(String path, JsonNode node) {
    String digest = Json.string(node, "digest");
    long size = Json.whole(node.path("size")).orElse(-1);
    if (size < 0) {
      throw new ManifestException(path + ".size: a number of bytes is required");
    }
    Optional<Descriptor.Platform> platform =
        node.get("platform") instanceof ObjectNode p
            ? Optional.of(
                new Descriptor.Platform(
                    Json.string(p, "os"),
                    Json.string(p, "architecture"),
                    Json.string(p, "variant")))
            : Optional.empty();
    List<String> urls = new ArrayList<>();
    Json.arrayAt(node, "urls").forEach(u -> urls.add(u.asString("")));
    try {
      return new Descriptor(
          Json.string(node, "mediaType"),
          Digest.parse(digest),
          size,
          platform,
          urls,
          Json.string(node, "artifactType"),
          strings(node, "annotations"));
    } catch (IllegalArgumentException e) {
      throw new ManifestException(path + ".digest: \"" + digest + "\": " + e.getMessage());
    }
  }

  private static Map<String, String> strings(JsonNode node, String member) {
    Map<String, String> found = new LinkedHashMap<>();
    Json.objectAt(node, member).forEachEntry((key, value) -> found.put(key, value.asString("")));
    return found;
  }
}
