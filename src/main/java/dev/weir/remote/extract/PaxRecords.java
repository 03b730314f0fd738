package dev.weir.remote.extract;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The extended headers of POSIX tar files: {@code LENGTH KEY=VALUE\n}, any number of them. */
final class PaxRecords {
  /** What is read here; whatever else there is is not kept. */
  private static final Set<String> USED = Set.of("path", "linkpath", "size", "uid", "gid", "mtime");

  /** Any record of a sparse file, of which there are several. */
  static final String SPARSE = "GNU.sparse.";

  private PaxRecords() {}

  /** Those records that are used, by their keys. */
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
      String key = text(bytes, space + 1, equals);
      if (USED.contains(key)) {
        found.put(key, text(bytes, equals + 1, end - 1));
      } else if (key.startsWith(SPARSE)) {
        found.put(SPARSE, "");
      }
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
