package dev.weir.remote.outbound;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** Turns a failure in the middle of a body into ours. */
final class NamedStream extends FilterInputStream {
  private final OutboundFailures failures;
  private final Duration silence;

  NamedStream(OutboundFailures failures, Duration silence, InputStream in) {
    super(in);
    this.failures = failures;
    this.silence = silence;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] b, int off, int len) throws IOException {
    if (len == 0) {
      return 0; // the engine would wait for more
    }
    try {
      return super.read(b, off, len);
    } catch (SocketTimeoutException e) {
      throw failures.inBody(e, silence);
    } catch (InterruptedIOException _) {
      Thread.currentThread().interrupt(); // or what comes next would begin all over again
      throw failures.interrupted();
    } catch (IOException e) {
      throw failures.inBody(e, silence);
    }
  }
}
