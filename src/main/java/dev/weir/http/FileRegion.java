package dev.weir.http;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/**
 * A part of a file on its way to a socket, where the kernel copies it to. In the books of HTTP
 * buffers stand for its bytes: they have the right lengths, are consumed as the file's bytes are
 * sent, and hold nothing that anybody looks at. Nothing here reads mapped memory, so that a file
 * which becomes shorter is an end or a failed write, and neither a fault nor zeros. Only for
 * answers of a known length, whose bytes follow each other: the kernel is asked for many at once,
 * and may be ahead of the books.
 */
public final class FileRegion {
  /** Bytes that one buffer stands for at most: all of them share these. */
  private static final int PIECE = 256 * 1024;

  /** Bytes that the kernel is asked for at once; few calls for many bytes is what it is fast by. */
  private static final long MOST_AT_ONCE = 4L << 20;

  /** By it such buffers are known, also when somebody has cut them. */
  private static final byte[] STAND_IN = new byte[PIECE];

  private final FileChannel file;
  private final long end;
  private long position;

  /** Bytes that were sent, and for which no buffer has stood yet. */
  private long ahead;

  /** Bytes from a position on; what the channel's own position is does not matter. */
  FileRegion(FileChannel file, long start, long length) {
    this.file = file;
    this.position = start;
    this.end = start + length;
  }

  /** Bytes for which no buffer has stood yet. */
  long left() {
    return end - position + ahead;
  }

  /** Stands for the bytes that come next; the one before must have been sent. */
  ByteBuffer next() {
    return ByteBuffer.wrap(STAND_IN, 0, (int) Math.min(PIECE, left()));
  }

  /** True of a buffer that stands for bytes of a file; its own must never be sent. */
  @SuppressWarnings({
    "ReferenceEquality",
    "ByteBufferBackingArray"
  }) // which array, not what is in it
  public static boolean isStoodForBy(ByteBuffer buffer) {
    return buffer.hasArray() && buffer.array() == STAND_IN;
  }

  /**
   * Sends as many bytes of the file as the socket takes now, which may be none.
   *
   * @param standIn stands for the next of them; it is consumed as far as they are sent
   * @throws EOFException if the file has become shorter
   */
  public void send(ByteBuffer standIn, WritableByteChannel socket) throws IOException {
    if (ahead == 0) {
      ahead = file.transferTo(position, Math.min(MOST_AT_ONCE, end - position), socket);
      if (ahead == 0 && position >= file.size()) {
        throw new EOFException("the file is shorter than what was announced of it");
      }
      position += ahead;
    }
    int sent = (int) Math.min(ahead, standIn.remaining());
    standIn.position(standIn.position() + sent);
    ahead -= sent;
  }
}
