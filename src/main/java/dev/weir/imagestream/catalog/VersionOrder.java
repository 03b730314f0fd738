package dev.weir.imagestream.catalog;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The order in which a catalog offers tags (controllers-and-access.md 8.3): the newest version
 * first, then by name what is no version. {@code 3}, {@code v2.10} and {@code 2.9-ubi8} are
 * versions, with 0 for each number that is not there.
 */
public final class VersionOrder {
  private static final Pattern VERSION =
      Pattern.compile("v?(\\d+)(?:\\.(\\d+))?(?:\\.(\\d+))?(?:\\.\\d+)*(?:[-_+](.*))?");

  /** Of tags by their names. */
  public static final Comparator<String> NEWEST_FIRST =
      Comparator.comparing((String tag) -> !VERSION.matcher(tag).matches())
          .thenComparing(VersionOrder::newestFirst)
          .thenComparing(Comparator.naturalOrder());

  private VersionOrder() {}

  private static int newestFirst(String one, String other) {
    Matcher left = VERSION.matcher(one);
    Matcher right = VERSION.matcher(other);
    if (!left.matches() || !right.matches()) {
      return 0;
    }
    for (int part = 1; part <= 3; part++) {
      int order = number(right, part).compareTo(number(left, part));
      if (order != 0) {
        return order;
      }
    }
    // what goes on behind a version is before it, or a variant of it
    return Boolean.compare(left.group(4) != null, right.group(4) != null);
  }

  private static BigInteger number(Matcher version, int part) {
    String digits = version.group(part);
    return digits == null ? BigInteger.ZERO : new BigInteger(digits);
  }
}
