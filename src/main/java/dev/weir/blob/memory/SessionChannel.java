package dev.weir.blob.memory;

import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** Reads what an upload has received, while it grows and after. */
final class SessionChannel implements SeekableByteChannel {
  private final MemorySession session;
  private long position;

  SessionChannel(MemorySession session) {
    this.session = session;
  }

  @Override
  public int read(ByteBuffer target) {
    int count = session.read(position, target);
    position += Math.max(count, 0);
    return count;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public SeekableByteChannel position(long newPosition) {
    position = newPosition;
    return this;
  }

  @Override
  public long size() {
    return session.offset();
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {}
}
