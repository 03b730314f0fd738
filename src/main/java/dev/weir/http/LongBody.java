package dev.weir.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * The body of an answer that may be long: goes out in pieces of one size as it comes, or, if it is
 * shorter than one, whole and with its length. Without {@link #end} the answer stays incomplete,
 * and the client is told so: the last chunk does not come, or, of HTTP/1.0, the connection is
 * reset. Whoever fails in the middle must not end it. Writing waits for the client. In answer to
 * HEAD only the headers go out.
 */
public final class LongBody {
  public static final int PIECE = 64 * 1024;

  private final Exchange exchange;
  private final String contentType;
  private final boolean counts;
  private final byte[] piece = new byte[PIECE];
  private int filled;
  private boolean begun;

  public LongBody(Exchange exchange, String contentType) {
    this(exchange, contentType, true);
  }

  private LongBody(Exchange exchange, String contentType, boolean counts) {
    this.exchange = exchange;
    this.contentType = contentType;
    this.counts = counts;
  }

  /** Of an answer that is given whether or not there is room for it. */
  public static LongBody ofWhatWasDone(Exchange exchange, String contentType) {
    return new LongBody(exchange, contentType, false);
  }

  public void write(byte[] bytes) throws IOException {
    if (filled + bytes.length > PIECE) {
      flush();
    }
    if (bytes.length > PIECE) {
      send(bytes, bytes.length);
    } else {
      System.arraycopy(bytes, 0, piece, filled, bytes.length);
      filled += bytes.length;
    }
  }

  /** Takes what is written to it; closing it ends nothing. */
  public OutputStream stream() {
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        LongBody.this.write(new byte[] {(byte) one});
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        LongBody.this.write(Arrays.copyOfRange(bytes, offset, offset + length));
      }
    };
  }

  /** Ends a complete body. */
  public void end() throws IOException {
    if (!begun) {
      exchange.send(contentType, Arrays.copyOf(piece, filled));
      return;
    }
    flush();
    if (headOnly()) {
      exchange.sendHeaders();
    } else {
      exchange.output().close();
    }
  }

  private boolean headOnly() {
    return exchange.method().equals("HEAD");
  }

  /** Sends what is there, so that the client has something to begin with. */
  public void flush() throws IOException {
    if (filled > 0) {
      send(piece, filled);
      filled = 0;
    }
  }

  private void send(byte[] bytes, int length) throws IOException {
    boolean sends = !headOnly();
    if (!begun) {
      if (sends) {
        hold();
      }
      begun = true;
      exchange.setHeader("Content-Type", contentType).endsByItself();
    }
    if (sends) {
      exchange.output().write(bytes, 0, length);
    }
  }

  /** What was asked may still be needed for the answer to what was done: it stays counted. */
  private void hold() throws NoRoomException {
    if (counts) {
      exchange.holdAnswer(PIECE);
      return;
    }
    try {
      exchange.expectAnswer(PIECE);
    } catch (NoRoomException _) {
      // It is told all the same.
    }
  }
}
