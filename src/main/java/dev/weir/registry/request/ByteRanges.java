package dev.weir.registry.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a {@code Range} header asks of a blob of a known size (RFC 9110, 14). */
public sealed interface ByteRanges {
  /** As many parts a client gets at once; who asks for more gets the whole blob. */
  int MOST = 16;

  /** Nothing that is kept to: the whole blob is sent. */
  record Whole() implements ByteRanges {}

  /** At least one part, in the order of the header; together no more than the blob. */
  record Parts(List<Part> parts) implements ByteRanges {
    public Parts {
      parts = List.copyOf(parts);
    }

    /** True if each part begins where the one before it ends, or later. */
    public boolean areAscending() {
      long end = 0;
      for (Part part : parts) {
        if (part.start() < end) {
          return false;
        }
        end = part.end();
      }
      return true;
    }
  }

  /** Nothing of it is in the blob, or a range ends before it begins. */
  record Unsatisfiable() implements ByteRanges {}

  /**
   * Some bytes of a blob.
   *
   * @param start first byte
   * @param length number of bytes, at least one
   */
  record Part(long start, long length) {
    /** The byte after the last one. */
    public long end() {
      return start + length;
    }

    /** {@code bytes FIRST-LAST/SIZE}, the value of {@code Content-Range}. */
    public String contentRange(long size) {
      return "bytes " + start + "-" + (end() - 1) + "/" + size;
    }
  }

  /**
   * Reads a header for a blob of so many bytes. Other units, what does not follow the grammar, more
   * than {@link #MOST} ranges, and ranges that together are more than the blob are no ranges: it
   * costs nobody more to send the whole blob. Ranges are neither sorted nor joined, since clients
   * count the parts.
   */
  static ByteRanges of(String header, long size) {
    int equals = header.indexOf('=');
    if (equals < 0 || !header.substring(0, equals).toLowerCase(Locale.ROOT).equals("bytes")) {
      return new Whole();
    }
    Optional<List<RangeSpec>> specs = RangeSpec.list(header.substring(equals + 1), MOST);
    if (specs.isEmpty()) {
      return new Whole();
    }
    List<Part> parts = new ArrayList<>();
    for (RangeSpec spec : specs.get()) {
      if (spec.isReversed()) {
        return new Unsatisfiable();
      }
      spec.part(size).ifPresent(parts::add);
    }
    if (parts.isEmpty()) {
      return new Unsatisfiable();
    }
    return isMoreThan(size, parts) ? new Whole() : new Parts(parts);
  }

  private static boolean isMoreThan(long size, List<Part> parts) {
    long left = size;
    for (Part part : parts) {
      left -= part.length();
      if (left < 0) {
        return true;
      }
    }
    return false;
  }
}
