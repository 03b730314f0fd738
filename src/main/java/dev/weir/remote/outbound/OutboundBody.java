package dev.weir.remote.outbound;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A request body that can be sent again: after a challenge, a redirect or a failure. */
public interface OutboundBody {
  /** Bytes that {@link #open} will give. */
  long length();

  /** A new stream of the whole body, closed by the sender. */
  InputStream open() throws IOException;

  static OutboundBody of(byte[] bytes) {
    return new OutboundBody() {
      @Override
      public long length() {
        return bytes.length;
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(bytes);
      }
    };
  }
}
