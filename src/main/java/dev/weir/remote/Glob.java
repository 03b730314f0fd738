package dev.weir.remote;

/** One DNS label against a shell pattern: {@code *}, {@code ?} and {@code [a-z]} sets. */
final class Glob {
  private static final int NOT = -1;

  private Glob() {}

  /** Takes time with the product of the lengths, whatever the pattern. */
  static boolean matches(String pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int begun = 0;
    while (t < text.length()) {
      int after = p < pattern.length() ? step(pattern, p, text.charAt(t)) : NOT;
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        begun = t;
      } else if (after != NOT) {
        p = after;
        t++;
      } else if (star >= 0) {
        p = star + 1; // the star takes one more; those before it need not
        t = ++begun;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  /** Behind what stands for this character, or {@link #NOT}. */
  private static int step(String pattern, int at, char c) {
    char wanted = pattern.charAt(at);
    int end =
        wanted == '[' && pattern.lastIndexOf(']') >= at + 2 ? pattern.indexOf(']', at + 2) : -1;
    if (end > 0) {
      return inSet(pattern.substring(at + 1, end), c) ? end + 1 : NOT;
    }
    return wanted == '?' || wanted == c ? at + 1 : NOT;
  }

  private static boolean inSet(String set, char c) {
    boolean negated = set.charAt(0) == '^' || set.charAt(0) == '!';
    boolean found = false;
    for (int k = negated ? 1 : 0; k < set.length(); k++) {
      if (k + 2 < set.length() && set.charAt(k + 1) == '-') {
        found |= c >= set.charAt(k) && c <= set.charAt(k + 2);
        k += 2;
      } else {
        found |= c == set.charAt(k);
      }
    }
    return found != negated;
  }
}
