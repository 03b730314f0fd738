package dev.weir.storage.gc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.reference.Digest;
import dev.weir.resource.BytePattern;
import dev.weir.resource.Json;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Which images the events in a stored value name: a stream's with the newest of each tag, or one of
 * older events. Both are written by Weir alone, without white space, so that they need not be
 * parsed; and of two versions only what differs is looked at, however large the stream is.
 */
final class EventScan {
  private static final BytePattern NAME = BytePattern.of("\"image\":\"");
  private static final BytePattern IMAGE = BytePattern.of("\"image\":\"sha");

  /** Where the digest begins behind the pattern's start. */
  private static final int PREFIX = "\"image\":\"".length();

  /** Longest member: with a sha512 digest. */
  private static final int LONGEST = 160;

  private static final byte[] NONE = new byte[0];

  private EventScan() {}

  /** Each image that is named, as often as it is. */
  static void all(byte[] value, Consumer<Digest> each) {
    scan(value, 0, value.length, each);
  }

  /** Each name that is given as an image's, whatever it looks like. */
  static void names(byte[] value, Consumer<String> each) {
    int at = NAME.indexIn(value, 0);
    while (at >= 0) {
      int begin = at + PREFIX;
      int end = begin;
      while (end < value.length && value[end] != '"') {
        end += value[end] == '\\' ? 2 : 1;
      }
      String quoted = new String(value, begin - 1, end - begin + 2, UTF_8);
      each.accept(Json.parse(quoted).stringValue());
      at = NAME.indexIn(value, end);
    }
  }

  /**
   * What one version of a value names and the other does not, and more of both; each image of the
   * rest is named by both as often.
   *
   * @param before empty if there was none
   * @param after empty if there is none
   */
  static void difference(
      Optional<byte[]> before,
      Optional<byte[]> after,
      Consumer<Digest> removed,
      Consumer<Digest> added) {
    byte[] old = before.orElse(NONE);
    byte[] now = after.orElse(NONE);
    int same = Arrays.mismatch(old, now);
    if (same < 0) {
      return;
    }
    int tail = commonTail(old, now, Math.min(old.length, now.length) - same);
    int from = Math.max(0, same - LONGEST);
    int kept = Math.max(0, tail - LONGEST);
    scan(old, from, old.length - kept, removed);
    scan(now, from, now.length - kept, added);
  }

  private static int commonTail(byte[] one, byte[] other, int most) {
    int same = 0;
    int step = 4096;
    while (same + step <= most
        && Arrays.equals(
            one,
            one.length - same - step,
            one.length - same,
            other,
            other.length - same - step,
            other.length - same)) {
      same += step;
    }
    while (same < most && one[one.length - same - 1] == other[other.length - same - 1]) {
      same++;
    }
    return same;
  }

  /** Those that begin within. */
  private static void scan(byte[] value, int from, int to, Consumer<Digest> each) {
    int at = IMAGE.indexIn(value, from);
    while (at >= 0 && at < to) {
      int begin = at + PREFIX;
      int end = begin;
      while (end < value.length && value[end] != '"') {
        end++;
      }
      Digest.tryParse(new String(value, begin, end - begin, US_ASCII)).ifPresent(each);
      at = IMAGE.indexIn(value, end);
    }
  }
}
