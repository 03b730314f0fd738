package dev.weir.remote.extract;

import java.io.IOException;

/** Bytes are no tar file, or one that is not read; the message says why. */
final class TarException extends IOException {
  TarException(String message) {
    super(message);
  }
}
