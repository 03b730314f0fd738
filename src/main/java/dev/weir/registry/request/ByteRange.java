package dev.weir.registry.request;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Range header asks of a blob (RFC 9110, 14). Several ranges at once and what cannot be read
 * are no range: the whole blob is sent.
 */
public sealed interface ByteRange {
  /** First byte and number of bytes. */
  record Part(long start, long length) implements ByteRange {}

  record Whole() implements ByteRange {}

  record Unsatisfiable() implements ByteRange {}

  Pattern GRAMMAR = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /** Reads a {@code Range} header for a blob of so many bytes. */
  static ByteRange of(String header, long size) {
    Matcher match = GRAMMAR.matcher(header.strip());
    if (!match.matches() || (match.group(1).isEmpty() && match.group(2).isEmpty())) {
      return new Whole();
    }
    if (match.group(1).isEmpty()) {
      long last = Math.min(Long.parseLong(match.group(2)), size);
      return last == 0 ? new Unsatisfiable() : new Part(size - last, last);
    }
    long start = Long.parseLong(match.group(1));
    long end = match.group(2).isEmpty() ? size - 1 : Long.parseLong(match.group(2));
    if (start >= size || end < start) {
      return new Unsatisfiable();
    }
    return new Part(start, Math.min(end, size - 1) - start + 1);
  }
}
