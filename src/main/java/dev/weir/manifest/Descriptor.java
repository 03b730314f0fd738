package dev.weir.manifest;

import dev.weir.reference.Digest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Points at content (OCI image-spec, "descriptor").
 *
 * @param size bytes
 * @param urls other places of a non-distributable layer
 */
public record Descriptor(
    String mediaType,
    Digest digest,
    long size,
    Optional<Platform> platform,
    List<String> urls,
    String artifactType,
    Map<String, String> annotations) {
  public Descriptor {
    urls = List.copyOf(urls);
    annotations = Map.copyOf(annotations);
  }

  public static Descriptor of(String mediaType, Digest digest, long size) {
    return new Descriptor(mediaType, digest, size, Optional.empty(), List.of(), "", Map.of());
  }

  /** What a child of an index runs on; parts are empty when absent. */
  public record Platform(String os, String architecture, String variant) {
    /** As filters name it, such as {@code linux/arm64/v8}. */
    public String text() {
      return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
    }
  }
}
