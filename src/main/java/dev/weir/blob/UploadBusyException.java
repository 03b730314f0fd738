package dev.weir.blob;

import java.io.IOException;

/** Another request appends to this upload right now. */
public final class UploadBusyException extends IOException {
  public UploadBusyException(String id) {
    super("upload " + id + " is being written by another request");
  }
}
