package dev.weir.resource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes that are looked for in longer ones, by Horspool's method: most of what is searched is
 * jumped over.
 */
public final class BytePattern {
  private final byte[] wanted;

  /** How far to move on after a byte that stands under the pattern's last one. */
  private final int[] jumps = new int[256];

  public BytePattern(byte[] wanted) {
    this.wanted = wanted.clone();
    Arrays.fill(jumps, wanted.length);
    for (int i = 0; i < wanted.length - 1; i++) {
      jumps[wanted[i] & 0xff] = wanted.length - 1 - i;
    }
  }

  /** A text in ASCII. */
  public static BytePattern of(String text) {
    return new BytePattern(text.getBytes(StandardCharsets.US_ASCII));
  }

  public int length() {
    return wanted.length;
  }

  /** Where it first stands at or after a place; -1 if it does not. */
  public int indexIn(byte[] bytes, int from) {
    int last = wanted.length - 1;
    int at = from;
    while (at + last < bytes.length) {
      byte end = bytes[at + last];
      if (end == wanted[last] && Arrays.equals(bytes, at, at + last, wanted, 0, last)) {
        return at;
      }
      at += jumps[end & 0xff];
    }
    return -1;
  }
}
