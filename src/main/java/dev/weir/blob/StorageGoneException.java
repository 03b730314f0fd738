package dev.weir.blob;

import java.io.IOException;

/** The directory of the store was moved, removed or unmounted under the program. */
public final class StorageGoneException extends IOException {
  public StorageGoneException(String what) {
    super(what + " was moved, removed or unmounted under the server; nothing was stored");
  }
}
