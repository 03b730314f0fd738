package dev.weir.blob;

import dev.weir.reference.Digest;
import java.io.IOException;

/** The bytes that the store kept are not the blob any more; it has been taken away. */
public final class DamagedBlobException extends IOException {
  private final Digest digest;

  public DamagedBlobException(Digest digest) {
    super("blob " + digest + " is damaged on the disk and was taken away; push it again");
    this.digest = digest;
  }

  public Digest digest() {
    return digest;
  }
}
