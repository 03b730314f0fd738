package dev.weir.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** Bytes that are read at any position and never written; closing it closes nothing. */
public abstract class ReadOnlyChannel implements SeekableByteChannel {
  private long position;

  /** Begins at a position. */
  protected ReadOnlyChannel(long position) {
    this.position = position;
  }

  /** Reads at a position; how many bytes, or -1 at the end. */
  protected abstract int read(ByteBuffer target, long from) throws IOException;

  @Override
  public final int read(ByteBuffer target) throws IOException {
    int count = read(target, position);
    position += Math.max(count, 0);
    return count;
  }

  @Override
  public final long position() {
    return position;
  }

  @Override
  public final SeekableByteChannel position(long newPosition) {
    position = newPosition;
    return this;
  }

  @Override
  public final int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public final SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {}
}
