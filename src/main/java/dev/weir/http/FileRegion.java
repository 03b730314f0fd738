package dev.weir.http;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/**
 * A part of a file on its way to a socket, where the kernel copies it to. In the books of HTTP
 * buffers stand for its bytes: they have the right length, are consumed as the file's bytes are
 * sent, and hold nothing that anybody looks at. Not mapped memory, so that a file which becomes
 * shorter is an end and neither a fault nor zeros.
 */
public final class FileRegion {
  /** Bytes that one buffer stands for at most. */
  private static final int PIECE = 256 * 1024;

  /** By it such buffers are known, also when somebody has cut them. */
  private static final byte[] STAND_IN = new byte[PIECE];

  private final FileChannel file;
  private final long end;
  private long position;

  /** Bytes from a position on; what the channel's own position is does not matter. */
  FileRegion(FileChannel file, long start, long length) {
    this.file = file;
    this.position = start;
    this.end = start + length;
  }

  /** Bytes that are not sent yet. */
  long left() {
    return end - position;
  }

  /** Stands for the bytes that come next; the one before must have been sent. */
  ByteBuffer next() {
    return ByteBuffer.wrap(STAND_IN, 0, (int) Math.min(PIECE, left()));
  }

  /** True of a buffer that stands for bytes of a file; its own must never be sent. */
  public static boolean isStoodForBy(ByteBuffer buffer) {
    return buffer.hasArray() && buffer.array() == STAND_IN;
  }

  /**
   * Sends as many of the bytes as the socket takes now, which may be none.
   *
   * @param standIn stands for them; what is sent is taken from it
   * @throws EOFException if the file has become shorter
   */
  public void send(ByteBuffer standIn, WritableByteChannel socket) throws IOException {
    long sent = file.transferTo(position, Math.min(standIn.remaining(), left()), socket);
    if (sent == 0 && position >= file.size()) {
      throw new EOFException("the file is shorter than what was announced of it");
    }
    position += sent;
    standIn.position(standIn.position() + (int) sent);
  }
}
