package dev.weir.remote.mirror;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Tags with {@code *} for any characters, which match whole tags. */
final class TagPattern {
  private TagPattern() {}

  static boolean isPattern(String tag) {
    return tag.contains("*");
  }

  /** Those that match, in their order; all for an empty pattern. */
  static List<String> matching(String pattern, List<String> tags) {
    if (pattern.isEmpty()) {
      return tags;
    }
    Predicate<String> matches =
        Pattern.compile(
                Arrays.stream(pattern.split("\\*+", -1))
                    .map(Pattern::quote)
                    .collect(Collectors.joining(".*")))
            .asMatchPredicate();
    return tags.stream().filter(matches).toList();
  }
}
