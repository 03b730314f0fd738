package dev.weir.backup;

import java.io.IOException;

/** A backup is not what it should be; the message names the file, the reason and the next step. */
public final class BackupException extends IOException {
  public BackupException(String message) {
    super(message);
  }

  public BackupException(String message, Throwable cause) {
    super(message, cause);
  }
}
