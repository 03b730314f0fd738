package dev.weir.remote.extract;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The extended headers of POSIX tar files: {@code LENGTH KEY=VALUE\n}, any number of them. */
final class PaxRecords {
  private PaxRecords() {}

  static Map<String, String> parse(byte[] bytes) throws TarException {
    Map<String, String> found = new HashMap<>();
    int at = 0;
    while (at < bytes.length && bytes[at] != 0) {
      int space = indexOf(bytes, ' ', at, bytes.length);
      String length = space < 0 ? "" : text(bytes, at, space);
      if (!length.matches("\\d{1,7}")) {
        throw damaged();
      }
      int end = at + Integer.parseInt(length);
      int equals = end > bytes.length ? -1 : indexOf(bytes, '=', space, end);
      if (equals < 0 || bytes[end - 1] != '\n') {
        throw damaged();
      }
      found.put(text(bytes, space + 1, equals), text(bytes, equals + 1, end - 1));
      at = end;
    }
    return found;
  }

  private static TarException damaged() {
    return new TarException("an extended header of the tar file is damaged");
  }

  private static int indexOf(byte[] bytes, char wanted, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  /** A number of a record, or what the header says. */
  static long number(Map<String, String> records, String key, long otherwise) throws TarException {
    String text = records.getOrDefault(key, "");
    if (text.isEmpty()) {
      return otherwise;
    }
    if (!text.matches("\\d{1,18}")) {
      throw damaged();
    }
    return Long.parseLong(text);
  }
}
