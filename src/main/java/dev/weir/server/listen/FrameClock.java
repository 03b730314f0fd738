package dev.weir.server.listen;

import java.nio.ByteBuffer;

/**
 * Follows the frames of an HTTP/2 client (RFC 9113, 4.1 and 6.10), as far as it takes to know
 * whether one of them, or a block of headers, has begun and not ended. The bodies of requests are
 * no matter: they may come slowly. Used by one thread at a time.
 */
final class FrameClock {
  private static final int PREFACE = 24;
  private static final int HEADER = 9;
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int CONTINUATION = 9;
  private static final int END_HEADERS = 4;
  private static final int TYPE = 3;
  private static final int FLAGS = 4;
  private static final int LENGTH = 3;
  private static final int BITS = 8;

  private int preface = PREFACE;
  private final byte[] header = new byte[HEADER];
  private int headerBytes;
  private long payload;
  private boolean block;

  /** Takes what came; the buffer stays as it is. */
  void came(ByteBuffer bytes) {
    int at = bytes.position();
    while (at < bytes.limit()) {
      if (preface > 0) {
        int skipped = Math.min(preface, bytes.limit() - at);
        preface -= skipped;
        at += skipped;
      } else if (headerBytes < HEADER) {
        header[headerBytes++] = bytes.get(at++);
        if (headerBytes == HEADER) {
          begin();
        }
      } else {
        long skipped = Math.min(payload, bytes.limit() - at);
        payload -= skipped;
        at += (int) skipped;
        end();
      }
    }
  }

  private void begin() {
    for (int i = 0; i < LENGTH; i++) {
      payload = (payload << BITS) | (header[i] & 0xff);
    }
    if (header[TYPE] == HEADERS || header[TYPE] == CONTINUATION) {
      block = (header[FLAGS] & END_HEADERS) == 0;
    }
    end();
  }

  private void end() {
    if (payload == 0) {
      headerBytes = 0;
    }
  }

  /** True if something has begun that is to end soon. */
  boolean owes() {
    boolean inFrame = headerBytes > 0 && (headerBytes < HEADER || header[TYPE] != DATA);
    return block || inFrame;
  }
}
