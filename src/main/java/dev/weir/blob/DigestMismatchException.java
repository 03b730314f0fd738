package dev.weir.blob;

import dev.weir.reference.Digest;
import java.io.IOException;

/** The bytes that came are not the bytes that were named. */
public final class DigestMismatchException extends IOException {
  public DigestMismatchException(Digest expected, Digest actual) {
    super("content has digest " + actual + ", not " + expected);
  }
}
