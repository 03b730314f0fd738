package dev.weir.imagestream;

/**
 * How a tag is imported.
 *
 * @param insecure plain HTTP and unverified TLS are allowed
 * @param mode {@link #LEGACY} or {@link #PRESERVE_ORIGINAL}
 */
public record ImportPolicy(boolean insecure, boolean scheduled, String mode) {
  /** Of an index, one platform's image. */
  public static final String LEGACY = "Legacy";

  /** Of an index, the index itself and all its images. */
  public static final String PRESERVE_ORIGINAL = "PreserveOriginal";

  public static final ImportPolicy DEFAULT = new ImportPolicy(false, false, LEGACY);
}
