package dev.weir.remote.outbound;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.eclipse.jetty.client.OutputStreamRequestContent;

/**
 * A body that is read and sent by a thread of its own, so that what the other side says meanwhile
 * is heard: a refusal in the middle, as of a full disk, would get lost with the connection, which
 * ends while more is written to it.
 */
final class LargeBody extends OutputStreamRequestContent {
  private static final int BUFFER = 64 * 1024;

  private final InputStream stream;
  private final long length;
  private volatile boolean answered;

  /** Since when it is the other side's turn, by the process's own clock; 0 while it is not. */
  private volatile long handedOver;

  /**
   * Nothing of it is read yet.
   *
   * @param length bytes that the stream gives
   */
  LargeBody(String type, InputStream stream, long length) {
    super(type);
    this.stream = stream;
    this.length = length;
  }

  @Override
  public long getLength() {
    return length;
  }

  void start() {
    Thread.ofVirtual().name("outbound body").start(this::send);
  }

  private void send() {
    try (InputStream in = stream) {
      byte[] buffer = new byte[BUFFER];
      OutputStream out = getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (answered) {
          return;
        }
        handedOver = now();
        out.write(buffer, 0, n);
        handedOver = 0;
      }
      handedOver = now();
      out.close();
    } catch (IOException | RuntimeException e) {
      fail(e); // whoever waits for the answer is told, if that is not what it comes from
    }
  }

  /** How long the other side has neither taken what it was sent nor answered. */
  long silentNanos() {
    long since = handedOver;
    return since == 0 ? 0 : System.nanoTime() - since;
  }

  private static long now() {
    long now = System.nanoTime();
    return now == 0 ? 1 : now;
  }

  /** An answer, with which the sending ends when it has been read, if it has not by then. */
  InputStream untilRead(InputStream answer) {
    answered = true;
    return new FilterInputStream(answer) {
      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        return in.read(bytes, offset, length);
      }

      @Override
      public void close() throws IOException {
        try {
          super.close();
        } finally {
          fail(new IOException("it was answered before it was sent"));
        }
      }
    };
  }
}
