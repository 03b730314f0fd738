package dev.weir.importing.lists;

/** What becomes of a list of manifests (image-api.md 5.5). */
public enum ImportMode {
  /** One of its images is chosen and the list forgotten. */
  LEGACY,
  /** The list is the image, and all its images are fetched too. */
  PRESERVE_ORIGINAL,
  /** The list is the image; its images are fetched by those who pull them. */
  LIST_ALONE;

  /**
   * Reads {@code importPolicy.importMode}; anything but {@code PreserveOriginal} is Legacy. No
   * policy asks for the list alone.
   */
  public static ImportMode of(String importMode) {
    return importMode.equals("PreserveOriginal") ? PRESERVE_ORIGINAL : LEGACY;
  }
}
