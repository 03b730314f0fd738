package dev.weir.remote.outbound;

import java.io.InputStream;
import org.eclipse.jetty.client.InputStreamRequestContent;
import org.eclipse.jetty.io.ByteBufferPool;

/** Content of known length. */
final class SizedContent extends InputStreamRequestContent {
  private final long length;

  SizedContent(String type, InputStream stream, ByteBufferPool.Sized buffers, long length) {
    super(type, stream, buffers);
    this.length = length;
  }

  @Override
  public long getLength() {
    return length;
  }
}
