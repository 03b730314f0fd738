package dev.weir.blob.file;

import dev.weir.blob.UploadBusyException;
import dev.weir.reference.Digest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the store remembers of an upload between requests: how far it got, its hash so far, and who
 * is writing. An upload found after a restart has no hash; its bytes are read again at commit.
 */
final class UploadSession {
  private final String id;
  private final String owner;
  private final boolean seenFromTheStart;

  /** Made when bytes come: many that are begun never get any. */
  private @Nullable MessageDigest sha256;

  private volatile long offset;
  private volatile Instant touched;
  private volatile boolean ended;
  private @Nullable Object writer;

  private UploadSession(
      String id, String owner, long offset, Instant touched, boolean seenFromTheStart) {
    this.id = id;
    this.owner = owner;
    this.offset = offset;
    this.touched = touched;
    this.seenFromTheStart = seenFromTheStart;
  }

  static UploadSession begun(String id, String owner, Instant now) {
    return new UploadSession(id, owner, 0, now, true);
  }

  static UploadSession found(String id, String owner, long offset, Instant touched) {
    return new UploadSession(id, owner, offset, touched, false);
  }

  String id() {
    return id;
  }

  String owner() {
    return owner;
  }

  long offset() {
    return offset;
  }

  boolean hasEnded() {
    return ended;
  }

  void end() {
    ended = true;
  }

  /** Gives the right to write to one holder until it lets go; the same one may ask again. */
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

  /** Bytes that are in the file now. Only the holder of the right to write calls it. */
  void received(ByteBuffer bytes, Instant now) {
    long reached = offset + bytes.remaining();
    if (seenFromTheStart) {
      sha256().update(bytes);
    }
    offset = reached;
    touched = now;
  }

  boolean isIdleSince(Instant instant) {
    return touched.isBefore(instant);
  }

  /** The digest of all bytes so far, known only if this process saw them all. */
  Optional<Digest> digest() {
    return seenFromTheStart
        ? Optional.of(new Digest("sha256", HexFormat.of().formatHex(copy(sha256()).digest())))
        : Optional.empty();
  }

  /** More bytes may come. */
  private static MessageDigest copy(MessageDigest function) {
    try {
      return (MessageDigest) function.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("this Java cannot copy a hash that has begun", e);
    }
  }

  private MessageDigest sha256() {
    MessageDigest function = sha256;
    if (function == null) {
      function = Digest.newMessageDigest("sha256");
      sha256 = function;
    }
    return function;
  }
}
