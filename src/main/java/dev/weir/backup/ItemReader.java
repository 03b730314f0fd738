package dev.weir.backup;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.ZipException;

/** Reads what {@link ItemWriter} wrote, one item at a time; what is not whole ends in a refusal. */
public final class ItemReader implements AutoCloseable {
  private static final int LONGEST_LINE = 200;
  private static final int LARGEST_KEY = 64 * 1024;

  private final InputStream in;
  private final String name;
  private long revision;
  private long items;
  private boolean ended;

  /**
   * Begins to read.
   *
   * @param in buffered
   * @param name of the file, or of the server, for whoever reads of its faults
   * @throws BackupException if it is no store of a backup, or one of a newer format
   */
  public ItemReader(InputStream in, String name) throws IOException {
    this.in = in;
    this.name = name;
    head(line());
  }

  /** The revision that all of it shows. */
  public long revision() {
    return revision;
  }

  /** Items that were read. */
  public long items() {
    return items;
  }

  /**
   * The next item; empty at the end.
   *
   * @throws BackupException if it is cut off or damaged
   */
  public Optional<Item> next() throws IOException {
    if (ended) {
      return Optional.empty();
    }
    String line = line();
    if (line.equals(ItemWriter.AGAIN)) {
      head(line());
      items = 0;
      return Optional.of(Item.again());
    }
    String[] words = line.split(" ", -1);
    if (words[0].equals(ItemWriter.END)) {
      if (words.length != 2 || number(words[1]) != items) {
        throw damaged("it ends after " + items + " items, and says otherwise");
      }
      ended = true;
      return Optional.empty();
    }
    if (words.length != 6) {
      throw damaged("a line is none of it");
    }
    Item item = item(words, line.substring(0, line.lastIndexOf(' ')));
    items++;
    return Optional.of(item);
  }

  private Item item(String[] words, String head) throws IOException {
    Item.Kind kind = kind(words[0]);
    byte[] key = bytes(words[1], LARGEST_KEY);
    byte[] value = bytes(words[2], Integer.MAX_VALUE - 16);
    if (read() != '\n' || !Long.toHexString(ItemWriter.sum(head, key, value)).equals(words[5])) {
      throw damaged("item " + (items + 1) + " is not what was written");
    }
    return new Item(
        kind, new String(key, StandardCharsets.UTF_8), value, number(words[3]), number(words[4]));
  }

  private Item.Kind kind(String word) throws BackupException {
    for (Item.Kind kind : Item.Kind.values()) {
      if (kind != Item.Kind.AGAIN && kind.word().equals(word)) {
        return kind;
      }
    }
    throw damaged("it has items of a kind that is not known");
  }

  private byte[] bytes(String length, int most) throws IOException {
    long wanted = number(length);
    if (wanted > most) {
      throw damaged("an item is longer than any can be");
    }
    byte[] bytes = read((int) wanted);
    if (bytes.length < wanted) {
      throw cutOff();
    }
    return bytes;
  }

  private byte[] read(int length) throws IOException {
    try {
      return in.readNBytes(length);
    } catch (EOFException | ZipException e) {
      throw fault(e);
    }
  }

  private int read() throws IOException {
    try {
      return in.read();
    } catch (EOFException | ZipException e) {
      throw fault(e);
    }
  }

  private BackupException fault(IOException e) {
    return e instanceof EOFException
        ? cutOff()
        : damaged(String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT));
  }

  private long number(String digits) throws BackupException {
    if (!digits.matches("[0-9]{1,18}")) {
      throw damaged("a number is none");
    }
    return Long.parseLong(digits);
  }

  private void head(String line) throws BackupException {
    String[] words = line.split(" ", -1);
    if (words.length != 3 || !words[0].equals(ItemWriter.HEAD)) {
      throw damaged("it does not begin as the store of a backup does");
    }
    if (number(words[1]) > ItemWriter.FORMAT) {
      throw new BackupException(
          "%s has format %s, and this Weir reads formats up to %d; use a newer Weir"
              .formatted(name, words[1], ItemWriter.FORMAT));
    }
    revision = number(words[2]);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int next = read();
      if (next < 0) {
        throw cutOff();
      }
      if (next == '\n') {
        return line.toString();
      }
      if (line.length() == LONGEST_LINE) {
        throw damaged("a line is too long");
      }
      line.append((char) next);
    }
  }

  /** Lets go of what it reads. */
  @Override
  public void close() throws IOException {
    in.close();
  }

  private BackupException cutOff() {
    return new BackupException(name + " is cut off: its end is missing");
  }

  private BackupException damaged(String how) {
    return new BackupException(name + " is damaged: " + how);
  }
}
