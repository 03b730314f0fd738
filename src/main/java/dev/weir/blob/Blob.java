package dev.weir.blob;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;

/** An open blob; its bytes stay readable until it is closed, whatever happens to the store. */
public interface Blob extends AutoCloseable {
  /** Size in bytes. */
  long size();

  /**
   * The bytes, positioned at 0; a {@code FileChannel} where the store has files that it has
   * compared with their digest before. Else they are compared as they are read: a read that would
   * hand out the last byte of a damaged blob ends in {@link DamagedBlobException} instead. Going to
   * another position compares everything first.
   */
  SeekableByteChannel channel();

  /**
   * Compares all bytes with the digest now, if that has not been done since the start or since the
   * file changed: for whoever reads a part only, or nothing.
   *
   * @throws DamagedBlobException if they differ; the blob is taken away
   */
  default void verify() throws IOException {}

  /**
   * The bytes of an answer that gives this much of the blob, positioned at its start. Nothing that
   * could pass for the whole answer is handed out before all of the blob was compared with its
   * digest.
   *
   * @param start first byte
   * @param length bytes that will be read from there
   * @throws DamagedBlobException if the blob is not what it should be
   */
  default SeekableByteChannel part(long start, long length) throws IOException {
    if (length < size() || length == 0) {
      verify(); // a part says nothing about the whole
    }
    return channel().position(start);
  }

  @Override
  void close() throws IOException;
}
