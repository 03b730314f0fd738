package dev.weir.blob.memory;

import dev.weir.blob.UploadBusyException;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Bytes of an unfinished upload, and who is writing. */
final class MemorySession {
  private final String id;
  private final String owner;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private Instant modified;
  private boolean ended;
  private @Nullable Object writer;

  MemorySession(String id, String owner, Instant begun) {
    this.id = id;
    this.owner = owner;
    this.modified = begun;
  }

  String id() {
    return id;
  }

  String owner() {
    return owner;
  }

  synchronized void acquire(Object holder) throws UploadBusyException {
    if (writer != null && !writer.equals(holder)) {
      throw new UploadBusyException(id);
    }
    writer = holder;
  }

  synchronized void release(Object holder) {
    if (holder.equals(writer)) {
      writer = null;
    }
  }

  synchronized boolean isIdleSince(Instant instant) {
    return writer == null && modified.isBefore(instant);
  }

  synchronized long offset() {
    return bytes.size();
  }

  synchronized boolean add(byte[] more, int length, Instant now) {
    bytes.write(more, 0, length);
    modified = now;
    return !ended;
  }

  synchronized byte[] content() {
    return bytes.toByteArray();
  }

  synchronized boolean hasEnded() {
    return ended;
  }

  synchronized void end() {
    ended = true;
  }
}
