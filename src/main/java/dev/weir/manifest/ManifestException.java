package dev.weir.manifest;

import dev.weir.reference.Digest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The bytes are no manifest that can be read. */
public final class ManifestException extends RuntimeException {
  private final transient @Nullable Digest manifest;

  public ManifestException(String message) {
    super(message);
    this.manifest = null;
  }

  private ManifestException(ManifestException cause, Digest manifest) {
    super(cause.getMessage(), cause);
    this.manifest = manifest;
  }

  /** The same, of the manifest of this digest, or of one that it lists. */
  public ManifestException of(Digest known) {
    return new ManifestException(this, known);
  }

  /** Which manifest cannot be used, if that is known. */
  public Optional<Digest> manifest() {
    return Optional.ofNullable(manifest);
  }
}
