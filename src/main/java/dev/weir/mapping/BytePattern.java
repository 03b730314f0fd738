package dev.weir.mapping;

import java.util.Arrays;

/**
 * Bytes that are looked for in longer ones, by Horspool's method: most of what is searched is
 * jumped over.
 */
final class BytePattern {
  private final byte[] wanted;

  /** How far to move on after a byte that stands under the pattern's last one. */
  private final int[] jumps = new int[256];

  BytePattern(byte[] wanted) {
    this.wanted = wanted.clone();
    Arrays.fill(jumps, wanted.length);
    for (int i = 0; i < wanted.length - 1; i++) {
      jumps[wanted[i] & 0xff] = wanted.length - 1 - i;
    }
  }

  int length() {
    return wanted.length;
  }

  /** Where it first stands at or after a place; -1 if it does not. */
  int indexIn(byte[] bytes, int from) {
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
