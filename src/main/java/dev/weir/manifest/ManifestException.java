package dev.weir.manifest;

/** The bytes are no manifest that can be read. */
public final class ManifestException extends RuntimeException {
  public ManifestException(String message) {
    super(message);
  }
}
