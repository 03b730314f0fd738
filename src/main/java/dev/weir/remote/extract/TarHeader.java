package dev.weir.remote.extract;

import java.nio.charset.StandardCharsets;

/**
 * A block that begins an entry of a tar file (POSIX ustar, and GNU's form of large numbers).
 *
 * @param type the letter of its kind
 * @param size bytes that follow it
 * @param modified seconds since 1970
 */
record TarHeader(
    String name,
    int mode,
    long owner,
    long group,
    long size,
    long modified,
    char type,
    String target) {
  static final int BLOCK = 512;

  private static final int CHECKSUM = 148;
  private static final int PERMISSIONS = 07777;

  static boolean isEmpty(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  static TarHeader of(byte[] block) throws TarException {
    if (number(block, CHECKSUM, 8) != sum(block)) {
      throw new TarException("it is no tar file, or a damaged one");
    }
    long size = number(block, 124, 12);
    if (size < 0) {
      throw new TarException("an entry of the tar file has no size");
    }
    String name = text(block, 0, 100);
    boolean posix = text(block, 257, 6).equals("ustar");
    String prefix = posix ? text(block, 345, 155) : "";
    return new TarHeader(
        prefix.isEmpty() ? name : prefix + "/" + name,
        (int) number(block, 100, 8) & PERMISSIONS,
        number(block, 108, 8),
        number(block, 116, 8),
        size,
        number(block, 136, 12),
        (char) (block[156] & 0xff),
        text(block, 157, 100));
  }

  private static long sum(byte[] block) {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      boolean own = i >= CHECKSUM && i < CHECKSUM + 8;
      sum += own ? ' ' : block[i] & 0xff;
    }
    return sum;
  }

  /** Octal digits, or a number in base 256, which its first bit tells. */
  private static long number(byte[] block, int at, int length) throws TarException {
    if ((block[at] & 0x80) != 0) {
      long value = (block[at] & 0x40) != 0 ? -1 : 0;
      for (int i = at; i < at + length; i++) {
        int digit = i == at && value == 0 ? block[i] & 0x3f : block[i] & 0xff;
        boolean fits = value < 1L << 55 && value >= -(1L << 55);
        if (!fits) {
          throw new TarException("a number in the tar file is too large");
        }
        value = value << 8 | digit;
      }
      return value;
    }
    String digits = text(block, at, length).strip();
    if (!digits.matches("[0-7]{0,20}")) {
      throw new TarException("it is no tar file, or a damaged one");
    }
    return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
  }

  /** Up to the first zero. */
  static String text(byte[] bytes) {
    return text(bytes, 0, bytes.length);
  }

  private static String text(byte[] bytes, int at, int length) {
    int end = at;
    while (end < at + length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, at, end - at, StandardCharsets.UTF_8);
  }

  /**
   * What kind of entry it is.
   *
   * @param whole name, which may not have had room here
   */
  TarEntry.Type kind(String whole) {
    return switch (type) {
      case 0, '0', '7' -> whole.endsWith("/") ? TarEntry.Type.DIRECTORY : TarEntry.Type.FILE;
      case '1' -> TarEntry.Type.HARD_LINK;
      case '2' -> TarEntry.Type.SYMBOLIC_LINK;
      case '5' -> TarEntry.Type.DIRECTORY;
      default -> TarEntry.Type.SPECIAL;
    };
  }

  /** False of kinds that never have any, whatever size they say. */
  boolean hasContent() {
    return type < '1' || type > '6';
  }
}
