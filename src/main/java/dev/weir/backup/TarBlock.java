package dev.weir.backup;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A block that begins an entry of a tar file (POSIX ustar and pax).
 *
 * @param type the letter of its kind
 * @param size bytes that follow it
 */
record TarBlock(String name, char type, long size) {
  static final int BYTES = 512;

  private static final int NAME_BYTES = 100;
  private static final int CHECKSUM = 148;
  private static final long LARGEST_OCTAL = 0_77777777777L;

  static boolean isEmpty(byte[] block) {
    return Arrays.equals(block, new byte[BYTES]);
  }

  /** Reads one. */
  static TarBlock of(byte[] block, Path file) throws BackupException {
    if (number(block, CHECKSUM, 8, file) != sum(block)) {
      throw none(file);
    }
    boolean posix = text(Arrays.copyOfRange(block, 257, 262)).equals("ustar");
    String prefix = posix ? text(Arrays.copyOfRange(block, 345, 500)) : "";
    String name = text(Arrays.copyOfRange(block, 0, NAME_BYTES));
    return new TarBlock(
        prefix.isEmpty() ? name : prefix + "/" + name,
        (char) (block[156] & 0xff),
        number(block, 124, 12, file));
  }

  /** What precedes a file's content; the name and the size may take a header of their own. */
  static byte[] head(String name, long size) {
    String records =
        (name.length() > NAME_BYTES ? record("path", name) : "")
            + (size > LARGEST_OCTAL ? record("size", Long.toString(size)) : "");
    String shown = name.length() > NAME_BYTES ? name.substring(0, NAME_BYTES) : name;
    byte[] head = block(shown, '0', Math.min(size, LARGEST_OCTAL));
    if (records.isEmpty()) {
      return head;
    }
    byte[] text = records.getBytes(StandardCharsets.UTF_8);
    byte[] all = new byte[BYTES + padded(text.length) + BYTES];
    System.arraycopy(block("pax", 'x', text.length), 0, all, 0, BYTES);
    System.arraycopy(text, 0, all, BYTES, text.length);
    System.arraycopy(head, 0, all, all.length - BYTES, BYTES);
    return all;
  }

  /** A length as a tar file keeps it. */
  static int padded(long length) {
    return (int) ((length + BYTES - 1) / BYTES * BYTES);
  }

  private static byte[] block(String name, char type, long size) {
    byte[] block = new byte[BYTES];
    put(block, 0, name);
    put(block, 100, "0000600");
    put(block, 108, "0000000");
    put(block, 116, "0000000");
    put(block, 124, String.format(Locale.ROOT, "%011o", size));
    put(block, 136, "00000000000");
    block[156] = (byte) type;
    put(block, 257, "ustar");
    put(block, 263, "00");
    put(block, CHECKSUM, String.format(Locale.ROOT, "%06o\0 ", sum(block)));
    return block;
  }

  private static void put(byte[] block, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, block, at, bytes.length);
  }

  /** {@code LENGTH KEY=VALUE\n}, where the length counts itself. */
  private static String record(String key, String value) {
    String rest = " " + key + "=" + value + "\n";
    int length = rest.length() + 1;
    while (Integer.toString(length).length() + rest.length() != length) {
      length = Integer.toString(length).length() + rest.length();
    }
    return length + rest;
  }

  static Map<String, String> records(byte[] bytes, Path file) throws BackupException {
    Map<String, String> found = new HashMap<>();
    String text = new String(bytes, StandardCharsets.UTF_8);
    for (String line : text.split("\n", -1)) {
      int space = line.indexOf(' ');
      int equals = line.indexOf('=');
      if (!line.isEmpty() && (space < 1 || equals < space)) {
        throw none(file);
      }
      if (!line.isEmpty()) {
        found.put(line.substring(space + 1, equals), line.substring(equals + 1));
      }
    }
    return found;
  }

  /** The size that a header of its own gives. */
  static long decimal(Map<String, String> records, Path file) throws BackupException {
    String digits = records.getOrDefault("size", "");
    if (!digits.matches("[0-9]{1,18}")) {
      throw none(file);
    }
    return Long.parseLong(digits);
  }

  static String text(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  private static long sum(byte[] block) {
    long sum = 0;
    for (int i = 0; i < BYTES; i++) {
      boolean own = i >= CHECKSUM && i < CHECKSUM + 8;
      sum += own ? ' ' : block[i] & 0xff;
    }
    return sum;
  }

  /** Octal digits, or a number in base 256, which its first bit tells. */
  private static long number(byte[] block, int at, int length, Path file) throws BackupException {
    if (block[at] == (byte) 0x80) {
      long value = 0;
      for (int i = at + 1; i < at + length; i++) {
        if (value >= 1L << 50) {
          throw none(file);
        }
        value = value << 8 | (block[i] & 0xff);
      }
      return value;
    }
    String digits = text(Arrays.copyOfRange(block, at, at + length)).strip();
    if (!digits.matches("[0-7]{1,12}")) {
      throw none(file);
    }
    return Long.parseLong(digits, 8);
  }

  static BackupException none(Path file) {
    return new BackupException(file + " is no tar file, or a damaged one");
  }
}
