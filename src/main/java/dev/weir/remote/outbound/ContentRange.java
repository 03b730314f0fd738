package dev.weir.remote.outbound;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which part of a whole an answer has: {@code Content-Range: bytes FIRST-LAST/TOTAL} (RFC 9110,
 * 14.4).
 *
 * @param last inclusive
 * @param total of the whole; empty if it is not told
 */
public record ContentRange(long first, long last, OptionalLong total) {
  private static final Pattern FORM =
      Pattern.compile("bytes (?<first>\\d{1,18})-(?<last>\\d{1,18})/(?<total>\\d{1,18}|\\*)");

  /** Empty if the header is missing, is of another unit, or contradicts itself. */
  public static Optional<ContentRange> parse(String header) {
    Matcher form = FORM.matcher(header.strip());
    if (!form.matches()) {
      return Optional.empty();
    }
    OptionalLong total =
        form.group("total").equals("*")
            ? OptionalLong.empty()
            : OptionalLong.of(Long.parseLong(form.group("total")));
    ContentRange range =
        new ContentRange(
            Long.parseLong(form.group("first")), Long.parseLong(form.group("last")), total);
    boolean sound = range.first() <= range.last() && range.last() < total.orElse(Long.MAX_VALUE);
    return sound ? Optional.of(range) : Optional.empty();
  }

  /** Bytes in the part. */
  public long length() {
    return last - first + 1;
  }
}
