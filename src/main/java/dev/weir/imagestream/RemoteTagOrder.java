package dev.weir.imagestream;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The order in which a repository's tags are imported (image-api.md 5.3): {@code latest}, minor
 * versions, full versions, both newest first, then the rest by name.
 */
public final class RemoteTagOrder {
  private static final Pattern VERSION =
      Pattern.compile(
          "(?<v>v?)(?<major>0|[1-9]\\d*)\\.(?<minor>0|[1-9]\\d*)(?:\\.(?<patch>0|[1-9]\\d*))?"
              + "(?:-(?<pre>[0-9A-Za-z.-]+))?(?:\\+[0-9A-Za-z.-]+)?");

  private static final Comparator<Key> ORDER =
      Comparator.comparingInt(Key::rank)
          .thenComparing(Key::numbers, RemoteTagOrder::newestFirst)
          .thenComparing(Key::preRelease, (a, b) -> comparePreRelease(b, a))
          .thenComparing(Key::prefixed)
          .thenComparing(Key::tag);

  private RemoteTagOrder() {}

  private record Key(
      String tag, int rank, List<BigInteger> numbers, String preRelease, boolean prefixed) {}

  /** Sorts tags; doubles are dropped and an empty tag means {@code latest}. */
  public static List<String> sort(List<String> tags) {
    return tags.stream()
        .map(tag -> tag.isEmpty() ? "latest" : tag)
        .distinct()
        .map(RemoteTagOrder::key)
        .sorted(ORDER)
        .map(Key::tag)
        .toList();
  }

  private static Key key(String tag) {
    Matcher version = VERSION.matcher(tag);
    if (tag.equals("latest") || !version.matches()) {
      return new Key(tag, tag.equals("latest") ? 0 : 3, List.of(), "", false);
    }
    List<BigInteger> numbers = new ArrayList<>();
    numbers.add(new BigInteger(version.group("major")));
    numbers.add(new BigInteger(version.group("minor")));
    String patch = version.group("patch");
    if (patch != null) {
      numbers.add(new BigInteger(patch));
    }
    String pre = version.group("pre");
    return new Key(
        tag, patch == null ? 1 : 2, numbers, pre == null ? "" : pre, !version.group("v").isEmpty());
  }

  private static int newestFirst(List<BigInteger> a, List<BigInteger> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      int order = b.get(i).compareTo(a.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /** Semantic Versioning 2.0, section 11; no pre-release is the newest. */
  private static int comparePreRelease(String a, String b) {
    if (a.isEmpty() || b.isEmpty()) {
      return Boolean.compare(a.isEmpty(), b.isEmpty());
    }
    String[] left = a.split("\\.", -1);
    String[] right = b.split("\\.", -1);
    for (int i = 0; i < Math.min(left.length, right.length); i++) {
      int order = compareIdentifier(left[i], right[i]);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.length, right.length);
  }

  private static int compareIdentifier(String a, String b) {
    boolean numberA = a.chars().allMatch(Character::isDigit) && !a.isEmpty();
    boolean numberB = b.chars().allMatch(Character::isDigit) && !b.isEmpty();
    if (numberA && numberB) {
      return new BigInteger(a).compareTo(new BigInteger(b));
    }
    return numberA == numberB ? a.compareTo(b) : Boolean.compare(numberB, numberA);
  }
}
