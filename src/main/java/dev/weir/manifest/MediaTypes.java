package dev.weir.manifest;

import java.util.Set;
import java.util.regex.Pattern;

/** Media types of images (registry.md 2.2). */
public final class MediaTypes {
  public static final String DOCKER_MANIFEST =
      "application/vnd.docker.distribution.manifest.v2+json";
  public static final String DOCKER_LIST =
      "application/vnd.docker.distribution.manifest.list.v2+json";
  public static final String DOCKER_SCHEMA1 =
      "application/vnd.docker.distribution.manifest.v1+json";
  public static final String DOCKER_SCHEMA1_SIGNED =
      "application/vnd.docker.distribution.manifest.v1+prettyjws";
  public static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";
  public static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip";
  public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
  public static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
  public static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar";
  public static final String OCI_LAYER_GZIP = "application/vnd.oci.image.layer.v1.tar+gzip";

  /** With parameters, too; two names of 127 characters are the most that a media type has. */
  private static final Pattern PRESENTABLE = Pattern.compile("[!-~](?:[ -~]{0,253}[!-~])?");

  private static final Set<String> IMAGES = Set.of(DOCKER_MANIFEST, OCI_MANIFEST);
  private static final Set<String> INDEXES = Set.of(DOCKER_LIST, OCI_INDEX);
  private static final Set<String> CONFIGS = Set.of(DOCKER_CONFIG, OCI_CONFIG);

  private MediaTypes() {}

  /** A manifest of one image. */
  public static boolean isImage(String mediaType) {
    return IMAGES.contains(mediaType);
  }

  /** A list of manifests. */
  public static boolean isIndex(String mediaType) {
    return INDEXES.contains(mediaType);
  }

  public static boolean isManifest(String mediaType) {
    return isImage(mediaType) || isIndex(mediaType);
  }

  /** A configuration that says how an image runs; any other is that of an artifact. */
  public static boolean isImageConfig(String mediaType) {
    return CONFIGS.contains(mediaType);
  }

  /** True of a media type, or what stands for one, that can be shown in a line of text. */
  static boolean isPresentable(String mediaType) {
    return PRESENTABLE.matcher(mediaType).matches();
  }

  /** Layers that live elsewhere and need not be in the registry. */
  public static boolean isNonDistributable(String mediaType) {
    return mediaType.contains(".nondistributable.") || mediaType.contains(".foreign.");
  }
}
