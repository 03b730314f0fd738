package dev.weir.remote.append;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A temporary file without a name: it is gone when it is closed, and also when the process is ended
 * in any way.
 */
final class Scratch implements AutoCloseable {
  private final FileChannel channel;

  private Scratch(FileChannel channel) {
    this.channel = channel;
  }

  /** Opens an empty one in the directory of temporary files. */
  static Scratch open() throws IOException {
    Path file = Files.createTempFile("weir-layer-", "");
    return new Scratch(
        FileChannel.open(
            file,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE)); // the system takes the name away at once
  }

  /** Appends; closing it does not end the file. */
  OutputStream writer() {
    return new OutputStream() {
      private final OutputStream out = Channels.newOutputStream(channel);

      @Override
      public void write(int b) throws IOException {
        out.write(b);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
      }
    };
  }

  /** All bytes from the beginning, as often as wished. */
  InputStream reader() {
    return new InputStream() {
      private long position;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = channel.read(ByteBuffer.wrap(bytes, offset, length), position);
        position += Math.max(0, read);
        return read;
      }
    };
  }

  long size() throws IOException {
    return channel.size();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
