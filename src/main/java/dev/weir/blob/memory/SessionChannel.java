package dev.weir.blob.memory;

import dev.weir.blob.ReadOnlyChannel;
import java.nio.ByteBuffer;

/** Reads what an upload has received, while it grows and after. */
final class SessionChannel extends ReadOnlyChannel {
  private final MemorySession session;

  SessionChannel(MemorySession session) {
    super(0);
    this.session = session;
  }

  @Override
  protected int read(ByteBuffer target, long from) {
    return session.read(from, target);
  }

  @Override
  public long size() {
    return session.offset();
  }
}
