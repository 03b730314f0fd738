import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Takes the clock out of a start-up archive. The JVM writes into it when each soft reference was
 * last used, in milliseconds since the machine started, and checksums of that; nothing else of two
 * dumps of the same classes differs. {@code java WithoutClock.java FIRST SECOND RESULT}
 */
final class WithoutClock {
  private static final int HEADER = 4096;
  private static final int MOST = 2_000;

  private WithoutClock() {}

  public static void main(String[] args) throws IOException {
    ByteBuffer first = read(args[0]);
    ByteBuffer second = read(args[1]);
    if (first.capacity() != second.capacity()) {
      throw new IOException("two dumps of the same classes differ in their size");
    }
    int found = 0;
    for (int at = 0; at < first.capacity(); ) {
      int width = at < HEADER ? Integer.BYTES : Long.BYTES;
      if (width == Integer.BYTES && first.getInt(at) != second.getInt(at)) {
        first.putInt(at, 0);
        found++;
      } else if (width == Long.BYTES && first.getLong(at) != second.getLong(at)) {
        if (Math.max(first.getLong(at), second.getLong(at)) >>> 44 != 0) {
          throw new IOException(
              "two dumps of the same classes differ in more than a clock, at " + at);
        }
        first.putLong(at, 0);
        found++;
      }
      at += width;
    }
    if (found > MOST) {
      throw new IOException("two dumps of the same classes differ in " + found + " places");
    }
    Files.write(Path.of(args[2]), first.array());
  }

  private static ByteBuffer read(String file) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(Path.of(file))).order(ByteOrder.LITTLE_ENDIAN);
  }
}
