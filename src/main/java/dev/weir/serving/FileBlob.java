package dev.weir.serving;

import dev.weir.blob.Blob;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;

/**
 * A blob in a file that anybody may have carried here. Clients compare what they get with the
 * digest that they asked for; nobody here does it for them.
 */
record FileBlob(FileChannel channel, long size) implements Blob {
  @Override
  public SeekableByteChannel part(long start, long length) throws IOException {
    return channel.position(start);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
