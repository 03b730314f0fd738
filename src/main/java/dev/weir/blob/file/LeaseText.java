package dev.weir.blob.file;

import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * How leases are written. Times are milliseconds since the machine was started, or since the
 * process was, where the system tells no start.
 *
 * <pre>
 *   weir-leases 2 BOOT MILLIS LENGTH CRC   the start of the machine, the time of writing, and how
 *                                          long leases of this process last
 *   MILLIS PROJECT/NAME DIGEST CRC         a lease and its end; one that has passed was taken up
 *   MILLIS * * CRC                         those that are not remembered
 *   MILLIS = WALL CRC                      all was on the disk then, by the clock of the wall, in
 *                                          milliseconds since 1970; what follows may be lost
 * </pre>
 *
 * <p>Earlier builds wrote {@code weir-leases 1 BOOT MILLIS}, and no such time.
 */
final class LeaseText {
  private static final String NAME = "weir-leases";

  /** Of a machine that does not tell its starts. */
  private static final String NO_BOOT = "-";

  private LeaseText() {}

  /**
   * The first line.
   *
   * @param boot empty if the system does not tell it
   * @param length of the leases of that process; zero if it did not say so
   */
  record Head(Optional<String> boot, long millis, Duration length) {}

  /**
   * A lease and its end.
   *
   * @param of empty for all that are not remembered
   */
  record Entry(long end, Optional<Of> of) {}

  /** What a lease is of. */
  record Of(StreamName repository, Digest digest) {}

  /**
   * What was read.
   *
   * @param entries in the order of writing, up to the first that is damaged
   * @param wall when all that stands before was on the disk
   * @param isDamaged if there is a line that nobody wrote so
   * @param isAll if nothing was written since
   */
  record Content(
      Head head, List<Entry> entries, OptionalLong wall, boolean isDamaged, boolean isAll) {}

  static String head(Head head) {
    return line(
        "%s 2 %s %d %d"
            .formatted(NAME, head.boot.orElse(NO_BOOT), head.millis, head.length.toMillis()));
  }

  static String entry(Entry entry) {
    return line(
        entry.end + entry.of.map(of -> " " + of.repository + " " + of.digest).orElse(" * *"));
  }

  static String onDisk(long millis, long wall) {
    return line(millis + " = " + wall);
  }

  private static String line(String text) {
    return text + " " + checksum(text) + "\n";
  }

  /** In eight hexadecimal digits. */
  private static String checksum(String text) {
    CRC32C checksum = new CRC32C();
    checksum.update((text + " ").getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().toHexDigits(checksum.getValue(), 8);
  }

  /**
   * Reads it; a last line without its end was being written when the process ended, and nobody was
   * told.
   *
   * @throws IllegalArgumentException if it does not begin like one
   */
  static Content parse(String text) {
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    List<String> lines = whole.lines().toList();
    Head head = parseHead(lines.isEmpty() ? "" : lines.getFirst());
    List<Entry> entries = new ArrayList<>();
    OptionalLong wall = OptionalLong.empty();
    boolean isAll = false;
    for (String line : lines.subList(1, lines.size())) {
      isAll = false;
      try {
        String[] parts = parts(line, 4);
        if (parts[1].equals("=")) {
          wall = OptionalLong.of(Long.parseLong(parts[2]));
          isAll = true;
        } else {
          entries.add(new Entry(Long.parseLong(parts[0]), about(parts[1], parts[2])));
        }
      } catch (IllegalArgumentException _) {
        return new Content(head, entries, wall, true, false);
      }
    }
    return new Content(head, entries, wall, false, isAll && whole.length() == text.length());
  }

  private static Head parseHead(String line) {
    if (line.startsWith(NAME + " 1 ")) {
      String[] parts = line.split(" ", -1);
      if (parts.length != 4) {
        throw new IllegalArgumentException("no head");
      }
      return new Head(Optional.of(parts[2]), Long.parseLong(parts[3]), Duration.ZERO);
    }
    String[] parts = parts(line, 6);
    if (!line.startsWith(NAME + " 2 ")) {
      throw new IllegalArgumentException("no head");
    }
    return new Head(
        Optional.of(parts[2]).filter(boot -> !boot.equals(NO_BOOT)),
        Long.parseLong(parts[3]),
        Duration.ofMillis(Long.parseLong(parts[4])));
  }

  private static String[] parts(String line, int count) {
    String[] parts = line.split(" ", -1);
    if (parts.length != count
        || !checksum(line.substring(0, line.lastIndexOf(' '))).equals(parts[count - 1])) {
      throw new IllegalArgumentException("no such line");
    }
    return parts;
  }

  private static Optional<Of> about(String repository, String digest) {
    if (repository.equals("*")) {
      return Optional.empty();
    }
    int slash = repository.indexOf('/');
    StreamName name =
        new StreamName(repository.substring(0, slash), repository.substring(slash + 1));
    return Optional.of(new Of(name, Digest.parse(digest)));
  }
}
