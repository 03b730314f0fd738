package dev.weir.blob.file;

import dev.weir.blob.Blob;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;

/** An open file; deleting its name takes nothing from who reads it. */
record FileBlob(SeekableByteChannel channel, long size) implements Blob {
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
