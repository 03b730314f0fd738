package dev.weir.resource;

import java.util.Arrays;

/**
 * Bytes in which a few places become others, put together in one go: what is sent to many is copied
 * once, however much is done to it. For one thread.
 */
public final class ByteEdits {
  private static final int FEW = 8;

  private final byte[] source;
  private int[] from = new int[FEW];
  private int[] to = new int[FEW];
  private byte[][] by = new byte[FEW][];
  private int count;
  private int longer;

  /** Bytes that are left as they are. */
  public ByteEdits(byte[] source) {
    this.source = source;
  }

  /** What is edited; must not be changed. */
  public byte[] source() {
    return source;
  }

  /**
   * Puts bytes in the place of others; none, for an insertion, if both ends are the same. Places
   * come in their order and do not overlap.
   */
  public void replace(int begin, int end, byte[] others) {
    if (end < begin || begin < (count == 0 ? 0 : to[count - 1])) {
      throw new IllegalArgumentException(
          "an edit from %d to %d is out of order".formatted(begin, end));
    }
    if (count == from.length) {
      from = Arrays.copyOf(from, 2 * count);
      to = Arrays.copyOf(to, 2 * count);
      by = Arrays.copyOf(by, 2 * count);
    }
    from[count] = begin;
    to[count] = end;
    by[count] = others;
    count++;
    longer += others.length - (end - begin);
  }

  /** The outcome; the array itself if there is no edit. */
  public byte[] bytes() {
    if (count == 0) {
      return source;
    }
    byte[] out = new byte[source.length + longer];
    int read = 0;
    int written = 0;
    for (int i = 0; i < count; i++) {
      int kept = from[i] - read;
      System.arraycopy(source, read, out, written, kept);
      System.arraycopy(by[i], 0, out, written + kept, by[i].length);
      written += kept + by[i].length;
      read = to[i];
    }
    System.arraycopy(source, read, out, written, source.length - read);
    return out;
  }
}
