package dev.weir.client.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;

/** A chunked body (RFC 9112 section 7.1); trailers are dropped. */
final class ChunkedBody extends InputStream {
  private final ResponseReader lines;
  private final InputStream in;
  private long left;
  private boolean first = true;
  private boolean done;

  ChunkedBody(ResponseReader lines, InputStream in) {
    this.lines = lines;
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (left == 0 && !done) {
      nextChunk();
    }
    if (done) {
      return -1;
    }
    int read = in.read(bytes, offset, (int) Math.min(length, left));
    if (read < 0) {
      throw new EOFException("the server closed the connection within an answer");
    }
    left -= read;
    return read;
  }

  private void nextChunk() throws IOException {
    lines.resetBound();
    if (!first) {
      lines.line(); // the end of the chunk before
    }
    first = false;
    String size = lines.line();
    int extension = size.indexOf(';');
    try {
      left = Long.parseLong((extension < 0 ? size : size.substring(0, extension)).strip(), 16);
    } catch (NumberFormatException _) {
      throw new ProtocolException("the server sent a malformed chunk");
    }
    if (left < 0) {
      throw new ProtocolException("the server sent a malformed chunk");
    }
    if (left == 0) {
      done = true;
      while (!lines.line().isEmpty()) {
        // a trailer
      }
    }
  }
}
