package dev.weir.blob.memory;

import dev.weir.blob.ReadOnlyChannel;
import java.nio.ByteBuffer;

/** Reads an array through a channel. */
final class BytesChannel extends ReadOnlyChannel {
  private final byte[] bytes;

  BytesChannel(byte[] bytes) {
    super(0);
    this.bytes = bytes;
  }

  @Override
  protected int read(ByteBuffer target, long from) {
    if (from >= bytes.length) {
      return -1;
    }
    int count = Math.min(target.remaining(), bytes.length - (int) from);
    target.put(bytes, (int) from, count);
    return count;
  }

  @Override
  public long size() {
    return bytes.length;
  }
}
