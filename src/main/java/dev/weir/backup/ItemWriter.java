package dev.weir.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * Writes the store of a backup: a line {@code weir-store FORMAT REVISION}; of each item a line
 * {@code KIND KEY-BYTES VALUE-BYTES CREATED MODIFIED SUM}, then key, value and a line feed, where
 * the sum is the CRC-32C of all these but itself; at last a line {@code end ITEMS}. A line {@code
 * again} takes back all before it, and a first line follows. All is UTF-8, numbers are decimal, the
 * sum is hexadecimal.
 */
public final class ItemWriter {
  /** The format that this program writes, and the newest that it reads. */
  public static final int FORMAT = 1;

  static final String HEAD = "weir-store";
  static final String AGAIN = "again";
  static final String END = "end";

  private final OutputStream out;
  private boolean begun;
  private long items;

  public ItemWriter(OutputStream out) {
    this.out = out;
  }

  /** Begins, or begins anew, with what the store is at a revision. */
  public void begin(long revision) throws IOException {
    line((begun ? AGAIN + "\n" : "") + HEAD + " " + FORMAT + " " + revision);
    begun = true;
    items = 0;
  }

  /** Adds an item. */
  public void write(Item item) throws IOException {
    byte[] key = item.key().getBytes(StandardCharsets.UTF_8);
    String head = head(item, key);
    line(head + " " + Long.toHexString(sum(head, key, item.value())));
    out.write(key);
    out.write(item.value());
    out.write('\n');
    items++;
  }

  /** Ends it: what has no end is cut off. */
  public void end() throws IOException {
    line(END + " " + items);
  }

  private static String head(Item item, byte[] key) {
    return item.kind().word()
        + " "
        + key.length
        + " "
        + item.value().length
        + " "
        + item.created()
        + " "
        + item.modified();
  }

  static long sum(String head, byte[] key, byte[] value) {
    CRC32C sum = new CRC32C();
    sum.update(head.getBytes(StandardCharsets.US_ASCII));
    sum.update(key);
    sum.update(value);
    return sum.getValue();
  }

  private void line(String text) throws IOException {
    out.write((text + "\n").getBytes(StandardCharsets.US_ASCII));
  }
}
