package dev.weir.blob;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;

/** An open blob; its bytes stay readable until it is closed, whatever happens to the store. */
public interface Blob extends AutoCloseable {
  /** Size in bytes. */
  long size();

  /** The bytes, positioned at 0; a {@code FileChannel} where the store has files. */
  SeekableByteChannel channel();

  @Override
  void close() throws IOException;
}
