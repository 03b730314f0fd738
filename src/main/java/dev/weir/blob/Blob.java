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

  @Override
  void close() throws IOException;
}
