package dev.weir.manifest;

import dev.weir.resource.Json;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Manifests of Docker's first schema, which nothing here takes: their layers have no sizes, and
 * their digests are not those of their bytes.
 */
public final class FirstSchema {
  /** What whoever comes with one is told. */
  public static final String REFUSAL =
      "Docker schema 1 images are not supported: convert this one, for instance with"
          + " \"skopeo copy --format v2s2 docker://OLD docker://NEW\", and use the new one";

  private static final Set<String> TYPES =
      Set.of(MediaTypes.DOCKER_SCHEMA1, MediaTypes.DOCKER_SCHEMA1_SIGNED);

  private FirstSchema() {}

  /** True of the media types of such a manifest. */
  public static boolean isType(String mediaType) {
    return TYPES.contains(mediaType);
  }

  /**
   * True of a document that says so, or was sent as one.
   *
   * @param declaredType the Content-Type it came with; empty if that said nothing
   */
  static boolean is(String declaredType, JsonNode document) {
    return isType(declaredType)
        || isType(Json.string(document, "mediaType"))
        || Json.whole(document.path("schemaVersion")).orElse(0) == 1;
  }

  /** As above, of bytes that may be anything. */
  public static boolean is(String declaredType, byte[] document) {
    if (isType(declaredType)) {
      return true;
    }
    try {
      return is(declaredType, Json.parseSent(document));
    } catch (JacksonException _) {
      return false;
    }
  }
}
