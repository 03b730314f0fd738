package dev.weir.imagestream;

import java.util.Map;

/**
 * What a spec tag refers to: {@code from} (image-api.md 2.1).
 *
 * @param namespace empty for the stream's own
 * @param other further members of the object reference, kept as they came
 */
public record TagSource(String kind, String namespace, String name, Map<String, String> other) {
  public static final String DOCKER_IMAGE = "DockerImage";
  public static final String STREAM_TAG = "ImageStreamTag";
  public static final String STREAM_IMAGE = "ImageStreamImage";

  public TagSource {
    other = Map.copyOf(other);
  }

  public static TagSource dockerImage(String pullSpec) {
    return new TagSource(DOCKER_IMAGE, "", pullSpec, Map.of());
  }

  /** The namespace that is meant, for a stream in the given one. */
  public String namespaceOr(String own) {
    return namespace.isEmpty() ? own : namespace;
  }

  boolean isSet() {
    return !kind.isEmpty() || !name.isEmpty();
  }
}
