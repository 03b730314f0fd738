package dev.weir.failure;

/**
 * Text that others chose, as it may stand in a line of a log or on a terminal: nothing in it moves
 * the cursor, begins another line, or turns the direction of what comes after it.
 */
public final class OneLine {
  private OneLine() {}

  /** With a mark in the place of each character that must not be there. */
  public static String of(String text, char mark) {
    return replaced(text, mark, false);
  }

  /** With a blank in the place of each run of them. */
  public static String words(String text) {
    return replaced(text, ' ', true);
  }

  private static String replaced(String text, char mark, boolean runs) {
    int first = 0;
    while (first < text.length() && !acts(text.charAt(first))) {
      first++;
    }
    if (first == text.length()) {
      return text; // as nearly always
    }
    StringBuilder line = new StringBuilder(text.length());
    boolean before = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean now = acts(c);
      if (!now) {
        line.append(c);
      } else if (!(before && runs)) {
        line.append(mark);
      }
      before = now;
    }
    return line.toString();
  }

  /** Controls of ASCII and those after it, ends of lines, and marks of direction. */
  private static boolean acts(char c) {
    return c < ' '
        || (c >= '\u007f' && c <= '\u009f')
        || (c >= '\u2028' && c <= '\u202e')
        || (c >= '\u2066' && c <= '\u2069')
        || c == '\u200e'
        || c == '\u200f';
  }
}
