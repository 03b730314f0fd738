package dev.weir.blob.memory;

import dev.weir.blob.UploadBusyException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes of an unfinished upload, and who is writing. */
final class MemorySession {
  private final String id;
  private final String owner;
  private byte[] bytes = new byte[1024];
  private int size;
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
    return size;
  }

  synchronized boolean add(ByteBuffer more, Instant now) {
    if (ended) {
      return false;
    }
    int length = more.remaining();
    if (length > bytes.length - size) {
      bytes = Arrays.copyOf(bytes, Math.max(size + length, 2 * size));
    }
    more.get(bytes, size, length);
    size += length;
    modified = now;
    return true;
  }

  /** Bytes from there on, as many as there are and fit; -1 if there are none yet. */
  synchronized int read(long from, ByteBuffer target) {
    if (from >= size) {
      return -1;
    }
    int count = Math.min(target.remaining(), size - (int) from);
    target.put(bytes, (int) from, count);
    return count;
  }

  synchronized byte[] content() {
    return Arrays.copyOf(bytes, size);
  }

  synchronized boolean hasEnded() {
    return ended;
  }

  synchronized void end() {
    ended = true;
  }
}
