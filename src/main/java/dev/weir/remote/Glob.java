package dev.weir.remote;

/** One DNS label against a shell pattern: {@code *}, {@code ?} and {@code [a-z]} sets. */
final class Glob {
  private Glob() {}

  static boolean matches(String pattern, String text) {
    return matches(pattern, 0, text, 0);
  }

  private static boolean matches(String p, int i, String t, int j) {
    if (i == p.length()) {
      return j == t.length();
    }
    char c = p.charAt(i);
    if (c == '*') {
      return matches(p, i + 1, t, j) || (j < t.length() && matches(p, i, t, j + 1));
    }
    if (j == t.length()) {
      return false;
    }
    int end = c == '[' ? p.indexOf(']', i + 2) : -1;
    if (end > 0) {
      return inSet(p.substring(i + 1, end), t.charAt(j)) && matches(p, end + 1, t, j + 1);
    }
    return (c == '?' || c == t.charAt(j)) && matches(p, i + 1, t, j + 1);
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
